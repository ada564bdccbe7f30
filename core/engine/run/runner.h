#pragma once

#include "core/engine/run/observer.h"
#include "core/store/workspace.h"

#include <atomic>
#include <filesystem>

namespace espalier {

/// How a run ended; `exitStatus` is the process's: 0 finished, 1 failed, 2 invalid input, 3 waiting
/// for a person, 130 interrupted or stopped.
struct RunOutcome
{
    RunStatus status = RunStatus::Finished;
    int exitStatus = 0;
};

/// Runs (or resumes) a run that is in the database: waits for its turn, plans, reuses what is
/// cached, runs the rest, publishes artifacts. Throws Error where another process owns the run.
RunOutcome executeRun(
    Workspace& workspace, int64_t run, RunObserver& observer, const std::atomic<bool>& interrupted);

} // namespace espalier
