/// Removing and copying points: resumes and forks.

#include "core/store/chunk.h"
#include "core/store/series.h"
#include "core/store/sql.h"

#include <algorithm>

namespace espalier {

namespace {

/// Replaces everything from a chunk on by `points`, and makes spans and the series' row fit.
void rewriteFrom(Database& database, int64_t series, int64_t chunk, std::span<const Point> points)
{
    run(database, "DELETE FROM points WHERE series_id = ? AND chunk >= ?", series, chunk);
    run(database,
        "DELETE FROM spans WHERE series_id = ? AND span >= ?",
        series,
        chunk / kSpanChunks);
    for (int64_t next = chunk; !points.empty(); ++next) {
        const auto part = points.first(std::min<size_t>(points.size(), kChunkPoints));
        writeChunk(database, series, next, part);
        if (part.size() == kChunkPoints && (next + 1) % kSpanChunks == 0)
            writeSpan(database, series, next / kSpanChunks);
        points = points.subspan(part.size());
    }
    Query total(
        database,
        "SELECT count(*), coalesce(sum(n), 0), coalesce(max(last_step), 0), min(min), max(max) "
        "FROM points "
        "WHERE series_id = ?",
        series);
    total.next();
    const int64_t chunks = total.integer(0);
    const std::vector<Point> tail =
        chunks == 0 ? std::vector<Point>()
                    : Series(database).since(series, (chunks - 1) * kChunkPoints);
    run(database,
        "UPDATE series SET count = ?, last_step = ?, min = ?, max = ?, last = ?, revision = ?, "
        "generation = generation + 1 WHERE id = ?",
        total.integer(1),
        total.integer(2),
        total.realOrNone(3),
        total.realOrNone(4),
        tail.empty() ? std::nullopt : std::optional(tail.back().value),
        nextRevision(database),
        series);
}

} // namespace

void Series::truncateAfter(int64_t stageRun, int64_t step)
{
    m_database.transaction([&] {
        for (const SeriesInfo& info : ofStageRun(stageRun)) {
            const auto chunk = integerOf(
                m_database,
                "SELECT min(chunk) FROM points WHERE series_id = ? AND last_step > ?",
                info.id,
                step);
            if (!chunk)
                continue;
            std::vector<Point> kept = since(info.id, *chunk * kChunkPoints);
            std::erase_if(kept, [&](const Point& point) { return point.step > step; });
            rewriteFrom(m_database, info.id, *chunk, kept);
        }
    });
}

void Series::copyUpTo(int64_t fromStageRun, int64_t toStageRun, int64_t step)
{
    for (const SeriesInfo& info : ofStageRun(fromStageRun)) {
        const std::vector<Point> copied = points(info.id, std::nullopt, step);
        m_database.transaction([&] {
            run(m_database,
                "INSERT OR IGNORE INTO series(stage_run_id, name, count, last_step, revision, "
                "generation) "
                "VALUES(?, ?, 0, 0, 0, 0)",
                toStageRun,
                info.name);
            rewriteFrom(m_database, find(toStageRun, info.name)->id, 0, copied);
        });
    }
}

} // namespace espalier
