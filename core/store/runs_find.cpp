/// Which runs there are: listed, by id, name or "last", and first in the queue.

#include "core/store/runs.h"
#include "core/store/sql.h"

#include <charconv>

namespace espalier {

namespace {

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

} // namespace

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

std::optional<RunInfo> Runs::nextQueued()
{
    Query query(
        m_database,
        std::string(kSelectRun) +
            "WHERE status = 'queued' AND deleted_at IS NULL ORDER BY created_at, id LIMIT 1");
    return readOne(m_database, query);
}

} // namespace espalier
