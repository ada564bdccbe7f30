#include "core/store/series.h"

#include "core/store/chunk.h"
#include "core/store/sql.h"

#include <limits>

namespace espalier {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

constexpr const char* kColumns = "s.id, s.stage_run_id, s.name, s.count, s.last_step, s.last, "
                                 "s.min, s.max, s.revision, s.generation";

std::vector<SeriesInfo> readSeriesList(Query& query, bool withNode)
{
    std::vector<SeriesInfo> all;
    while (query.next()) {
        all.push_back(
            {.id = query.integer(0),
             .stageRun = query.integer(1),
             .node = withNode ? query.text(10) : std::string(),
             .name = query.text(2),
             .count = query.integer(3),
             .lastStep = query.integer(4),
             .last = query.real(5),
             .min = query.real(6),
             .max = query.real(7),
             .revision = query.integer(8),
             .generation = query.integer(9)});
    }
    return all;
}

template <typename... Args>
std::vector<SeriesInfo> readWhere(Database& database, const std::string& rest, const Args&... args)
{
    Query query(database, fmt::format("SELECT {} FROM series s WHERE {}", kColumns, rest), args...);
    return readSeriesList(query, false);
}

/// Reads rows of (n, steps, ms, vals) to their end.
void unpackRows(Query& query, std::vector<Point>& points)
{
    while (query.next())
        unpack(query.integer(0), query.blob(1), query.blob(2), query.blob(3), points);
}

/// Sorts extents into the columns of a chart, and descends the pyramid where one lies across a
/// border.
class MinMaxReader
{
public:
    MinMaxReader(Database& database, int64_t series, int64_t from, int64_t to, int columns)
        : m_database(database)
        , m_series(series)
        , m_from(from)
        , m_to(to)
        , m_extents(static_cast<size_t>(columns))
    {
    }

    std::vector<MinMax> read()
    {
        readSpans();
        std::vector<MinMax> result;
        result.reserve(m_extents.size());
        for (const Extent& extent : m_extents) {
            const bool empty = extent.count == 0;
            result.push_back(
                {extent.firstStep,
                 extent.lastStep,
                 extent.count,
                 empty ? kNaN : extent.min,
                 empty ? kNaN : extent.max});
        }
        return result;
    }

private:
    size_t column(int64_t step) const
    {
        using Wide = __int128;
        const Wide width = Wide{m_to} - m_from + 1;
        return static_cast<size_t>(
            (Wide{step} - m_from) * static_cast<Wide>(m_extents.size()) / width);
    }

    /// The smallest step of a column; of the one after the last: the step after the range.
    int64_t firstStepOf(size_t column) const
    {
        using Wide = __int128;
        const Wide width = Wide{m_to} - m_from + 1;
        const auto columns = static_cast<Wide>(m_extents.size());
        return static_cast<int64_t>(
            m_from + (static_cast<Wide>(column) * width + columns - 1) / columns);
    }

    bool fits(const Extent& extent) const
    {
        return extent.firstStep >= m_from && extent.lastStep <= m_to &&
               column(extent.firstStep) == column(extent.lastStep);
    }

    bool overlaps(const Extent& extent) const
    {
        return extent.lastStep >= m_from && extent.firstStep <= m_to;
    }

    void add(const Extent& extent) { m_extents[column(extent.firstStep)].add(extent); }

    /// A row of (number, n, first_step, last_step, min, max).
    static Extent extentOf(Query& query)
    {
        return {query.integer(1), query.integer(2), query.integer(3), query.real(4), query.real(5)};
    }

    void readSpans()
    {
        Query query(
            m_database,
            "SELECT span, n, first_step, last_step, min, max FROM spans WHERE series_id = ? ORDER "
            "BY span",
            m_series);
        int64_t spans = 0;
        while (query.next()) {
            spans = query.integer(0) + 1;
            const Extent extent = extentOf(query);
            if (fits(extent))
                add(extent);
            else if (overlaps(extent))
                readChunks((spans - 1) * kSpanChunks, spans * kSpanChunks);
        }
        readChunks(spans * kSpanChunks, std::numeric_limits<int64_t>::max());
    }

    void readChunks(int64_t from, int64_t to)
    {
        Query query(
            m_database,
            "SELECT chunk, n, first_step, last_step, min, max FROM points INDEXED BY points_extent "
            "WHERE series_id = ? AND chunk >= ? AND chunk < ?",
            m_series,
            from,
            to);
        while (query.next()) {
            const Extent extent = extentOf(query);
            if (fits(extent))
                add(extent);
            else if (overlaps(extent))
                readPoints(query.integer(0));
        }
    }

    void readPoints(int64_t chunk)
    {
        Query query(
            m_database,
            "SELECT n, steps, ms, vals FROM points WHERE id = ?",
            chunkId(m_series, chunk));
        m_points.clear();
        unpackRows(query, m_points);
        // Neighbours mostly share their column: its borders are found once.
        size_t at = 0;
        int64_t first = 0;
        int64_t last = -1;
        for (const Point& point : m_points) {
            if (point.step < m_from || point.step > m_to)
                continue;
            if (point.step < first || point.step > last) {
                at = column(point.step);
                first = firstStepOf(at);
                last = firstStepOf(at + 1) - 1;
            }
            m_extents[at].add(Extent::of(point));
        }
    }

    Database& m_database;
    int64_t m_series;
    int64_t m_from;
    int64_t m_to;
    std::vector<Extent> m_extents;
    std::vector<Point> m_points;
};

} // namespace

std::vector<SeriesInfo> Series::ofStageRun(int64_t stageRun)
{
    return readWhere(m_database, "stage_run_id = ? ORDER BY id", stageRun);
}

std::vector<SeriesInfo> Series::ofRun(int64_t run)
{
    Query query(
        m_database,
        fmt::format(
            "SELECT {}, n.node FROM run_nodes n JOIN series s ON s.stage_run_id = n.stage_run_id "
            "WHERE n.run_id = ? "
            "ORDER BY n.position, s.id",
            kColumns),
        run);
    return readSeriesList(query, true);
}

std::vector<SeriesInfo> Series::changedSince(int64_t revision)
{
    return readWhere(m_database, "revision > ? ORDER BY revision, id", revision);
}

std::optional<SeriesInfo> Series::find(int64_t stageRun, std::string_view name)
{
    const auto found = readWhere(m_database, "stage_run_id = ? AND name = ?", stageRun, name);
    return found.empty() ? std::nullopt : std::optional(found.front());
}

std::optional<SeriesInfo> Series::find(int64_t series)
{
    const auto found = readWhere(m_database, "id = ?", series);
    return found.empty() ? std::nullopt : std::optional(found.front());
}

std::vector<Point>
Series::points(int64_t series, std::optional<int64_t> from, std::optional<int64_t> to)
{
    const int64_t first = from.value_or(std::numeric_limits<int64_t>::min());
    const int64_t last = to.value_or(std::numeric_limits<int64_t>::max());
    Query query(
        m_database,
        "SELECT n, steps, ms, vals FROM points WHERE series_id = ? AND last_step >= ? AND "
        "first_step <= ? "
        "ORDER BY chunk",
        series,
        first,
        last);
    std::vector<Point> points;
    unpackRows(query, points);
    std::erase_if(
        points, [&](const Point& point) { return point.step < first || point.step > last; });
    return points;
}

std::vector<Point> Series::since(int64_t series, int64_t count)
{
    Query query(
        m_database,
        "SELECT n, steps, ms, vals FROM points WHERE series_id = ? AND chunk >= ? ORDER BY chunk",
        series,
        count / kChunkPoints);
    std::vector<Point> points;
    unpackRows(query, points);
    const auto known = std::min<ptrdiff_t>(count % kChunkPoints, std::ssize(points));
    points.erase(points.begin(), points.begin() + known);
    return points;
}

std::vector<MinMax> Series::minMax(int64_t series, int64_t from, int64_t to, int columns)
{
    if (columns <= 0 || to < from)
        return {};
    return m_database.snapshot(
        [&] { return MinMaxReader(m_database, series, from, to, columns).read(); });
}

} // namespace espalier
