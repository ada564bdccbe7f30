#include "app/engine/model_choice.h"

#include "app/engine/command.h"
#include "core/base/error.h"
#include "core/store/artifacts.h"
#include "core/store/nodes.h"

namespace espalier {

namespace fs = std::filesystem;

fs::path modelFolder(const std::string& choice, const std::string& workspaceOption)
{
    if (fs::exists(fs::path(choice) / "config.json") || isAdapterFolder(choice))
        return choice;
    if (fs::exists(choice))
        throw inputError("{} is no model folder: it has no config.json.", choice);
    auto workspace = openWorkspace(workspaceOption);
    auto& database = workspace.database();
    const size_t colon = choice.rfind(':');
    const auto run = Runs(database).resolve(choice.substr(0, colon));
    const std::string wanted = colon == std::string::npos ? "" : choice.substr(colon + 1);
    Artifacts artifacts(database, workspace.artifactsFolder());
    fs::path folder;
    for (const auto& node : Nodes(database).list(run.id)) {
        if (!node.stageRun || (!wanted.empty() && node.node != wanted))
            continue;
        const auto stageRun = Nodes(database).stageRun(*node.stageRun);
        for (const auto& [port, key] : stageRun->outputs)
            if (const auto artifact = artifacts.find(key); artifact && artifact->kind == "model")
                folder = artifact->folder;
    }
    if (folder.empty() && wanted.empty())
        throw inputError("Run {} has made no model.", run.name);
    if (folder.empty())
        throw inputError("Run {} has made no model at `{}`.", run.name, wanted);
    return folder;
}

SpeakingModel loadSpeakingModel(const fs::path& folder)
{
    SpeakingModel speaking{Tokenizer::load(folder), openModel(folder)};
    speaking.model = speaking.adapted.model;
    speaking.model->eval();
    if (speaking.model->config().bidirectional() || speaking.model->config().classifies())
        throw inputError(
            "{}: a model that fills gaps or sorts texts can't continue one. Choose a causal language "
            "model.",
            folder.string());
    return speaking;
}

} // namespace espalier
