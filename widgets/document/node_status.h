#pragma once

#include "widgets/common/run_state.h"

#include <QString>

#include <vector>

namespace espalier {

/// How a node fares, as model data: who follows the run sets it, the canvas only shows it.
/// (core/store/nodes.h has NodeStatus: the status alone.)
struct NodeCondition
{
    RunState state = RunState::Idle;
    double progress = -1;         ///< 0 to 1; negative: not known
    double secondsLeft = -1;      ///< negative: not known
    QString metric;               ///< name of the main metric
    double value = 0;             ///< its last value
    std::vector<float> sparkline; ///< its course, oldest first; a screen's width of points at most
    bool cached = false;          ///< nothing was computed: the artifact was there
    QString reason;               ///< why it failed, waits or was skipped
    bool operator==(const NodeCondition&) const = default;
};

} // namespace espalier
