#include "core/store/chunk.h"
#include "core/store/series.h"
#include "core/store/sql.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <limits>
#include <map>
#include <mutex>

namespace espalier {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kDelay = std::chrono::milliseconds(50);
constexpr auto kDrainTime = std::chrono::milliseconds(4);
constexpr size_t kSlice = 2048;
constexpr size_t kMostBuffered = 262'144;

struct Buffered
{
    size_t series;
    Point point;
};

/// A series as the queue's thread holds it: its row, and the points of its open chunk.
struct Open
{
    int64_t stageRun = 0;
    std::string name;
    int64_t id = 0;
    int64_t chunk = 0;
    std::vector<Point> points;
    Extent full; ///< of all chunks before the open one
    double lastOfFull = std::numeric_limits<double>::quiet_NaN();
    bool filled = false; ///< a chunk was filled in this transaction
    bool dirty = false;  ///< the open chunk has points that its row has not
};

/// Finds or makes the series' row and takes up its open chunk.
void load(Database& database, Open& series)
{
    Query query(
        database,
        "SELECT id, count, last_step, min, max FROM series WHERE stage_run_id = ? AND name = ?",
        series.stageRun,
        series.name);
    if (!query.next()) {
        run(database,
            "INSERT INTO series(stage_run_id, name, count, last_step, revision, generation) "
            "VALUES(?, ?, 0, 0, 0, 0)",
            series.stageRun,
            series.name);
        series.id = lastRow(database);
        return;
    }
    series.id = query.integer(0);
    const int64_t count = query.integer(1);
    series.chunk = count / kChunkPoints;
    if (count % kChunkPoints != 0)
        series.points = Series(database).since(series.id, series.chunk * kChunkPoints);
    // The extent of all points serves for the full chunks too: it only ever gets wider.
    series.full = {series.chunk * kChunkPoints, 0, query.integer(2), query.real(3), query.real(4)};
}

void writeRow(
    Database& database, const Open& series, const Extent& extent, double last, int64_t revision)
{
    run(database,
        "UPDATE series SET count = ?, last_step = ?, last = ?, min = ?, max = ?, revision = ? "
        "WHERE id = ?",
        extent.count,
        extent.lastStep,
        last,
        extent.min,
        extent.max,
        revision,
        series.id);
}

} // namespace

struct SeriesWriter::State : std::enable_shared_from_this<State>
{
    explicit State(WriteQueue& queue)
        : queue(queue)
        , losses(queue.losses())
    {
    }

    void throwIfFailed() const
    {
        if (failed)
            throw Error(tr("Points could not be written, so the curves are no longer recorded. The "
                           "first error says "
                           "why; mend it and resume."));
    }

    /// On the queue's thread: writes for a few milliseconds, and comes again where more is left.
    void drain(Database& database);
    /// Takes what was buffered if all taken before is written; says whether there is something to
    /// write.
    bool take();
    void add(Database& database, const Buffered& buffered);
    /// Brings the series' rows up to date; the open chunks too where the writer has caught up.
    void finishRows(Database& database, bool caughtUp);

    WriteQueue& queue;
    const int64_t losses;
    std::atomic<bool> failed = false;

    std::mutex mutex; ///< for the next five
    std::condition_variable room;
    std::vector<Buffered> buffer;
    size_t waiting = 0; ///< points appended and not yet written
    bool posted = false;
    std::vector<std::pair<int64_t, std::string>> names;

    std::map<std::pair<int64_t, std::string>, size_t, std::less<>>
        handles;            ///< for the appending thread
    std::vector<Open> open; ///< for the queue's thread
    std::vector<Buffered> taken;
    size_t written = 0;
};

bool SeriesWriter::State::take()
{
    const std::lock_guard lock(mutex);
    if (written == taken.size()) {
        taken.clear();
        written = 0;
        taken.swap(buffer);
    }
    for (size_t i = open.size(); i < names.size(); ++i)
        open.push_back(
            {.stageRun = names[i].first, .name = names[i].second, .points = {}, .full = {}});
    return !taken.empty();
}

void SeriesWriter::State::add(Database& database, const Buffered& buffered)
{
    Open& series = open[buffered.series];
    if (series.id == 0)
        load(database, series);
    series.points.push_back(buffered.point);
    series.dirty = true;
    if (static_cast<int64_t>(series.points.size()) < kChunkPoints)
        return;
    writeChunk(database, series.id, series.chunk, series.points);
    series.full.add(Extent::of(series.points));
    series.lastOfFull = buffered.point.value;
    series.filled = true;
    series.dirty = false;
    series.points.clear();
    if (++series.chunk % kSpanChunks == 0)
        writeSpan(database, series.id, series.chunk / kSpanChunks - 1);
}

void SeriesWriter::State::finishRows(Database& database, bool caughtUp)
{
    const auto hasNews = [&](const Open& series) {
        return series.filled || (caughtUp && series.dirty);
    };
    if (std::ranges::none_of(open, hasNews))
        return;
    const int64_t revision = nextRevision(database);
    for (Open& series : open) {
        if (caughtUp && series.dirty) {
            writeChunk(database, series.id, series.chunk, series.points);
            Extent extent = series.full;
            extent.add(Extent::of(series.points));
            writeRow(database, series, extent, series.points.back().value, revision);
            series.dirty = false;
        } else if (series.filled) {
            writeRow(database, series, series.full, series.lastOfFull, revision);
        }
        series.filled = false;
    }
}

void SeriesWriter::State::drain(Database& database)
{
    try {
        // A transaction that was lost took points with it that `open` counts as written.
        if (queue.losses() != losses)
            failed = true;
        throwIfFailed();
        const auto start = Clock::now();
        bool more = true;
        size_t done = 0;
        while (more && Clock::now() - start < kDrainTime) {
            more = take();
            const size_t end = std::min(taken.size(), written + kSlice);
            for (size_t i = written; i < end; ++i)
                add(database, taken[i]);
            done += end - written;
            written = end;
        }
        finishRows(database, !more);
        const std::lock_guard lock(mutex);
        waiting -= done;
        posted = more || waiting > 0;
        if (posted)
            queue.postAfter(
                more ? std::chrono::milliseconds(0) : kDelay,
                [self = shared_from_this()](Database& again) { self->drain(again); });
    } catch (...) {
        const std::lock_guard lock(mutex);
        failed = true;
        room.notify_all();
        throw;
    }
    room.notify_all();
}

SeriesWriter::SeriesWriter(WriteQueue& queue)
    : m_state(std::make_shared<State>(queue))
{
}

SeriesWriter::~SeriesWriter()
{
    m_state->queue.post([state = m_state](Database& database) {
        if (!state->failed)
            state->drain(database);
    });
}

size_t SeriesWriter::series(int64_t stageRun, std::string_view name)
{
    const auto key = std::pair(stageRun, std::string(name));
    const auto [place, isNew] = m_state->handles.try_emplace(key, m_state->handles.size());
    if (isNew) {
        const std::lock_guard lock(m_state->mutex);
        m_state->names.push_back(key);
    }
    return place->second;
}

void SeriesWriter::append(size_t series, int64_t step, int64_t elapsedMs, double value)
{
    State& state = *m_state;
    state.throwIfFailed();
    bool post = false;
    {
        std::unique_lock lock(state.mutex);
        state.room.wait(lock, [&] { return state.waiting < kMostBuffered || state.failed; });
        state.buffer.push_back({series, {step, elapsedMs, value}});
        ++state.waiting;
        post = !std::exchange(state.posted, true);
    }
    if (post)
        state.queue.postAfter(
            kDelay, [self = m_state](Database& database) { self->drain(database); });
}

void SeriesWriter::append(
    int64_t stageRun, std::string_view name, int64_t step, int64_t elapsedMs, double value)
{
    append(series(stageRun, name), step, elapsedMs, value);
}

void SeriesWriter::flush()
{
    m_state->queue.flush();
    m_state->throwIfFailed();
}

} // namespace espalier
