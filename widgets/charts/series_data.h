#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace espalier {

/// One measured value: at a step, at a time (milliseconds of the stage), finite or not.
struct SeriesPoint
{
    int64_t step = 0;
    int64_t ms = 0;
    double value = 0;
    bool operator==(const SeriesPoint&) const = default;
};

/// What the points of one interval of steps come to. Four values draw the same line as all of them
/// (M4; Jugel et al. 2014). NaN and infinities are counted, not drawn.
struct SeriesColumn
{
    double first = std::numeric_limits<double>::quiet_NaN();
    double min = std::numeric_limits<double>::infinity();
    double max = -std::numeric_limits<double>::infinity();
    double last = std::numeric_limits<double>::quiet_NaN();
    int64_t count = 0;  ///< finite points
    int64_t broken = 0; ///< points that are NaN or infinite

    void add(double value);
    void add(const SeriesColumn& later);
    bool operator==(const SeriesColumn&) const = default;
};

/// A series as the charts ask for it: by steps and at the level of detail that a screen needs. An
/// object never changes once it is made, so it may be read from any thread.
class SeriesData
{
public:
    virtual ~SeriesData() = default;

    virtual int64_t size() const = 0;
    /// Step of the first and the last point; size() > 0.
    virtual int64_t firstStep() const = 0;
    virtual int64_t lastStep() const = 0;
    /// SeriesColumn i covers the points with edges[i] <= step < edges[i + 1]; edges ascend.
    /// edges.size() - 1 columns.
    virtual std::vector<SeriesColumn> columns(std::span<const double> edges) const = 0;
    /// Points with from <= step <= to and one neighbour at each side; nothing when these are more
    /// than `atMost`.
    virtual std::optional<std::vector<SeriesPoint>>
    points(double from, double to, int64_t atMost) const = 0;
    /// The last point at or before a step.
    virtual std::optional<SeriesPoint> at(double step) const = 0;
    /// Hands out the points from index `from` on, in order, in pieces.
    virtual void
    read(int64_t from, const std::function<void(std::span<const SeriesPoint>)>& take) const = 0;
    /// At most `atMost` points spread over the series, first and last among them: how steps map to
    /// time or tokens.
    virtual std::vector<SeriesPoint> thinned(int64_t atMost) const = 0;
};

} // namespace espalier
