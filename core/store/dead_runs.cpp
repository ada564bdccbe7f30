#include "core/store/dead_runs.h"

#include "core/store/nodes.h"
#include "core/store/runs.h"

namespace espalier {

std::vector<int64_t> stopDeadRuns(Workspace& workspace)
{
    std::vector<int64_t> dead;
    auto& database = workspace.database();
    for (const auto status : {RunStatus::Running, RunStatus::Paused}) {
        RunFilter filter;
        filter.status = status;
        for (const auto& run : Runs(database).list(filter)) {
            if (workspace.runIsOwned(run.id))
                continue;
            for (const auto& node : Nodes(database).list(run.id))
                if (node.status == NodeStatus::Running || node.status == NodeStatus::Paused)
                    Nodes(database).setStatus(run.id, node.node, NodeStatus::Stopped);
            Runs(database).setStatus(
                run.id,
                RunStatus::Stopped,
                tr("its engine ended without a word; resume goes on from the last checkpoint"));
            dead.push_back(run.id);
        }
    }
    return dead;
}

} // namespace espalier
