#include "app/engine/command.h"
#include "core/report/run_figures.h"
#include "core/store/nodes.h"
#include "core/store/series.h"

#include <iostream>

namespace espalier {

namespace {

struct RunsOptions
{
    std::string workspace, run;
    bool json = false;
};

nlohmann::json orNull(double value)
{
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json();
}

nlohmann::json known(const std::optional<double>& value)
{
    return value ? orNull(*value) : nlohmann::json();
}

std::string shown(const std::optional<double>& value)
{
    return value ? figure(*value) : "-";
}

std::string age(int64_t time)
{
    return tr("{} ago", duration(static_cast<double>(nowMs() - time) / 1000)).words();
}

void listRuns(const RunsOptions& options)
{
    auto workspace = openWorkspace(options.workspace);
    auto& database = workspace.database();
    auto all = nlohmann::json::array();
    std::vector<std::vector<std::string>> rows{
        {tr("id").words(),
         tr("name").words(),
         tr("status").words(),
         tr("started").words(),
         "loss",
         "eval_loss",
         "reward",
         tr("tags").words()}};
    for (const auto& run : Runs(database).list()) {
        const RunFigures figures = runFigures(Series(database).ofRun(run.id));
        std::string tags;
        for (const auto& tag : run.tags)
            tags += (tags.empty() ? "" : ", ") + tag;
        rows.push_back(
            {std::to_string(run.id),
             run.name,
             std::string(name(run.status)),
             run.startedAt ? age(*run.startedAt) : "-",
             shown(figures.loss),
             shown(figures.evalLoss),
             shown(figures.reward),
             tags});
        all.push_back(
            {{"id", run.id},
             {"uid", run.uid},
             {"name", run.name},
             {"status", name(run.status)},
             {"created", run.createdAt},
             {"pipeline", run.pipelinePath},
             {"tags", run.tags},
             {"note", run.note},
             {"loss", known(figures.loss)},
             {"eval_loss", known(figures.evalLoss)},
             {"reward", known(figures.reward)}});
    }
    if (options.json)
        std::cout << all.dump() << "\n";
    else if (rows.size() == 1)
        std::cout << tr("No runs yet. Start one: espalier-engine run PIPELINE").words() << "\n";
    else
        std::cout << table(rows, {0, 4, 5, 6});
}

nlohmann::json showJson(Database& database, const RunInfo& run)
{
    nlohmann::json nodes = nlohmann::json::object();
    for (const auto& node : Nodes(database).list(run.id)) {
        nlohmann::json each{
            {"state", name(node.status)},
            {"stage", node.stage},
            {"step", node.step},
            {"total", node.total},
            {"artifact", nullptr},
            {"series", nlohmann::json::object()}};
        if (node.stageRun) {
            if (const auto stageRun = Nodes(database).stageRun(*node.stageRun);
                stageRun && !stageRun->outputs.empty())
                each["artifact"] = stageRun->outputs.begin()->second;
            for (const auto& series : Series(database).ofStageRun(*node.stageRun))
                each["series"][series.name] = {
                    {"last", orNull(series.last)},
                    {"min", orNull(series.min)},
                    {"max", orNull(series.max)},
                    {"step", series.lastStep},
                    {"count", series.count}};
        }
        if (!node.message.empty())
            each["message"] = node.message.words();
        nodes[node.node] = each;
    }
    return {
        {"id", run.id},
        {"name", run.name},
        {"status", name(run.status)},
        {"pipeline", run.pipelinePath},
        {"error", run.error.words()},
        {"nodes", nodes}};
}

void showRun(const RunsOptions& options)
{
    auto workspace = openWorkspace(options.workspace);
    const auto run = Runs(workspace.database()).resolve(options.run);
    const auto json = showJson(workspace.database(), run);
    if (options.json) {
        std::cout << json.dump() << "\n";
        return;
    }
    std::cout << tr("run {} \"{}\": {}", run.id, run.name, name(run.status)).words() << "\n";
    if (!run.error.empty())
        std::cout << run.error.words() << "\n";
    if (!run.note.empty())
        std::cout << run.note << "\n";
    std::vector<std::vector<std::string>> rows{
        {tr("node").words(),
         tr("state").words(),
         tr("series").words(),
         tr("last").words(),
         tr("min").words(),
         tr("max").words(),
         tr("step").words()}};
    for (const auto& node : Nodes(workspace.database()).list(run.id)) {
        rows.push_back({node.node, std::string(name(node.status))});
        if (node.stageRun)
            for (const auto& series : Series(workspace.database()).ofStageRun(*node.stageRun))
                rows.push_back(
                    {"",
                     "",
                     series.name,
                     figure(series.last),
                     figure(series.min),
                     figure(series.max),
                     std::to_string(series.lastStep)});
    }
    std::cout << table(rows, {3, 4, 5, 6});
}

} // namespace

void addRunsCommands(CLI::App& app, int& exitStatus)
{
    const auto options = std::make_shared<RunsOptions>();
    auto* list = app.add_subcommand("runs", "All runs, the newest first");
    auto* show = app.add_subcommand("show", "One run: its nodes and their figures");
    show->add_option("run", options->run, "Id, name or `last`")->required();
    for (auto* command : {list, show}) {
        command->add_flag("--json", options->json, "As JSON");
        addWorkspaceOption(*command, options->workspace);
    }
    list->callback([options, &exitStatus] {
        listRuns(*options);
        exitStatus = 0;
    });
    show->callback([options, &exitStatus] {
        showRun(*options);
        exitStatus = 0;
    });
}

} // namespace espalier
