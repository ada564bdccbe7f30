#include "core/pipeline/plan.h"

#include "core/base/hash.h"

#include <algorithm>

namespace espalier {

namespace fs = std::filesystem;

std::string nodeKey(
    const StageInfo& stage,
    const Values& completeParams,
    const std::vector<std::pair<std::string, std::string>>& inputKeys,
    const fs::path& folder,
    const FileDigest& digest,
    const std::string& journal)
{
    nlohmann::json key{{"stage", stage.name}, {"code", stage.codeVersion}};
    auto& params = key["params"] =
        nlohmann::json::object(); // sorted by name: the order of writing doesn't count
    for (const auto& info : stage.params) {
        if (info.execution || (info.name == "seed" && !stage.usesSeed))
            continue;
        const auto value = completeParams.find(info.name);
        if (value == completeParams.end())
            continue;
        // A parameter that has no meaning here has no part in the result.
        if (!info.onlyWith.empty()) {
            const auto other = completeParams.find(info.onlyWith);
            if (other != completeParams.end() &&
                std::ranges::find(info.onlyWithValues, valueToText(Value(*other))) ==
                    info.onlyWithValues.end())
                continue;
        }
        if (info.kind == ParamKind::Path && value->is_string() &&
            !value->get<std::string>().empty())
            params[info.name] = "content:" + digest(folder / value->get<std::string>());
        else
            params[info.name] = *value;
    }
    key["inputs"] = inputKeys;
    if (!journal.empty())
        key["journal"] = journal;
    return hashHex(key.dump());
}

std::vector<PlannedNode> plan(
    const Pipeline& pipeline,
    std::span<const StageInfo> stages,
    const fs::path& folder,
    const FileDigest& digest,
    const HasArtifact& hasArtifact)
{
    std::vector<PlannedNode> planned;
    const auto of = [&](const std::string& id) -> const PlannedNode& {
        return *std::ranges::find(planned, id, &PlannedNode::id);
    };
    for (const auto& id : topologicalOrder(pipeline)) {
        const Node& node = *pipeline.find(id);
        const StageInfo& stage = *findStage(stages, node.stage);
        std::vector<std::pair<std::string, std::string>> inputs;
        std::string runsAgain;
        for (const auto& port : stage.inputs)
            for (const auto& edge : pipeline.edges)
                if (edge.toNode == id && edge.toPort == port.name) {
                    const auto& from = of(edge.fromNode);
                    inputs.emplace_back(port.name, from.key + ":" + edge.fromPort);
                    if (!from.cached && runsAgain.empty())
                        runsAgain = edge.fromNode;
                }
        PlannedNode each;
        each.id = id;
        const Values params = completeParams(pipeline, node, stage);
        each.key = nodeKey(stage, params, inputs, folder, digest);
        each.cached = hasArtifact(each.key);
        for (int older = stage.codeVersion - 1; !each.cached && older >= 1; --older) {
            StageInfo before = stage;
            before.codeVersion = older;
            const std::string key = nodeKey(before, params, inputs, folder, digest);
            if (hasArtifact(key)) {
                each.key = key;
                each.cached = each.olderCode = true;
            }
        }
        each.reason = each.olderCode      ? tr("reused; made by an older version of this stage")
                      : each.cached       ? tr("reused: nothing that counts has changed")
                      : runsAgain.empty() ? tr("no result with these parameters yet")
                                          : tr("`{}` before it runs", runsAgain);
        planned.push_back(std::move(each));
    }
    return planned;
}

} // namespace espalier
