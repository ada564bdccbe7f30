#pragma once

/// Puts runs into the database's queue. Needs no engine: the window and the command line both start here.

#include "core/pipeline/stage.h"
#include "core/store/runs.h"
#include "core/store/workspace.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace espalier {

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
RunInfo queueRun(Workspace& workspace, std::span<const StageInfo> stages, const NewRun& wish);

/// A new run from a checkpoint of another: the node goes on from step `step` with the settings changed.
/// Throws Error (input) where the run has no such node or checkpoint.
RunInfo forkRun(
    Workspace& workspace,
    std::span<const StageInfo> stages,
    const RunInfo& source,
    const std::string& node,
    int64_t step,
    const std::vector<std::string>& settings,
    const std::filesystem::path& settingsFolder,
    const std::string& name);

} // namespace espalier
