#include "core/store/runs.h"

#include "core/store/events.h"
#include "core/store/sql.h"

#include <algorithm>
#include <array>
#include <unistd.h>

namespace espalier {

namespace {

struct RunStatusRow
{
    RunStatus status;
    std::string_view name;
    const char* event;
    const char* sentence;
};

constexpr std::array<RunStatusRow, 7> kRunStatuses{{
    {RunStatus::Queued, "queued", "run_queued", trNoop("Run queued.")},
    {RunStatus::Running, "running", "run_started", trNoop("Run started.")},
    {RunStatus::Paused, "paused", "run_paused", trNoop("Run paused.")},
    {RunStatus::Waiting, "waiting", "run_waiting", trNoop("Run waits for people.")},
    {RunStatus::Finished, "finished", "run_finished", trNoop("Run finished.")},
    {RunStatus::Failed, "failed", "run_failed", trNoop("Run failed.")},
    {RunStatus::Stopped, "stopped", "run_stopped", trNoop("Run stopped.")},
}};

const RunStatusRow& row(RunStatus status)
{
    return kRunStatuses.at(static_cast<size_t>(status));
}

std::string hostName()
{
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data())
                                                            : std::string();
}

/// Changes one column and tells so; Error where the run is not there.
template <typename Value>
void change(
    Database& database, int64_t run, const char* column, const Value& value, const char* event)
{
    database.transaction([&] {
        if (espalier::run(
                database, fmt::format("UPDATE runs SET {} = ? WHERE id = ?", column), value, run) ==
            0)
            throw inputError("There is no run {}.", run);
        Events(database).append({.run = run, .kind = event, .data = {{"changed", column}}});
    });
}

} // namespace

std::string_view name(RunStatus status)
{
    return row(status).name;
}

RunStatus runStatus(std::string_view name)
{
    const auto* found = std::ranges::find(kRunStatuses, name, &RunStatusRow::name);
    if (found == kRunStatuses.end())
        throw inputError("\"{}\" is no status of a run.", name);
    return found->status;
}

bool hasEnded(RunStatus status)
{
    return status == RunStatus::Finished || status == RunStatus::Failed ||
           status == RunStatus::Stopped;
}

RunInfo Runs::create(RunInfo info)
{
    if (info.uid.empty())
        info.uid = newUid();
    if (info.host.empty())
        info.host = hostName();
    if (info.createdAt == 0)
        info.createdAt = nowMs();
    return m_database.transaction([&] {
        run(m_database,
            "INSERT INTO runs(uid, name, status, pipeline, pipeline_path, overrides, variables, "
            "seed, threads, "
            "device, host, created_at, note, fork_run, fork_node, fork_step) "
            "VALUES(?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            info.uid,
            info.name,
            info.pipelineYaml,
            info.pipelinePath,
            info.overrides,
            info.variables,
            static_cast<int64_t>(info.seed),
            info.threads,
            info.device,
            info.host,
            info.createdAt,
            info.note,
            info.forkOf ? std::optional(info.forkOf->run) : std::nullopt,
            info.forkOf ? std::optional(info.forkOf->node) : std::nullopt,
            info.forkOf ? std::optional(info.forkOf->step) : std::nullopt);
        const int64_t id = lastRow(m_database);
        run(m_database, "UPDATE runs SET name = 'run ' || id WHERE id = ? AND name = ''", id);
        for (const std::string& tag : info.tags)
            run(m_database, "INSERT OR IGNORE INTO tags(run_id, tag) VALUES(?, ?)", id, tag);
        Events(m_database)
            .append({.run = id, .kind = "run_created", .message = tr("Run created.")});
        return get(id);
    });
}

void Runs::setStatus(int64_t run, RunStatus status, const Message& message)
{
    m_database.transaction([&] {
        const RunStatus before = get(run).status;
        const int64_t now = nowMs();
        const bool started = status == RunStatus::Running;
        espalier::run(
            m_database,
            "UPDATE runs SET status = ?2, error = ?3, heartbeat_at = CASE WHEN ?4 THEN ?6 ELSE "
            "heartbeat_at END, "
            "started_at = CASE WHEN ?4 THEN coalesce(started_at, ?6) ELSE started_at END, "
            "ended_at = CASE WHEN ?5 THEN ?6 ELSE NULL END WHERE id = ?1",
            run,
            name(status),
            message,
            started,
            hasEnded(status),
            now);
        Events(m_database)
            .append(
                {.run = run,
                 .time = now,
                 .kind = row(status).event,
                 .level = status == RunStatus::Failed ? EventLevel::Error : EventLevel::Info,
                 .message = message.empty() ? Message{row(status).sentence, {}} : message,
                 .data = {{"from", name(before)}}});
    });
}

void Runs::rename(int64_t run, const std::string& name)
{
    if (name.empty())
        throw inputError("A run needs a name. Type one.");
    change(m_database, run, "name", name, "run_changed");
}

void Runs::setNote(int64_t run, const std::string& note)
{
    change(m_database, run, "note", note, "run_changed");
}

void Runs::tag(int64_t run, const std::string& tag)
{
    m_database.transaction([&] {
        get(run);
        if (espalier::run(
                m_database, "INSERT OR IGNORE INTO tags(run_id, tag) VALUES(?, ?)", run, tag) > 0)
            Events(m_database)
                .append({.run = run, .kind = "run_changed", .data = {{"changed", "tags"}}});
    });
}

void Runs::untag(int64_t run, const std::string& tag)
{
    m_database.transaction([&] {
        if (espalier::run(m_database, "DELETE FROM tags WHERE run_id = ? AND tag = ?", run, tag) >
            0)
            Events(m_database)
                .append({.run = run, .kind = "run_changed", .data = {{"changed", "tags"}}});
    });
}

std::map<std::string, int64_t> Runs::tags()
{
    Query query(
        m_database,
        "SELECT tag, count(*) FROM tags JOIN runs ON runs.id = run_id WHERE deleted_at IS NULL "
        "GROUP BY tag");
    std::map<std::string, int64_t> counts;
    while (query.next())
        counts[query.text(0)] = query.integer(1);
    return counts;
}

void Runs::heartbeat(int64_t run)
{
    espalier::run(m_database, "UPDATE runs SET heartbeat_at = ? WHERE id = ?", nowMs(), run);
}

void Runs::softDelete(int64_t run)
{
    change(m_database, run, "deleted_at", nowMs(), "run_deleted");
}

void Runs::restore(int64_t run)
{
    change(m_database, run, "deleted_at", std::nullopt, "run_restored");
}

bool Runs::startIfFree(int64_t run, const std::function<bool(int64_t)>& isAlive)
{
    return m_database.transaction([&] {
        const RunInfo info = get(run);
        if (info.status != RunStatus::Queued)
            return false;
        Query others(
            m_database,
            "SELECT id FROM runs WHERE id <> ?1 AND (status IN ('running', 'paused') OR (status = "
            "'queued' "
            "AND deleted_at IS NULL AND (created_at, id) < (?2, ?1)))",
            run,
            info.createdAt);
        while (others.next())
            if (isAlive(others.integer(0)))
                return false;
        setStatus(run, RunStatus::Running);
        return true;
    });
}

void Runs::setParams(int64_t run, const std::vector<ParamValue>& params)
{
    m_database.transaction([&] {
        espalier::run(m_database, "DELETE FROM params WHERE run_id = ?", run);
        for (const ParamValue& param : params)
            espalier::run(
                m_database,
                "INSERT OR REPLACE INTO params(run_id, node, name, value) VALUES(?, ?, ?, ?)",
                run,
                param.node,
                param.name,
                param.value);
    });
}

std::vector<ParamValue> Runs::params(int64_t run)
{
    Query query(
        m_database,
        "SELECT node, name, value FROM params WHERE run_id = ? ORDER BY node, name",
        run);
    std::vector<ParamValue> params;
    while (query.next())
        params.push_back({query.text(0), query.text(1), query.text(2)});
    return params;
}

} // namespace espalier
