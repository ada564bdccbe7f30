#include "core/stages/stages.h"

#include "app/engine/command.h"
#include "core/base/error.h"

#include <iostream>

namespace espalier {

namespace {

const char* kindName(ParamKind kind)
{
    switch (kind) {
    case ParamKind::Bool:
        return "bool";
    case ParamKind::Integer:
        return "integer";
    case ParamKind::Number:
        return "number";
    case ParamKind::Text:
        return "text";
    case ParamKind::Choice:
        return "choice";
    case ParamKind::Path:
        return "path";
    case ParamKind::List:
        return "list";
    }
    return "";
}

nlohmann::ordered_json toJson(const ParamInfo& info)
{
    nlohmann::ordered_json json{
        {"name", info.name}, {"kind", kindName(info.kind)}, {"default", info.defaultValue}};
    if (std::isfinite(info.min))
        json["min"] = info.min;
    if (std::isfinite(info.max))
        json["max"] = info.max;
    if (!info.unit.empty())
        json["unit"] = info.unit;
    if (!info.choices.empty())
        json["choices"] = info.choices;
    json["execution"] = info.execution;
    json["live"] = info.live;
    json["help"] = translate(info.help);
    return json;
}

nlohmann::ordered_json toJson(const StageInfo& stage)
{
    const auto ports = [](const std::vector<Port>& all) {
        auto list = nlohmann::ordered_json::array();
        for (const auto& port : all)
            list.push_back(
                {{"name", port.name},
                 {"type", portType(port.type).name},
                 {"optional", port.optional},
                 {"many", port.many}});
        return list;
    };
    nlohmann::ordered_json json{
        {"name", stage.name},
        {"title", translate(stage.title)},
        {"help", translate(stage.help)},
        {"inputs", ports(stage.inputs)},
        {"outputs", ports(stage.outputs)}};
    json["params"] = nlohmann::ordered_json::array();
    for (const auto& info : stage.params)
        json["params"].push_back(toJson(info));
    return json;
}

void print(const StageInfo& stage)
{
    std::cout << stage.name << " - " << translate(stage.title) << "\n  " << translate(stage.help)
              << "\n";
    std::string in, out;
    for (const auto& port : stage.inputs)
        in += (in.empty() ? "" : ", ") + port.name;
    for (const auto& port : stage.outputs)
        out += (out.empty() ? "" : ", ") + port.name;
    std::cout << "  " << (in.empty() ? "-" : in) << " -> " << out << "\n";
    std::vector<std::vector<std::string>> rows;
    for (const auto& info : stage.params)
        rows.push_back(
            {"    " + info.name,
             valueToText(info.defaultValue),
             translate(info.unit),
             translate(info.help)});
    std::cout << table(rows) << "\n";
}

} // namespace

void addStagesCommand(CLI::App& app, int& exitStatus)
{
    struct StagesOptions
    {
        std::string workspace, stage;
        bool json = false;
    };
    const auto options = std::make_shared<StagesOptions>();
    auto* command = app.add_subcommand("stages", "The stages, or one stage with its parameters");
    command->add_option("stage", options->stage, "A stage's name");
    command->add_flag("--json", options->json, "As JSON");
    addWorkspaceOption(*command, options->workspace);
    command->callback([options, &exitStatus] {
        exitStatus = 0;
        if (!options->stage.empty() && findStage(stages(), options->stage) == nullptr) {
            std::vector<std::string> names;
            for (const auto& stage : stages())
                names.push_back(stage.name);
            if (const auto near = didYouMean(options->stage, names))
                throw inputError(
                    "There is no stage `{}`; did you mean `{}`?", options->stage, *near);
            throw inputError("There is no stage `{}`.", options->stage);
        }
        auto all = nlohmann::ordered_json::array();
        std::vector<std::vector<std::string>> rows;
        for (const auto& stage : stages()) {
            if (!options->stage.empty() && stage.name != options->stage)
                continue;
            all.push_back(toJson(stage));
            if (!options->stage.empty() && !options->json)
                print(stage);
            rows.push_back({stage.name, translate(stage.title)});
        }
        if (options->json)
            std::cout << all.dump() << "\n";
        else if (options->stage.empty())
            std::cout << table(rows);
    });
}

} // namespace espalier
