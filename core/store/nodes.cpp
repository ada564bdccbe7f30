#include "core/store/nodes.h"

#include "core/store/events.h"
#include "core/store/sql.h"

#include <algorithm>
#include <array>

namespace espalier {

namespace {

struct NodeStatusRow
{
    NodeStatus status;
    std::string_view name;
    const char* event;
    const char* sentence;
};

constexpr std::array<NodeStatusRow, 8> kNodeStatuses{{
    {NodeStatus::Queued, "queued", "node_queued", trNoop("{}: queued.")},
    {NodeStatus::Running, "running", "node_started", trNoop("{}: started.")},
    {NodeStatus::Paused, "paused", "node_paused", trNoop("{}: paused.")},
    {NodeStatus::Waiting, "waiting", "node_waiting", trNoop("{}: waits for people.")},
    {NodeStatus::Finished, "finished", "node_finished", trNoop("{}: finished.")},
    {NodeStatus::Failed, "failed", "node_failed", trNoop("{}: failed.")},
    {NodeStatus::Stopped, "stopped", "node_stopped", trNoop("{}: stopped.")},
    {NodeStatus::Cached, "cached", "node_cached", trNoop("{}: taken from the cache.")},
}};

const NodeStatusRow& row(NodeStatus status)
{
    return kNodeStatuses.at(static_cast<size_t>(status));
}

bool hasEnded(NodeStatus status)
{
    return status == NodeStatus::Finished || status == NodeStatus::Failed ||
           status == NodeStatus::Stopped || status == NodeStatus::Cached;
}

constexpr const char* kSelectNode = "SELECT run_id, node, stage, position, stage_run_id, cached, "
                                    "status, step, total, started_at, ended_at, "
                                    "eta_seconds, message FROM run_nodes WHERE run_id = ? ";

NodeState readNode(Query& query)
{
    return {
        .run = query.integer(0),
        .node = query.text(1),
        .stage = query.text(2),
        .position = static_cast<int>(query.integer(3)),
        .stageRun = query.integerOrNone(4),
        .cached = query.integer(5) != 0,
        .status = nodeStatus(query.text(6)),
        .step = query.integer(7),
        .total = query.integer(8),
        .startedAt = query.integerOrNone(9),
        .endedAt = query.integerOrNone(10),
        .etaSeconds = query.realOrNone(11),
        .message = query.message(12)};
}

constexpr const char* kSelectStageRun = "SELECT id, uid, key, stage, code_version, params, status, "
                                        "started_at, ended_at FROM stage_runs ";

std::optional<StageRunInfo> readStageRun(Database& database, Query& query)
{
    if (!query.next())
        return std::nullopt;
    StageRunInfo info{
        .id = query.integer(0),
        .uid = query.text(1),
        .key = query.text(2),
        .stage = query.text(3),
        .codeVersion = query.text(4),
        .params = query.json(5),
        .status = nodeStatus(query.text(6)),
        .startedAt = query.integerOrNone(7),
        .endedAt = query.integerOrNone(8),
        .outputs = {}};
    Query outputs(
        database, "SELECT port, artifact_key FROM stage_outputs WHERE stage_run_id = ?", info.id);
    while (outputs.next())
        info.outputs[outputs.text(0)] = outputs.text(1);
    return info;
}

} // namespace

std::string_view name(NodeStatus status)
{
    return row(status).name;
}

NodeStatus nodeStatus(std::string_view name)
{
    const auto* found = std::ranges::find(kNodeStatuses, name, &NodeStatusRow::name);
    if (found == kNodeStatuses.end())
        throw inputError("\"{}\" is no status of a node.", name);
    return found->status;
}

void Nodes::plan(int64_t run, const std::vector<NodeState>& nodes)
{
    m_database.transaction([&] {
        espalier::run(m_database, "DELETE FROM run_nodes WHERE run_id = ?", run);
        int position = 0;
        for (const NodeState& node : nodes)
            espalier::run(
                m_database,
                "INSERT INTO run_nodes(run_id, node, stage, position, stage_run_id, cached, "
                "status, step, total) "
                "VALUES(?, ?, ?, ?, ?, ?, 'queued', 0, ?)",
                run,
                node.node,
                node.stage,
                position++,
                node.stageRun,
                node.cached,
                node.total);
        Events(m_database)
            .append({.run = run, .kind = "run_planned", .data = {{"nodes", nodes.size()}}});
    });
}

std::vector<NodeState> Nodes::list(int64_t run)
{
    Query query(m_database, std::string(kSelectNode) + "ORDER BY position", run);
    std::vector<NodeState> nodes;
    while (query.next())
        nodes.push_back(readNode(query));
    return nodes;
}

std::optional<NodeState> Nodes::find(int64_t run, std::string_view node)
{
    Query query(m_database, std::string(kSelectNode) + "AND node = ?", run, node);
    return query.next() ? std::optional(readNode(query)) : std::nullopt;
}

void Nodes::link(int64_t run, const std::string& node, int64_t stageRun, bool cached)
{
    espalier::run(
        m_database,
        "UPDATE run_nodes SET stage_run_id = ?, cached = ? WHERE run_id = ? AND node = ?",
        stageRun,
        cached,
        run,
        node);
}

void Nodes::setStatus(
    int64_t run, const std::string& node, NodeStatus status, const Message& message)
{
    m_database.transaction([&] {
        const std::optional<NodeState> before = find(run, node);
        if (!before)
            throw inputError("Run {} has no node `{}`.", run, node);
        const int64_t now = nowMs();
        const bool started = status == NodeStatus::Running;
        espalier::run(
            m_database,
            "UPDATE run_nodes SET status = ?3, message = ?4, "
            "started_at = CASE WHEN ?5 THEN coalesce(started_at, ?7) ELSE started_at END, "
            "ended_at = CASE WHEN ?6 THEN ?7 ELSE NULL END, "
            "eta_seconds = CASE WHEN ?6 THEN NULL ELSE eta_seconds END WHERE run_id = ?1 AND node "
            "= ?2",
            run,
            node,
            name(status),
            message,
            started,
            hasEnded(status),
            now);
        if (before->stageRun && !before->cached)
            espalier::run(
                m_database,
                "UPDATE stage_runs SET status = ?2, "
                "started_at = CASE WHEN ?3 THEN coalesce(started_at, ?5) ELSE started_at END, "
                "ended_at = CASE WHEN ?4 THEN ?5 ELSE NULL END WHERE id = ?1",
                *before->stageRun,
                name(status),
                started,
                hasEnded(status),
                now);
        Events(m_database)
            .append(
                {.run = run,
                 .node = node,
                 .time = now,
                 .kind = row(status).event,
                 .level = status == NodeStatus::Failed ? EventLevel::Error : EventLevel::Info,
                 .message = message.empty() ? Message{row(status).sentence, {node}} : message,
                 .data = {{"from", name(before->status)}}});
    });
}

void Nodes::setProgress(
    int64_t run,
    const std::string& node,
    int64_t step,
    int64_t total,
    std::optional<double> etaSeconds)
{
    espalier::run(
        m_database,
        "UPDATE run_nodes SET step = ?, total = ?, eta_seconds = ? WHERE run_id = ? AND node = ?",
        step,
        total,
        etaSeconds,
        run,
        node);
}

StageRunInfo Nodes::createStageRun(StageRunInfo info)
{
    if (info.uid.empty())
        info.uid = newUid();
    m_database.transaction([&] {
        run(m_database,
            "INSERT INTO stage_runs(uid, key, stage, code_version, params, status, started_at, "
            "ended_at) "
            "VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
            info.uid,
            info.key,
            info.stage,
            info.codeVersion,
            info.params,
            name(info.status),
            info.startedAt,
            info.endedAt);
        info.id = lastRow(m_database);
        for (const auto& [port, artifact] : info.outputs)
            addOutput(info.id, port, artifact);
    });
    return info;
}

std::optional<StageRunInfo> Nodes::stageRun(int64_t id)
{
    Query query(m_database, std::string(kSelectStageRun) + "WHERE id = ?", id);
    return readStageRun(m_database, query);
}

std::optional<StageRunInfo> Nodes::stageRunOfKey(std::string_view key)
{
    Query query(
        m_database,
        std::string(kSelectStageRun) +
            "WHERE key = ? ORDER BY status = 'finished' DESC, id DESC LIMIT 1",
        key);
    return readStageRun(m_database, query);
}

void Nodes::setStageRunKey(int64_t id, const std::string& key)
{
    run(m_database, "UPDATE stage_runs SET key = ? WHERE id = ?", key, id);
}

void Nodes::addOutput(int64_t stageRun, const std::string& port, const std::string& artifactKey)
{
    run(m_database,
        "INSERT OR REPLACE INTO stage_outputs(stage_run_id, port, artifact_key) VALUES(?, ?, ?)",
        stageRun,
        port,
        artifactKey);
}

} // namespace espalier
