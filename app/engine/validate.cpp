#include "app/engine/command.h"
#include "core/base/files.h"
#include "core/pipeline/check.h"
#include "core/pipeline/machine.h"
#include "core/pipeline/rounds.h"
#include "core/pipeline/yaml.h"
#include "core/stages/stages.h"

#include <iostream>

namespace espalier {

namespace {

struct ValidateOptions
{
    std::string workspace, pipeline;
    std::vector<std::string> settings;
    bool json = false;
};

nlohmann::json toJson(const Issue& issue)
{
    return {
        {"level", issue.level == Issue::Level::Error ? "error" : "warning"},
        {"line", issue.place.line},
        {"column", issue.place.column},
        {"node", issue.node},
        {"param", issue.param},
        {"message", issue.message.words()}};
}

void printEstimates(
    const Pipeline& pipeline, const std::filesystem::path& folder, const Machine& machine)
{
    std::vector<std::vector<std::string>> rows{
        {tr("node").words(),
         tr("stage").words(),
         tr("time").words(),
         tr("memory").words(),
         tr("disk").words()}};
    const auto outlooks = outlook(pipeline, stages(), folder, machine);
    for (const auto& id : topologicalOrder(pipeline)) {
        const auto& estimate = outlooks.at(id).estimate;
        rows.push_back(
            {id,
             pipeline.find(id)->stage,
             duration(estimate.seconds),
             fmt::format("{:.0f} MiB", estimate.memoryBytes / (1 << 20)),
             fmt::format("{:.1f} MiB", estimate.diskBytes / (1 << 20))});
    }
    std::cout << table(rows, {2, 3, 4});
}

} // namespace

void addValidateCommand(CLI::App& app, int& exitStatus)
{
    const auto options = std::make_shared<ValidateOptions>();
    auto* command = app.add_subcommand(
        "validate", "Check a pipeline: all mistakes at once, and what it will take");
    command->add_option("pipeline", options->pipeline, "The pipeline's YAML file")->required();
    command->add_option("--set", options->settings, "node.param=value; can be repeated")
        ->take_all();
    command->add_flag("--json", options->json, "As JSON");
    addWorkspaceOption(*command, options->workspace);
    command->callback([options, &exitStatus] {
        auto read = loadPipeline(options->pipeline);
        unrollRounds(read, stages());
        for (const auto& setting : options->settings)
            applySetting(read.pipeline, stages(), setting, std::filesystem::current_path());
        const auto folder = std::filesystem::absolute(options->pipeline).parent_path();
        const auto machine = thisMachine(
            options->workspace.empty() ? defaultWorkspace()
                                       : std::filesystem::path(options->workspace));
        auto issues = read.issues;
        for (auto& issue : check(read.pipeline, stages(), folder, machine))
            issues.push_back(std::move(issue));
        exitStatus = hasErrors(issues) ? 2 : 0;
        if (options->json) {
            nlohmann::json all = nlohmann::json::array();
            for (const auto& issue : issues)
                all.push_back(toJson(issue));
            std::cout << nlohmann::json{{"valid", exitStatus == 0}, {"issues", all}}.dump() << "\n";
            return;
        }
        for (const auto& issue : issues)
            std::cout << options->pipeline << ": "
                      << (issue.level == Issue::Level::Warning ? tr("warning: ").words() : "")
                      << issue.words() << "\n";
        if (exitStatus == 0) {
            const size_t count = read.pipeline.nodes.size();
            const Message valid =
                count == 1
                    ? tr("{} is a valid pipeline of one node. About:", options->pipeline)
                    : tr("{} is a valid pipeline of {} nodes. About:", options->pipeline, count);
            std::cout << valid.words() << "\n";
            printEstimates(read.pipeline, folder, machine);
        }
    });
}

} // namespace espalier
