#include "core/store/runs.h"

#include "core/store/events.h"
#include "core/store/sql.h"

#include <algorithm>
#include <array>
#include <charconv>
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

constexpr const char* kSelectRun =
    "SELECT id, uid, name, status, pipeline, pipeline_path, overrides, "
    "variables, seed, threads, device, host, "
    "created_at, started_at, ended_at, heartbeat_at, deleted_at, note, "
    "fork_run, fork_node, fork_step, error "
    "FROM runs ";

std::vector<std::string> tagsOf(Database& database, int64_t run)
{
    Query query(database, "SELECT tag FROM tags WHERE run_id = ? ORDER BY tag", run);
    std::vector<std::string> tags;
    while (query.next())
        tags.push_back(query.text(0));
    return tags;
}

RunInfo readRun(Database& database, Query& query)
{
    RunInfo info{
        .id = query.integer(0),
        .uid = query.text(1),
        .name = query.text(2),
        .status = runStatus(query.text(3)),
        .pipelineYaml = query.text(4),
        .pipelinePath = query.text(5),
        .overrides = query.json(6),
        .variables = query.json(7),
        .seed = static_cast<uint64_t>(query.integer(8)),
        .threads = static_cast<int>(query.integer(9)),
        .device = query.text(10),
        .host = query.text(11),
        .createdAt = query.integer(12),
        .startedAt = query.integerOrNone(13),
        .endedAt = query.integerOrNone(14),
        .heartbeatAt = query.integerOrNone(15),
        .deletedAt = query.integerOrNone(16),
        .note = query.text(17),
        .tags = {},
        .forkOf = {},
        .error = query.message(21)};
    if (!query.isNull(18))
        info.forkOf = ForkPoint{query.integer(18), query.text(19), query.integer(20)};
    info.tags = tagsOf(database, info.id);
    return info;
}

std::optional<RunInfo> readOne(Database& database, Query& query)
{
    return query.next() ? std::optional(readRun(database, query)) : std::nullopt;
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

/// Stage runs that only this run links to and no artifact came from.
std::vector<int64_t> orphans(Database& database, int64_t run)
{
    Query query(
        database,
        "SELECT DISTINCT stage_run_id FROM run_nodes n WHERE run_id = ?1 AND stage_run_id IS NOT "
        "NULL "
        "AND NOT EXISTS (SELECT 1 FROM run_nodes o WHERE o.stage_run_id = n.stage_run_id AND "
        "o.run_id <> ?1) "
        "AND NOT EXISTS (SELECT 1 FROM artifacts a WHERE a.made_by = n.stage_run_id)",
        run);
    std::vector<int64_t> ids;
    while (query.next())
        ids.push_back(query.integer(0));
    return ids;
}

/// Points bear no foreign key, and may be many: removed in small transactions.
void removePoints(Database& database, const std::vector<int64_t>& stageRuns)
{
    std::vector<int64_t> chunks;
    for (const int64_t stageRun : stageRuns) {
        Query query(
            database,
            "SELECT points.id FROM series JOIN points ON points.series_id = series.id WHERE "
            "stage_run_id = ?",
            stageRun);
        while (query.next())
            chunks.push_back(query.integer(0));
    }
    database.inBatches(chunks.size(), [&](size_t i) {
        run(database, "DELETE FROM points WHERE id = ?", chunks[i]);
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

std::vector<RunInfo> Runs::list(const RunFilter& filter)
{
    Query query(
        m_database,
        std::string(kSelectRun) +
            "WHERE (deleted_at IS NOT NULL) = ?1 AND (?2 IS NULL OR status = ?2) "
            "AND (?3 IS NULL OR id IN (SELECT run_id FROM tags WHERE tag = ?3)) "
            "AND (?4 IS NULL OR instr(lower(name), lower(?4)) OR instr(lower(note), lower(?4))) "
            "ORDER BY id DESC LIMIT ?5",
        filter.deleted,
        filter.status ? std::optional(name(*filter.status)) : std::nullopt,
        filter.tag,
        filter.text,
        filter.limit);
    std::vector<RunInfo> runs;
    while (query.next())
        runs.push_back(readRun(m_database, query));
    return runs;
}

std::optional<RunInfo> Runs::find(int64_t run)
{
    Query query(m_database, std::string(kSelectRun) + "WHERE id = ?", run);
    return readOne(m_database, query);
}

RunInfo Runs::get(int64_t run)
{
    if (auto info = find(run))
        return *info;
    throw inputError("There is no run {}.", run);
}

RunInfo Runs::resolve(std::string_view idNameOrLast)
{
    const auto one = [&](const char* rest, const auto& value) {
        Query query(
            m_database, std::string(kSelectRun) + "WHERE deleted_at IS NULL AND " + rest, value);
        return readOne(m_database, query);
    };
    if (idNameOrLast == "last") {
        if (auto info = one("id > ? ORDER BY id DESC LIMIT 1", int64_t{0}))
            return *info;
        throw inputError(
            "This workspace has no run yet. Start one with: espalier-engine run PIPELINE");
    }
    int64_t id = 0;
    const auto* end = idNameOrLast.data() + idNameOrLast.size();
    if (std::from_chars(idNameOrLast.data(), end, id).ptr == end)
        if (auto info = one("id = ?", id))
            return *info;
    if (auto info = one("uid = ?", idNameOrLast))
        return *info;
    if (auto info = one("name = ? ORDER BY id DESC LIMIT 1", idNameOrLast))
        return *info;
    throw inputError(
        "There is no run with the id or name \"{}\". The list is printed by: espalier-engine runs",
        idNameOrLast);
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

void Runs::purge(int64_t run)
{
    // The points go first: a crash in between leaves a run that can be purged again, and nothing
    // without an owner.
    removePoints(m_database, orphans(m_database, run));
    m_database.transaction([&] {
        const std::vector<int64_t> stageRuns = orphans(m_database, run);
        espalier::run(m_database, "DELETE FROM runs WHERE id = ?", run);
        for (const int64_t id : stageRuns) {
            for (const char* table : {"spans", "points"})
                espalier::run(
                    m_database,
                    fmt::format(
                        "DELETE FROM {} WHERE series_id IN (SELECT id FROM series WHERE "
                        "stage_run_id = ?)",
                        table),
                    id);
            espalier::run(m_database, "DELETE FROM stage_runs WHERE id = ?", id);
        }
        Events(m_database).append({.kind = "run_purged", .data = {{"run", run}}});
    });
}

std::optional<RunInfo> Runs::nextQueued()
{
    Query query(
        m_database,
        std::string(kSelectRun) +
            "WHERE status = 'queued' AND deleted_at IS NULL ORDER BY created_at, id LIMIT 1");
    return readOne(m_database, query);
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
