#include "core/stages/row_ports.h"

#include "core/stages/estimates.h"

#include <algorithm>
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
    for (const RowKind kind : kinds)
        facts[rowKind(kind).name] = factsOf(query, rowKind(kind).name);
    return facts;
}

std::optional<Finding> notOneAsked(const StageQuery& query)
{
    const bool prompts = query.inputs.contains("prompts");
    if (prompts != query.inputs.contains("problems"))
        return std::nullopt;
    return Finding{
        "",
        prompts ? tr("wire either `prompts` or `problems`, not both.")
                : tr("nothing is asked; wire `prompts`, or `problems` for rewards that "
                     "can be checked.")};
}

Facts askedFacts(const StageQuery& query)
{
    return factsOf(query, query.inputs.contains("problems") ? "problems" : "prompts");
}

double askedRows(const StageQuery& query, double share, int64_t limit)
{
    const double there = share * static_cast<double>(askedFacts(query).documents);
    return limit > 0 ? std::min(there > 0 ? there : 1e18, static_cast<double>(limit)) : there;
}

double checkingSeconds(const StageQuery& query, const Machine& machine, double answers)
{
    return answers * factsOf(query, "reward").checkSeconds / std::max(1, machine.threads);
}

} // namespace espalier
