// Settings of the command line: the --set of yaml.h.

#include "core/pipeline/stage.h"
#include "core/pipeline/yaml.h"

namespace espalier {

namespace fs = std::filesystem;

void applySetting(
    Pipeline& pipeline,
    std::span<const StageInfo> stages,
    std::string_view setting,
    const fs::path& folder)
{
    const size_t equals = setting.find('=');
    if (equals == std::string_view::npos || equals == 0)
        throw inputError("--set {}: write node.param=value.", std::string(setting));
    const std::string target(setting.substr(0, equals));
    Value value = valueFromText(setting.substr(equals + 1));
    const size_t dot = target.find('.');
    if (dot == std::string::npos) {
        if (!pipeline.variables.contains(target))
            throw inputError(
                "--set {}: the pipeline has no variable `{}`; for a parameter write "
                "node.param=value.",
                std::string(setting),
                target);
        pipeline.variables[target] = value;
        return;
    }
    const std::string id = target.substr(0, dot), name = target.substr(dot + 1);
    Node* node = pipeline.find(id);
    if (node == nullptr) {
        std::vector<std::string> ids;
        for (const auto& each : pipeline.nodes)
            ids.push_back(each.id);
        if (const auto near = didYouMean(id, ids))
            throw inputError(
                "--set {}: there is no node `{}`; did you mean `{}`?",
                std::string(setting),
                id,
                *near);
        throw inputError(
            "--set {}: there is no node `{}` in this pipeline.", std::string(setting), id);
    }
    if (const auto* stage = findStage(stages, node->stage)) {
        const auto* info = findParam(stage->params, name);
        if (info != nullptr && info->kind == ParamKind::Path && value.is_string() &&
            !value.get<std::string>().empty())
            value = fs::absolute(folder / value.get<std::string>()).lexically_normal().string();
        // A text parameter keeps its spelling ("007" stays what was typed).
        else if (info != nullptr && info->kind == ParamKind::Text)
            value = std::string(setting.substr(equals + 1));
    }
    node->params[name] = value;
    node->paramPlaces.erase(name);
}

} // namespace espalier
