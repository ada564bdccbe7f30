#pragma once

/// Series: curves over steps, stored as chunks of up to 256 points with the minimum and maximum of
/// each, so that a chart of any width reads a few rows. Values are doubles; NaN and infinities
/// survive.

#include "core/store/database.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

struct Point
{
    int64_t step = 0;
    int64_t elapsedMs = 0; ///< monotonic milliseconds of the stage
    double value = 0;
};

struct SeriesInfo
{
    int64_t id = 0;
    int64_t stageRun = 0;
    std::string node; ///< set where the series were asked for by run
    std::string name; ///< standard names: "loss", "eval_loss", "learning_rate", ...
    int64_t count = 0;
    int64_t lastStep = 0;
    double last = 0; ///< NaN where the last point is
    double min = 0;  ///< over all points but NaN; NaN where there is none
    double max = 0;
    int64_t revision = 0;   ///< workspace-wide, raised by every change
    int64_t generation = 0; ///< raised when points were removed: what was read before is void
};

/// What a column of a chart needs: the extent of the points in [firstStep, lastStep].
struct MinMax
{
    int64_t firstStep = 0; ///< smallest and largest step that has a point here
    int64_t lastStep = 0;
    int64_t count = 0; ///< 0: no point in this column
    double min = 0;    ///< NaN where every point is NaN
    double max = 0;
};

/// Appends points from the training loop: append() only buffers, a WriteQueue's thread writes, at
/// latest 50 ms later. One writer at a time per series. Errors come out of WriteQueue::flush() and
/// of the next append().
class SeriesWriter
{
public:
    explicit SeriesWriter(WriteQueue& queue);
    /// Hands over what is buffered; the queue must outlive the writer.
    ~SeriesWriter();
    SeriesWriter(const SeriesWriter&) = delete;
    SeriesWriter& operator=(const SeriesWriter&) = delete;

    /// The handle of a series of a stage run, to append to; the series' row appears with its first
    /// point.
    size_t series(int64_t stageRun, std::string_view name);
    /// Steps do not go down within a series. Waits where the disk can't follow (more than 262,144
    /// points buffered).
    void append(size_t series, int64_t step, int64_t elapsedMs, double value);
    /// The same by name, for what is logged seldom.
    void
    append(int64_t stageRun, std::string_view name, int64_t step, int64_t elapsedMs, double value);
    /// Everything appended so far is committed when this returns.
    void flush();

private:
    struct State;
    std::shared_ptr<State> m_state;
};

/// Reads and trims series. Cheap to make; borrows the connection.
class Series
{
public:
    explicit Series(Database& database)
        : m_database(database)
    {
    }

    std::vector<SeriesInfo> ofStageRun(int64_t stageRun);
    /// Those of all nodes of a run, cached ones included, in the plan's order.
    std::vector<SeriesInfo> ofRun(int64_t run);
    /// Series changed since a revision, of any run.
    std::vector<SeriesInfo> changedSince(int64_t revision);
    std::optional<SeriesInfo> find(int64_t stageRun, std::string_view name);
    std::optional<SeriesInfo> find(int64_t series);

    /// Points with from <= step <= to, in the order of their appending.
    std::vector<Point> points(
        int64_t series,
        std::optional<int64_t> from = std::nullopt,
        std::optional<int64_t> to = std::nullopt);
    /// The points after the first `count`: what is new to a reader that holds `count` points of
    /// this generation.
    std::vector<Point> since(int64_t series, int64_t count);
    /// `columns` equal parts of [from, to], each with the exact extent of its points, read from the
    /// pyramid.
    std::vector<MinMax> minMax(int64_t series, int64_t from, int64_t to, int columns);

    /// Removes every point after `step` from all series of a stage run (a resume from a
    /// checkpoint); raises revision and generation of those that lost some. No SeriesWriter may
    /// hold these series; make a new one afterwards.
    void truncateAfter(int64_t stageRun, int64_t step);
    /// Copies the points up to `step` of one stage run to another (a fork).
    void copyUpTo(int64_t fromStageRun, int64_t toStageRun, int64_t step);

private:
    Database& m_database;
};

} // namespace espalier
