#pragma once

/// How a chunk of points is packed into the row's blobs; private to the room.

#include "core/store/series.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

/// Points of a full chunk, and chunks of a full span.
constexpr int64_t kChunkPoints = 256;
constexpr int64_t kSpanChunks = 256;

/// Integers as differences to the one before (the first to 0), each zigzag-coded into groups of 7
/// bits, low first.
std::string packIntegers(std::span<const Point> points, int64_t Point::*field);
/// Doubles, 8 bytes each, little-endian: every NaN and infinity as it was.
std::string packValues(std::span<const Point> points);

/// Appends `n` points to `points`. Throws Error where the blobs are too short.
void unpack(
    int64_t n,
    std::string_view steps,
    std::string_view ms,
    std::string_view values,
    std::vector<Point>& points);

/// Smallest and largest value but NaN (NaN where there is no other), smallest and largest step.
struct Extent
{
    int64_t count = 0;
    int64_t firstStep = 0;
    int64_t lastStep = 0;
    double min = 0;
    double max = 0;

    void add(const Extent& other);
    static Extent of(const Point& point)
    {
        return {1, point.step, point.step, point.value, point.value};
    }
    static Extent of(std::span<const Point> points);
};

/// Writes or replaces the row of one chunk (1 to 256 points) of a series.
void writeChunk(Database& database, int64_t series, int64_t chunk, std::span<const Point> points);
/// Writes the extent of a span whose chunks are all full: the upper level of the pyramid.
void writeSpan(Database& database, int64_t series, int64_t span);
/// The rowid of a chunk.
constexpr int64_t chunkId(int64_t series, int64_t chunk)
{
    return series << 32 | chunk;
}

} // namespace espalier
