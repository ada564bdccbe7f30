#include "app/engine/artifact_choice.h"

#include "core/store/nodes.h"

namespace espalier {

NodeChoice chooseNode(Workspace& workspace, const std::string& choice, std::string_view kind)
{
    auto& database = workspace.database();
    const size_t colon = choice.rfind(':');
    NodeChoice chosen{
        Runs(database).resolve(choice.substr(0, colon)),
        colon == std::string::npos ? "" : choice.substr(colon + 1),
        std::nullopt};
    Artifacts artifacts(database, workspace.artifactsFolder());
    for (const auto& node : Nodes(database).list(chosen.run.id)) {
        if (!node.stageRun || (!chosen.node.empty() && node.node != chosen.node))
            continue;
        const auto stageRun = Nodes(database).stageRun(*node.stageRun);
        if (!stageRun)
            continue;
        for (const auto& [port, key] : stageRun->outputs)
            if (auto artifact = artifacts.find(key);
                artifact && (kind.empty() || artifact->kind == kind))
                chosen.artifact = std::move(artifact);
    }
    return chosen;
}

} // namespace espalier
