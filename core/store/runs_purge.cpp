/// Deleting a run for good, with the curves that nothing else shows.

#include "core/store/events.h"
#include "core/store/runs.h"
#include "core/store/sql.h"

namespace espalier {

namespace {

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

} // namespace espalier
