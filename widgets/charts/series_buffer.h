#pragma once

#include "widgets/charts/series_data.h"

namespace espalier {

/// A growing series in memory: chunks with block and chunk summaries, so that a query reads about
/// as many values as it returns columns. One thread appends; snapshots may be read elsewhere
/// meanwhile.
class SeriesBuffer
{
public:
    SeriesBuffer() = default;
    SeriesBuffer(SeriesBuffer&&) = default;
    SeriesBuffer& operator=(SeriesBuffer&&) = default;

    /// Appends a point. A step before the last one rewrites history (a resume): later points go
    /// first.
    void append(const SeriesPoint& point);
    void append(std::span<const SeriesPoint> points);
    /// Drops the points after a step.
    void truncateAfter(int64_t step);
    void clear();

    int64_t size() const { return m_size; }
    /// The series as it is now; costs one pointer a chunk and a copy of the open chunk.
    std::shared_ptr<const SeriesData> snapshot() const;

    struct Chunk;

private:
    std::vector<std::shared_ptr<const Chunk>> m_sealed;
    std::shared_ptr<Chunk> m_open;
    int64_t m_size = 0;
};

} // namespace espalier
