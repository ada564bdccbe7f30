#include "core/store/chunk.h"

#include "core/store/sql.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace espalier {

static_assert(
    std::endian::native == std::endian::little, "values are stored as they lie in memory");

namespace {

Error tooShort()
{
    return Error(
        tr("A chunk of points is shorter than its row says. The database is damaged: check it with "
           "PRAGMA integrity_check, or put a backup in its place."));
}

uint64_t unpackOne(std::string_view& bytes)
{
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        if (bytes.empty())
            throw tooShort();
        const auto byte = static_cast<uint8_t>(bytes.front());
        bytes.remove_prefix(1);
        value |= uint64_t{byte & 0x7fU} << shift;
        if ((byte & 0x80U) == 0)
            break;
    }
    return value;
}

/// Differences wrap round like unsigned numbers, so that every pair of integers has one.
int64_t unpackDifference(std::string_view& bytes, int64_t before)
{
    const uint64_t zigzag = unpackOne(bytes);
    const uint64_t difference = (zigzag >> 1U) ^ (0 - (zigzag & 1U));
    return static_cast<int64_t>(static_cast<uint64_t>(before) + difference);
}

} // namespace

std::string packIntegers(std::span<const Point> points, int64_t Point::*field)
{
    std::string bytes;
    bytes.reserve(points.size() * 2);
    uint64_t before = 0;
    for (const Point& point : points) {
        const auto now = static_cast<uint64_t>(point.*field);
        const auto difference = static_cast<int64_t>(now - before);
        auto zigzag =
            (static_cast<uint64_t>(difference) << 1U) ^ static_cast<uint64_t>(difference >> 63);
        for (; zigzag >= 0x80; zigzag >>= 7U)
            bytes.push_back(static_cast<char>(zigzag | 0x80U));
        bytes.push_back(static_cast<char>(zigzag));
        before = now;
    }
    return bytes;
}

std::string packValues(std::span<const Point> points)
{
    std::string bytes(points.size() * sizeof(double), '\0');
    for (size_t i = 0; i < points.size(); ++i)
        std::memcpy(bytes.data() + i * sizeof(double), &points[i].value, sizeof(double));
    return bytes;
}

void unpack(
    int64_t n,
    std::string_view steps,
    std::string_view ms,
    std::string_view values,
    std::vector<Point>& points)
{
    if (n < 0 || values.size() != static_cast<size_t>(n) * sizeof(double))
        throw tooShort();
    Point point;
    for (int64_t i = 0; i < n; ++i) {
        point.step = unpackDifference(steps, point.step);
        point.elapsedMs = unpackDifference(ms, point.elapsedMs);
        std::memcpy(
            &point.value, values.data() + static_cast<size_t>(i) * sizeof(double), sizeof(double));
        points.push_back(point);
    }
}

void Extent::add(const Extent& other)
{
    if (other.count == 0)
        return;
    if (count == 0) {
        *this = other;
        return;
    }
    count += other.count;
    firstStep = std::min(firstStep, other.firstStep);
    lastStep = std::max(lastStep, other.lastStep);
    min = std::fmin(min, other.min);
    max = std::fmax(max, other.max);
}

Extent Extent::of(std::span<const Point> points)
{
    Extent extent;
    for (const Point& point : points)
        extent.add(of(point));
    return extent;
}

void writeChunk(Database& database, int64_t series, int64_t chunk, std::span<const Point> points)
{
    const Extent extent = Extent::of(points);
    run(database,
        "INSERT OR REPLACE INTO points(id, series_id, chunk, n, first_step, last_step, min, max, "
        "steps, ms, vals) "
        "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        chunkId(series, chunk),
        series,
        chunk,
        extent.count,
        extent.firstStep,
        extent.lastStep,
        extent.min,
        extent.max,
        Blob{packIntegers(points, &Point::step)},
        Blob{packIntegers(points, &Point::elapsedMs)},
        Blob{packValues(points)});
}

void writeSpan(Database& database, int64_t series, int64_t span)
{
    run(database,
        "INSERT OR REPLACE INTO spans(series_id, span, n, first_step, last_step, min, max) "
        "SELECT ?1, ?2, sum(n), min(first_step), max(last_step), min(min), max(max) FROM points "
        "WHERE series_id = ?1 AND chunk >= ?3 AND chunk < ?4",
        series,
        span,
        span * kSpanChunks,
        (span + 1) * kSpanChunks);
}

} // namespace espalier
