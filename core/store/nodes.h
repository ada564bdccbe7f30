#pragma once

/// What the nodes of a run do, and the stage runs that did it: a stage run is one computation of
/// one stage, belongs to the artifact it makes, and is linked to by every run that uses it (as
/// cached, when another run computed it).

#include "core/base/message.h"
#include "core/store/database.h"

#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

enum class NodeStatus { Queued, Running, Paused, Waiting, Finished, Failed, Stopped, Cached };

std::string_view name(NodeStatus status);
/// Throws Error where no status has that name.
NodeStatus nodeStatus(std::string_view name);

struct NodeState
{
    int64_t run = 0;
    std::string node;
    std::string stage;
    int position = 0;                ///< place in the order of the plan
    std::optional<int64_t> stageRun; ///< whose curves the node shows
    bool cached = false;
    NodeStatus status = NodeStatus::Queued;
    int64_t step = 0;
    int64_t total = 0; ///< planned steps; 0 where unknown
    std::optional<int64_t> startedAt;
    std::optional<int64_t> endedAt;
    std::optional<double> etaSeconds;
    Message message; ///< what it does now, why it failed, what it waits for
};

struct StageRunInfo
{
    int64_t id = 0;
    std::string uid;
    std::string key; ///< the artifact key it computes
    std::string stage;
    std::string codeVersion;
    nlohmann::json params = nlohmann::json::object();
    NodeStatus status = NodeStatus::Queued;
    std::optional<int64_t> startedAt;
    std::optional<int64_t> endedAt;
    std::map<std::string, std::string> outputs; ///< port -> artifact key
};

/// Nodes and stage runs of a workspace. Cheap to make; borrows the connection.
class Nodes
{
public:
    explicit Nodes(Database& database)
        : m_database(database)
    {
    }

    /// Adds or replaces the nodes of a run, in the plan's order, all queued.
    void plan(int64_t run, const std::vector<NodeState>& nodes);
    std::vector<NodeState> list(int64_t run);
    std::optional<NodeState> find(int64_t run, std::string_view node);

    /// Links a node to the stage run whose curves it shows; `cached` where another run computed it.
    void link(int64_t run, const std::string& node, int64_t stageRun, bool cached);
    /// Sets the status with its times and its event; the linked stage run follows unless the node
    /// is cached.
    void
    setStatus(int64_t run, const std::string& node, NodeStatus status, const Message& message = {});
    /// Progress is no event: it changes too often. Readers look again when dataVersion() changed.
    void setProgress(
        int64_t run,
        const std::string& node,
        int64_t step,
        int64_t total,
        std::optional<double> etaSeconds);

    /// Adds a stage run; id and uid are filled in.
    StageRunInfo createStageRun(StageRunInfo info);
    std::optional<StageRunInfo> stageRun(int64_t id);
    /// The newest stage run that has computed, or was to compute, that key; finished ones first.
    std::optional<StageRunInfo> stageRunOfKey(std::string_view key);
    /// Live requests that were applied change the key; so do late-frozen labels.
    void setStageRunKey(int64_t id, const std::string& key);
    void addOutput(int64_t stageRun, const std::string& port, const std::string& artifactKey);

private:
    Database& m_database;
};

} // namespace espalier
