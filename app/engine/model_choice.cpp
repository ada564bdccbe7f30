#include "app/engine/model_choice.h"

#include "app/engine/artifact_choice.h"
#include "app/engine/command.h"
#include "core/base/error.h"
#include "core/formats/adapter_folder.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace espalier {

namespace fs = std::filesystem;

fs::path modelFolder(const std::string& choice, const std::string& workspaceOption)
{
    if (fs::exists(fs::path(choice) / "config.json") || isAdapterFolder(choice))
        return choice;
    if (fs::exists(choice))
        throw inputError("{} is no model folder: it has no config.json.", choice);
    auto workspace = openWorkspace(workspaceOption);
    const NodeChoice chosen = chooseNode(workspace, choice, "model");
    if (chosen.artifact)
        return chosen.artifact->folder;
    if (chosen.node.empty())
        throw inputError("Run {} has made no model.", chosen.run.name);
    throw inputError("Run {} has made no model at `{}`.", chosen.run.name, chosen.node);
}

SpeakingModel loadSpeakingModel(const fs::path& folder)
{
    SpeakingModel speaking{folder, Tokenizer::load(folder), openModel(folder)};
    speaking.model = speaking.adapted.model;
    speaking.model->eval();
    if (speaking.model->config().bidirectional() || speaking.model->config().classifies())
        throw inputError(
            "{}: a model that fills gaps or sorts texts can't continue one. Choose a causal "
            "language model.",
            folder.string());
    return speaking;
}

Speaker::Speaker(
    const std::string& model,
    const std::vector<std::string>& adapters,
    const std::string& workspace)
    : m_speaking(loadSpeakingModel(modelFolder(model, workspace)))
    , m_own(m_speaking.adapted.adapters.size())
{
    const fs::path base = fs::weakly_canonical(m_speaking.folder);
    const std::string weights = adapters.empty() ? "" : baseDigest(m_speaking.model);
    for (const auto& wish : adapters) {
        const size_t equals = wish.find('=');
        const std::string choice = equals == std::string::npos ? wish : wish.substr(equals + 1);
        const fs::path folder = modelFolder(choice, workspace);
        if (!isAdapterFolder(folder))
            throw inputError("{} is a model of its own, not an adapter.", choice);
        // Of folders that other programs wrote the base's name decides; one that is not there (a
        // name of a hub) is held against the shapes alone.
        requireAdapterFolder(folder);
        const AdapterConfig config = readAdapterFolder(folder);
        const fs::path made = folder / config.base;
        const bool elsewhere =
            !config.base.empty() && fs::exists(made) && fs::weakly_canonical(made) != base;
        if (!config.baseDigest.empty() && config.baseDigest != weights)
            throw inputError(
                "The adapter {} was trained on a model with other weights than {}; choose that "
                "one.",
                choice,
                base.string());
        if (config.baseDigest.empty() && elsewhere)
            throw inputError(
                "The adapter {} was made for {}, not for {}.",
                choice,
                fs::weakly_canonical(made).string(),
                base.string());
        addAdapter(m_speaking.adapted, folder);
        m_speaking.adapted.adapters.back()->enable(false);
        m_names.push_back(equals == std::string::npos ? choice : wish.substr(0, equals));
    }
}

Generator& Speaker::with(const std::string& adapter)
{
    if (m_generator && adapter == m_current)
        return *m_generator;
    const auto found = std::ranges::find(m_names, adapter);
    if (!adapter.empty() && found == m_names.end())
        throw inputError(
            "No adapter is called \"{}\"; there are: {}.",
            adapter,
            m_names.empty() ? std::string("-") : fmt::format("{}", fmt::join(m_names, ", ")));
    m_generator.reset();
    // All off first: learned tokens have one place in a model.
    auto& attached = m_speaking.adapted.adapters;
    for (size_t i = m_own; i < attached.size(); ++i)
        attached[i]->enable(false);
    if (!adapter.empty())
        attached[m_own + static_cast<size_t>(found - m_names.begin())]->enable(true);
    m_current = adapter;
    return m_generator.emplace(m_speaking.model);
}

} // namespace espalier
