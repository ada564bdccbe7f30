#include "widgets/charts/series_buffer.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace espalier {

namespace {

constexpr int64_t kChunk = 1024; // points a chunk
constexpr int64_t kBlock = 32;   // points a block: the finest summary

} // namespace

void SeriesColumn::add(double value)
{
    if (!std::isfinite(value)) {
        ++broken;
        return;
    }
    if (count == 0)
        first = value;
    min = std::min(min, value);
    max = std::max(max, value);
    last = value;
    ++count;
}

void SeriesColumn::add(const SeriesColumn& later)
{
    broken += later.broken;
    if (later.count == 0)
        return;
    if (count == 0)
        first = later.first;
    min = std::min(min, later.min);
    max = std::max(max, later.max);
    last = later.last;
    count += later.count;
}

struct SeriesBuffer::Chunk
{
    std::vector<SeriesPoint> points;
    std::vector<SeriesColumn> blocks;
    SeriesColumn whole;

    void append(const SeriesPoint& point)
    {
        if (points.size() % kBlock == 0)
            blocks.emplace_back();
        points.push_back(point);
        blocks.back().add(point.value);
        whole.add(point.value);
    }

    /// Adds the points [begin, end) to a column.
    void summarise(int64_t begin, int64_t end, SeriesColumn& column) const
    {
        if (begin == 0 && end == std::ssize(points)) {
            column.add(whole);
            return;
        }
        while (begin < end) {
            if (begin % kBlock == 0 && begin + kBlock <= end) {
                column.add(blocks[static_cast<size_t>(begin / kBlock)]);
                begin += kBlock;
            } else {
                column.add(points[static_cast<size_t>(begin++)].value);
            }
        }
    }
};

namespace {

/// A series at one moment: full chunks, and a last one that may be short.
class MemorySeries : public SeriesData
{
public:
    using Chunks = std::vector<std::shared_ptr<const SeriesBuffer::Chunk>>;

    MemorySeries(Chunks chunks, int64_t size)
        : m_chunks(std::move(chunks))
        , m_size(size)
    {
    }

    int64_t size() const override { return m_size; }
    int64_t firstStep() const override { return point(0).step; }
    int64_t lastStep() const override { return point(m_size - 1).step; }

    std::vector<SeriesColumn> columns(std::span<const double> edges) const override
    {
        std::vector<SeriesColumn> result(edges.size() < 2 ? 0 : edges.size() - 1);
        if (result.empty() || m_size == 0)
            return result;
        int64_t begin = lowerBound(edges.front());
        for (size_t i = 0; i < result.size(); ++i) {
            const int64_t end = lowerBound(edges[i + 1]);
            summarise(begin, end, result[i]);
            begin = std::max(begin, end);
        }
        return result;
    }

    std::optional<std::vector<SeriesPoint>>
    points(double from, double to, int64_t atMost) const override
    {
        const int64_t begin = std::max<int64_t>(lowerBound(from) - 1, 0);
        const int64_t end = std::min(m_size, lowerBound(std::nextafter(to, HUGE_VAL)) + 1);
        if (end - begin > atMost)
            return std::nullopt;
        std::vector<SeriesPoint> result;
        result.reserve(static_cast<size_t>(std::max<int64_t>(end - begin, 0)));
        for (int64_t i = begin; i < end; ++i)
            result.push_back(point(i));
        return result;
    }

    std::optional<SeriesPoint> at(double step) const override
    {
        const int64_t after = lowerBound(std::nextafter(step, HUGE_VAL));
        if (after == 0)
            return std::nullopt;
        return point(after - 1);
    }

    void
    read(int64_t from, const std::function<void(std::span<const SeriesPoint>)>& take) const override
    {
        for (int64_t i = from; i < m_size;) {
            const auto& chunk = m_chunks[static_cast<size_t>(i / kChunk)]->points;
            take(std::span(chunk).subspan(static_cast<size_t>(i % kChunk)));
            i = (i / kChunk + 1) * kChunk;
        }
    }

    std::vector<SeriesPoint> thinned(int64_t atMost) const override
    {
        std::vector<SeriesPoint> result;
        const int64_t stride = std::max<int64_t>(1, (m_size + atMost - 2) / (atMost - 1));
        for (int64_t i = 0; i < m_size; i += stride)
            result.push_back(point(i));
        if (m_size > 0 && (m_size - 1) % stride != 0)
            result.push_back(point(m_size - 1));
        return result;
    }

private:
    const SeriesPoint& point(int64_t i) const
    {
        assert(i >= 0 && i < m_size);
        return m_chunks[static_cast<size_t>(i / kChunk)]->points[static_cast<size_t>(i % kChunk)];
    }

    /// Index of the first point with step >= x.
    int64_t lowerBound(double x) const
    {
        const auto before = [x](int64_t step) { return static_cast<double>(step) < x; };
        const auto chunk =
            std::partition_point(m_chunks.begin(), m_chunks.end(), [&](const auto& c) {
                return before(c->points.back().step);
            });
        if (chunk == m_chunks.end())
            return m_size;
        const auto& points = (*chunk)->points;
        const auto in = std::partition_point(
            points.begin(), points.end(), [&](const SeriesPoint& p) { return before(p.step); });
        return (chunk - m_chunks.begin()) * kChunk + (in - points.begin());
    }

    void summarise(int64_t begin, int64_t end, SeriesColumn& column) const
    {
        while (begin < end) {
            const int64_t chunk = begin / kChunk;
            const int64_t stop = std::min(end, (chunk + 1) * kChunk);
            m_chunks[static_cast<size_t>(chunk)]->summarise(
                begin - chunk * kChunk, stop - chunk * kChunk, column);
            begin = stop;
        }
    }

    Chunks m_chunks;
    int64_t m_size;
};

} // namespace

void SeriesBuffer::append(const SeriesPoint& point)
{
    if (m_open && point.step < m_open->points.back().step)
        truncateAfter(point.step - 1);
    else if (!m_open && !m_sealed.empty() && point.step < m_sealed.back()->points.back().step)
        truncateAfter(point.step - 1);
    if (!m_open) {
        m_open = std::make_shared<Chunk>();
        m_open->points.reserve(kChunk);
    }
    m_open->append(point);
    ++m_size;
    if (std::ssize(m_open->points) == kChunk)
        m_sealed.push_back(std::exchange(m_open, nullptr));
}

void SeriesBuffer::append(std::span<const SeriesPoint> points)
{
    for (const SeriesPoint& point : points)
        append(point);
}

void SeriesBuffer::truncateAfter(int64_t step)
{
    const auto keeps = [step](const Chunk& chunk) { return chunk.points.front().step <= step; };
    if (m_open && !keeps(*m_open))
        m_open.reset();
    while (!m_open && !m_sealed.empty() && m_sealed.back()->points.back().step > step) {
        const auto last = m_sealed.back();
        m_sealed.pop_back();
        if (keeps(*last))
            m_open = std::make_shared<Chunk>(*last);
    }
    if (m_open) {
        auto kept = std::make_shared<Chunk>();
        kept->points.reserve(kChunk);
        for (const SeriesPoint& point : m_open->points) {
            if (point.step <= step)
                kept->append(point);
        }
        m_open = std::move(kept);
    }
    m_size = std::ssize(m_sealed) * kChunk + (m_open ? std::ssize(m_open->points) : 0);
}

void SeriesBuffer::clear()
{
    *this = {};
}

std::shared_ptr<const SeriesData> SeriesBuffer::snapshot() const
{
    auto chunks = m_sealed;
    if (m_open)
        chunks.push_back(std::make_shared<Chunk>(*m_open));
    return std::make_shared<MemorySeries>(std::move(chunks), m_size);
}

} // namespace espalier
