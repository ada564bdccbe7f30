#include "core/stages/row_ports.h"

#include <array>

namespace espalier {

PortType portOf(RowKind kind)
{
    static constexpr std::array kPorts{
        PortType::Instructions,
        PortType::Prompts,
        PortType::Preferences,
        PortType::Problems,
        PortType::Labelled};
    return kPorts[static_cast<size_t>(kind)];
}

std::vector<Port> rowPorts(std::span<const RowKind> kinds, bool optional, bool many)
{
    std::vector<Port> ports;
    for (const RowKind kind : kinds)
        ports.push_back({rowKind(kind).name, portOf(kind), optional, many});
    return ports;
}

std::vector<Finding> checkOneKind(const StageQuery& query)
{
    if (query.inputs.empty())
        return {{"", tr("no rows are wired to it; wire one of its inputs.")}};
    if (query.inputs.size() > 1)
        return {
            {"",
             tr("rows of several kinds are wired to it ({} and {}); use one of these stages for "
                "each kind.",
                query.inputs.begin()->first,
                std::next(query.inputs.begin())->first)}};
    return {};
}

std::map<std::string, Facts> inferSameKind(const StageQuery& query, std::span<const RowKind> kinds)
{
    std::map<std::string, Facts> facts;
    for (const RowKind kind : kinds) {
        const auto found = query.inputs.find(rowKind(kind).name);
        facts[rowKind(kind).name] = found == query.inputs.end() ? Facts{} : found->second;
    }
    return facts;
}

} // namespace espalier
