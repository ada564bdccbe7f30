#pragma once

#include "core/store/workspace.h"

namespace espalier {

/// Runs that the database calls running or paused but that no living process owns (the kernel lock
/// is free) become stopped, with an event that says how to go on. Gives their ids.
std::vector<int64_t> stopDeadRuns(Workspace& workspace);

} // namespace espalier
