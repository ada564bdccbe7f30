#include "app/engine/command.h"
#include "app/engine/terminal.h"
#include "core/base/files.h"
#include "core/engine/run/runner.h"
#include "core/pipeline/queue.h"
#include "core/report/report.h"
#include "core/report/text_report.h"
#include "core/stages/stages.h"

#include <iostream>
#include <unistd.h>

namespace espalier {

namespace {

struct RunOptions
{
    std::string workspace, pipeline, run, name, device = "cpu", node;
    std::vector<std::string> settings;
    int64_t seed = -1, step = 0;
    int threads = 0;
    bool json = false, queueOnly = false;
};

int execute(Workspace& workspace, int64_t run, bool json)
{
    const auto observer =
        json ? jsonObserver(std::cout) : terminalObserver(std::cout, ::isatty(STDOUT_FILENO) != 0);
    const auto outcome = executeRun(workspace, run, *observer, interruptRequested);
    if (!json && outcome.status == RunStatus::Finished)
        std::cout << textReport(loadReport(workspace.database(), run));
    return outcome.exitStatus;
}

int runPipeline(const RunOptions& options)
{
    NewRun wish;
    wish.file = options.pipeline;
    wish.yaml = readFile(options.pipeline);
    wish.settings = options.settings;
    wish.settingsFolder = std::filesystem::current_path();
    wish.name = options.name;
    if (options.seed >= 0)
        wish.seed = static_cast<uint64_t>(options.seed);
    wish.threads = options.threads;
    wish.device = options.device;
    auto workspace = openWorkspace(options.workspace);
    const auto run = queueRun(workspace, stages(), wish);
    if (options.queueOnly) {
        std::cout << run.id << "\n";
        return 0;
    }
    return execute(workspace, run.id, options.json);
}

int resumeRun(const RunOptions& options)
{
    auto workspace = openWorkspace(options.workspace);
    return execute(workspace, Runs(workspace.database()).resolve(options.run).id, options.json);
}

int fork(const RunOptions& options)
{
    auto workspace = openWorkspace(options.workspace);
    const auto source = Runs(workspace.database()).resolve(options.run);
    const auto run = forkRun(
        workspace,
        stages(),
        source,
        options.node,
        options.step,
        options.settings,
        std::filesystem::current_path(),
        options.name);
    if (options.queueOnly) {
        std::cout << run.id << "\n";
        return 0;
    }
    return execute(workspace, run.id, options.json);
}

} // namespace

void addRunCommands(CLI::App& app, int& exitStatus)
{
    const auto options = std::make_shared<RunOptions>();
    auto* run = app.add_subcommand("run", "Run a pipeline");
    run->add_option("pipeline", options->pipeline, "The pipeline's YAML file")->required();
    run->add_option(
           "--set", options->settings, "node.param=value, or variable=value; can be repeated")
        ->take_all();
    run->add_option("--name", options->name, "A name for the run");
    run->add_option("--seed", options->seed, "Seed of everything random")
        ->check(CLI::NonNegativeNumber);
    run->add_option("--threads", options->threads, "CPU threads (default: all cores)")
        ->check(CLI::Range(1, 1024));
    run->add_option("--device", options->device, "cpu, cuda or cuda:N");
    run->add_flag("--queue", options->queueOnly, "Only put it into the queue; print its id");
    auto* resume =
        app.add_subcommand("resume", "Go on with a run that was stopped, or start a queued one");
    resume->add_option("run", options->run, "Id, name or `last`")->required();
    auto* forked = app.add_subcommand("fork", "A new run from a checkpoint of another");
    forked->add_option("run", options->run, "Id, name or `last`")->required();
    forked->add_option("--node", options->node, "The node whose checkpoint it is")->required();
    forked->add_option("--at", options->step, "The checkpoint's step")->required();
    forked->add_option("--set", options->settings, "node.param=value; can be repeated")->take_all();
    forked->add_option("--name", options->name, "A name for the run");
    forked->add_flag("--queue", options->queueOnly, "Only put it into the queue; print its id");
    for (auto* command : {run, resume, forked}) {
        command->add_flag("--json", options->json, "One JSON event a line");
        addWorkspaceOption(*command, options->workspace);
    }
    run->callback([options, &exitStatus] { exitStatus = runPipeline(*options); });
    resume->callback([options, &exitStatus] { exitStatus = resumeRun(*options); });
    forked->callback([options, &exitStatus] { exitStatus = fork(*options); });
}

} // namespace espalier
