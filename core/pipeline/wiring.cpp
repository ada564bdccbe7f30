#include "core/pipeline/wiring.h"

#include "core/pipeline/check.h"

#include <algorithm>
#include <set>

namespace espalier {

namespace {

std::vector<std::string> names(const std::vector<Port>& ports)
{
    std::vector<std::string> all;
    for (const auto& port : ports)
        all.push_back(port.name);
    return all;
}

/// The port that one end of an edge names; null where there is none, and then `add` gets the
/// reason.
template <typename Add>
const Port* checkEnd(
    const Pipeline& pipeline,
    std::span<const StageInfo> stages,
    const Edge& edge,
    bool from,
    Add add)
{
    const auto& id = from ? edge.fromNode : edge.toNode;
    const auto& name = from ? edge.fromPort : edge.toPort;
    const Node* node = pipeline.find(id);
    if (node == nullptr) {
        std::vector<std::string> ids;
        for (const auto& each : pipeline.nodes)
            ids.push_back(each.id);
        const auto near = didYouMean(id, ids);
        add(near ? tr("`{}`: there is no node `{}`; did you mean `{}`?", edge.text(), id, *near)
                 : tr("`{}`: there is no node `{}`.", edge.text(), id));
        return nullptr;
    }
    const auto* stage = findStage(stages, node->stage);
    if (stage == nullptr)
        return nullptr;
    const auto& ports = from ? stage->outputs : stage->inputs;
    const auto* port = findPort(ports, name);
    if (port == nullptr) {
        if (ports.empty())
            add(from ? tr("`{}`: {} gives nothing.", edge.text(), stage->name)
                     : tr("`{}`: {} takes nothing.", edge.text(), stage->name));
        else
            add(from ? tr("`{}`: {} has no output `{}`; it has {}.",
                          edge.text(),
                          stage->name,
                          name,
                          listed(names(ports)))
                     : tr("`{}`: {} has no input `{}`; it has {}.",
                          edge.text(),
                          stage->name,
                          name,
                          listed(names(ports))));
    }
    return port;
}

} // namespace

std::string listed(const std::vector<std::string>& items)
{
    std::string text;
    for (const auto& item : items)
        text += (text.empty() ? "" : ", ") + item;
    return text;
}

void checkEdges(
    const Pipeline& pipeline, std::span<const StageInfo> stages, std::vector<Issue>& issues)
{
    std::set<std::string> seen;
    for (size_t i = 0; i < pipeline.edges.size(); ++i) {
        const auto& edge = pipeline.edges[i];
        const auto add = [&](Message message) {
            issues.push_back(
                {Issue::Level::Error,
                 std::move(message),
                 edge.toNode,
                 {},
                 static_cast<int>(i),
                 edge.place});
        };
        if (!seen.insert(edge.text()).second) {
            add(tr("The edge `{}` stands here twice; keep one.", edge.text()));
            continue;
        }
        const auto* from = checkEnd(pipeline, stages, edge, true, add);
        const auto* to = checkEnd(pipeline, stages, edge, false, add);
        if (from != nullptr && to != nullptr && from->type != to->type)
            add(
                tr("`{}`: {} gives {}, {} takes {}.",
                   edge.text(),
                   edge.fromNode,
                   portType(from->type).name,
                   edge.toNode,
                   portType(to->type).name));
    }
}

std::optional<Message>
whyNot(const Pipeline& pipeline, std::span<const StageInfo> stages, const Edge& edge)
{
    const auto* from = pipeline.find(edge.fromNode);
    const auto* to = pipeline.find(edge.toNode);
    const auto* fromStage = from == nullptr ? nullptr : findStage(stages, from->stage);
    const auto* toStage = to == nullptr ? nullptr : findStage(stages, to->stage);
    const auto* output =
        fromStage == nullptr ? nullptr : findPort(fromStage->outputs, edge.fromPort);
    const auto* input = toStage == nullptr ? nullptr : findPort(toStage->inputs, edge.toPort);
    if (output == nullptr || input == nullptr)
        return tr("There is no such port.");
    if (edge.fromNode == edge.toNode)
        return tr("A stage can't feed itself.");
    if (output->type != input->type)
        return tr(
            "This gives {}; `{}` takes {}.",
            portType(output->type).name,
            input->name,
            portType(input->type).name);
    for (const auto& other : pipeline.edges) {
        if (other == edge)
            return tr("They are wired already.");
        if (other.toNode == edge.toNode && other.toPort == edge.toPort && !input->many)
            return tr("`{}` takes one edge and has it; remove that first.", input->name);
    }
    if (reaches(pipeline, edge.toNode, edge.fromNode))
        return tr(
            "That would make a circle: `{}` already depends on `{}`.", edge.fromNode, edge.toNode);
    return std::nullopt;
}

bool reaches(const Pipeline& pipeline, const std::string& from, const std::string& to)
{
    std::vector<std::string> open{from};
    std::set<std::string> seen;
    while (!open.empty()) {
        const auto id = open.back();
        open.pop_back();
        if (id == to)
            return true;
        if (!seen.insert(id).second)
            continue;
        for (const auto& edge : pipeline.edges)
            if (edge.fromNode == id)
                open.push_back(edge.toNode);
    }
    return false;
}

std::vector<std::string> topologicalOrder(const Pipeline& pipeline)
{
    std::vector<std::string> order;
    std::set<std::string> done;
    bool moved = true;
    while (moved) {
        moved = false;
        for (const auto& node : pipeline.nodes) {
            const bool ready = !done.contains(node.id) &&
                               std::ranges::all_of(pipeline.edges, [&](const Edge& edge) {
                                   return edge.toNode != node.id || done.contains(edge.fromNode) ||
                                          pipeline.find(edge.fromNode) == nullptr;
                               });
            if (ready) {
                order.push_back(node.id);
                done.insert(node.id);
                moved = true;
                break;
            }
        }
    }
    return order;
}

} // namespace espalier
