#include "core/pipeline/outlook.h"

namespace espalier {

std::map<std::string, Facts> inputFacts(
    const Pipeline& pipeline,
    const std::string& node,
    const std::map<std::string, NodeOutlook>& outlooks)
{
    std::map<std::string, Facts> inputs;
    for (const auto& edge : pipeline.edges) {
        const auto from = outlooks.find(edge.fromNode);
        if (edge.toNode != node || from == outlooks.end())
            continue;
        const auto output = from->second.outputs.find(edge.fromPort);
        Facts facts = output == from->second.outputs.end() ? Facts{} : output->second;
        if (const auto before = inputs.find(edge.toPort); before != inputs.end()) {
            const bool known = facts.documents > 0 && before->second.documents > 0;
            facts.documents = known ? facts.documents + before->second.documents : 0;
            facts.bytes += before->second.bytes;
        }
        inputs[edge.toPort] = std::move(facts);
    }
    return inputs;
}

Values completeParams(const Pipeline& pipeline, const Node& node, const StageInfo& stage)
{
    const Values given = pipeline.resolved(node);
    Values values = Values::object();
    for (const auto& info : stage.params) {
        const auto found = given.find(info.name);
        if (found == given.end()) {
            values[info.name] = info.defaultValue;
            continue;
        }
        const auto fitted = fit(info, Value(*found));
        values[info.name] = fitted.value;
    }
    return values;
}

std::map<std::string, NodeOutlook> outlook(
    const Pipeline& pipeline,
    std::span<const StageInfo> stages,
    const std::filesystem::path& folder,
    const Machine& machine)
{
    std::map<std::string, NodeOutlook> all;
    for (const auto& id : topologicalOrder(pipeline)) {
        const Node& node = *pipeline.find(id);
        auto& result = all[id];
        const auto* stage = findStage(stages, node.stage);
        if (stage == nullptr)
            continue;
        const Values params = completeParams(pipeline, node, *stage);
        const auto inputs = inputFacts(pipeline, id, all);
        const StageQuery query{params, inputs, folder};
        try {
            if (stage->infer)
                result.outputs = stage->infer(query);
            if (stage->estimate)
                result.estimate = stage->estimate(query, machine);
        } catch (const std::exception&) {
            // Values that don't fit are check()'s to report; an outlook of them is unknown.
            result = {};
        }
        for (const auto& port : stage->outputs)
            result.outputs.try_emplace(port.name);
    }
    return all;
}

} // namespace espalier
