#pragma once

#include "core/engine/run/observer.h"
#include "core/store/workspace.h"

#include <atomic>
#include <filesystem>

namespace espalier {

/// How a run ended; `exitStatus` is the process's: 0 finished, 1 failed, 2 invalid input, 3 waiting for a person,
/// 130 interrupted or stopped.
struct RunOutcome {
    RunStatus status = RunStatus::Finished;
    int exitStatus = 0;
};

/// Runs (or resumes) a run that is in the database: waits for its turn, plans, reuses what is cached, runs the rest,
/// publishes artifacts. Throws Error where another process owns the run.
RunOutcome executeRun(Workspace& workspace, int64_t run, RunObserver& observer, const std::atomic<bool>& interrupted);

/// What a new run is made from.
struct NewRun {
    std::string yaml;
    std::filesystem::path file; ///< the pipeline's; relative paths resolve against its folder
    std::vector<std::string> settings; ///< node.param=value; relative paths against `settingsFolder`
    std::filesystem::path settingsFolder;
    std::string name;
    std::optional<uint64_t> seed; ///< sets the variable `seed`, or every node's `seed` where there is none
    int threads = 0;
    std::string device = "cpu";
};

/// Checks and queues a run. Throws Error (input) with all issues, one a line, where the pipeline has mistakes;
/// nothing is then left in the database.
RunInfo queueRun(Workspace& workspace, const NewRun& wish);

/// A new run from a checkpoint of another: the node goes on from step `step` with the settings changed.
/// Throws Error (input) where the run has no such node or checkpoint.
RunInfo forkRun(
    Workspace& workspace,
    const RunInfo& source,
    const std::string& node,
    int64_t step,
    const std::vector<std::string>& settings,
    const std::filesystem::path& settingsFolder,
    const std::string& name);

} // namespace espalier
