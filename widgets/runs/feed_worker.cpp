#include "widgets/runs/feed_worker.h"

#include "core/report/report.h"
#include "widgets/common/language.h"

#include <algorithm>

namespace espalier {

namespace {

constexpr int kPollMs = 50;
constexpr int64_t kRowsMs = 1000; // figures of the list are read again at most this often

} // namespace

FeedWorker::FeedWorker(std::filesystem::path workspace)
    : m_path(std::move(workspace))
{
}

FeedWorker::~FeedWorker() = default;

void FeedWorker::start()
{
    m_clock.start();
    if (!guarded([this] {
            m_workspace = Workspace::open(m_path);
            m_reader = m_workspace->connect();
        }))
        return;
    m_timer = new QTimer(this);
    m_timer->setInterval(kPollMs);
    connect(m_timer, &QTimer::timeout, this, &FeedWorker::poll);
    m_timer->start();
    poll();
}

bool FeedWorker::guarded(const std::function<void()>& work)
{
    QString sentence;
    try {
        work();
        m_lastFailure.clear();
        return true;
    } catch (const Error& error) {
        sentence = QString::fromStdString(error.words());
    } catch (const std::exception& error) {
        sentence = QString::fromUtf8(error.what());
    }
    if (sentence != m_lastFailure) // a lasting trouble is told once
        Q_EMIT failed(sentence);
    m_lastFailure = sentence;
    return false;
}

void FeedWorker::enqueue(std::function<void(Database&)> change)
{
    QMetaObject::invokeMethod(this, [this, change = std::move(change)] {
        if (m_workspace && guarded([&] { change(m_workspace->database()); }))
            poll();
    });
}

void FeedWorker::watch(const void* who, const std::vector<int64_t>& runs)
{
    if (runs.empty())
        m_wanted.erase(who);
    else
        m_wanted[who] = runs;
    std::set<int64_t> all;
    for (const auto& [key, wanted] : m_wanted)
        all.insert(wanted.begin(), wanted.end());
    std::erase_if(m_watched, [&all](const auto& entry) { return !all.contains(entry.first); });
    if (!m_reader)
        return;
    for (const int64_t run : all) {
        const bool known = m_watched.contains(run);
        Watched& watched = m_watched[run];
        const bool wantedHere = std::find(runs.begin(), runs.end(), run) != runs.end();
        guarded([&] {
            if (!known)
                refresh(run, watched);
            if (wantedHere)
                publish(run, watched);
        });
    }
}

void FeedWorker::poll()
{
    guarded([this] {
        const int64_t version = m_reader->dataVersion();
        if (version != m_dataVersion) {
            m_dataVersion = version;
            m_changed = true;
            const int64_t lastEvent = Events(*m_reader).lastId();
            const bool newEvents = lastEvent != m_lastEvent;
            m_lastEvent = lastEvent;
            if (newEvents)
                reloadRuns();
            for (auto& [run, watched] : m_watched) {
                if (refresh(run, watched) || newEvents)
                    publish(run, watched);
            }
        }
        if (m_changed && m_clock.elapsed() - m_rowsAt >= kRowsMs)
            reloadRuns();
    });
}

RunRow FeedWorker::row(const RunInfo& info)
{
    RunRow row;
    row.info = info;
    row.owned = !hasEnded(info.status) && m_workspace->runIsOwned(info.id);
    row.pipeline = std::filesystem::path(info.pipelinePath).stem().string();
    for (const NodeState& node : Nodes(*m_reader).list(info.id)) {
        if (node.total > 0 && (node.status == NodeStatus::Running || node.step > 0)) {
            row.step = node.step;
            row.total = node.total;
        }
    }
    row.figures = runFigures(Series(*m_reader).ofRun(info.id));
    return row;
}

bool FeedWorker::reloadRuns()
{
    m_rowsAt = m_clock.elapsed();
    m_changed = false;
    std::vector<RunRow> rows;
    m_reader->snapshot([&] {
        for (const RunInfo& info : Runs(*m_reader).list())
            rows.push_back(row(info));
    });
    m_rows = rows;
    Q_EMIT runsChanged(std::make_shared<const std::vector<RunRow>>(std::move(rows)));
    return true;
}

bool FeedWorker::refresh(int64_t run, Watched& watched)
{
    bool changed = false;
    m_reader->snapshot([&] {
        watched.nodes = Nodes(*m_reader).list(run);
        changed = refreshSeries(run, watched);
        auto events = Events(*m_reader).since(watched.lastEvent, run);
        if (!watched.events || !events.empty()) {
            auto all = std::make_shared<std::vector<Event>>();
            if (watched.events)
                *all = *watched.events;
            all->insert(
                all->end(),
                std::make_move_iterator(events.begin()),
                std::make_move_iterator(events.end()));
            if (!all->empty())
                watched.lastEvent = all->back().id;
            watched.events = std::move(all);
            changed = true;
        }
        auto samples = Samples(*m_reader).ofRun(run);
        const bool same = watched.samples && std::equal(
                                                 samples.begin(),
                                                 samples.end(),
                                                 watched.samples->begin(),
                                                 watched.samples->end(),
                                                 [](const Sample& a, const Sample& b) {
                                                     return a.id == b.id && a.time == b.time;
                                                 });
        if (!same) {
            watched.samples = std::make_shared<const std::vector<Sample>>(std::move(samples));
            changed = true;
        }
        // Progress is no event, so nodes count as changed while something runs.
        changed =
            changed || std::any_of(watched.nodes.begin(), watched.nodes.end(), [](const auto& n) {
                return n.status == NodeStatus::Running;
            });
    });
    return changed;
}

bool FeedWorker::refreshSeries(int64_t run, Watched& watched)
{
    const int64_t revision = m_reader->revision();
    if (revision == watched.revision)
        return false;
    watched.revision = revision;
    Series store(*m_reader);
    bool changed = false;
    std::vector<std::unique_ptr<Curve>> next;
    for (SeriesInfo& info : store.ofRun(run)) {
        const auto known =
            std::find_if(watched.series.begin(), watched.series.end(), [&info](const auto& curve) {
                return curve && curve->info.id == info.id && curve->info.node == info.node;
            });
        auto curve = known == watched.series.end() ? std::make_unique<Curve>() : std::move(*known);
        if (!curve->data || curve->info.revision != info.revision) {
            if (curve->info.generation != info.generation)
                curve->points.clear(); // points were taken back: what is held is void
            std::vector<SeriesPoint> added;
            for (const Point& point : store.since(info.id, curve->points.size()))
                added.push_back({point.step, point.elapsedMs, point.value});
            curve->points.append(added);
            curve->data = curve->points.snapshot();
            curve->info = info;
            changed = true;
        }
        next.push_back(std::move(curve));
    }
    changed = changed || next.size() != watched.series.size();
    watched.series = std::move(next);
    return changed;
}

void FeedWorker::publish(int64_t run, const Watched& watched)
{
    const auto info = Runs(*m_reader).find(run);
    if (!info)
        return;
    auto snapshot = std::make_shared<RunSnapshot>();
    snapshot->row = row(*info);
    snapshot->nodes = watched.nodes;
    for (const auto& curve : watched.series)
        snapshot->series.push_back({curve->info, curve->data});
    snapshot->samples = watched.samples;
    snapshot->events = watched.events;
    Q_EMIT this->snapshot(std::move(snapshot));
}

void FeedWorker::compare(const std::vector<int64_t>& runs)
{
    if (!m_reader)
        return;
    guarded([&] {
        std::vector<RunReportData> data;
        for (const int64_t run : runs)
            data.push_back(loadReport(*m_reader, run));
        Q_EMIT compared(runs, std::make_shared<const Comparison>(compareRuns(data)));
    });
}

void FeedWorker::readEvaluations(int64_t run)
{
    if (!m_reader)
        return;
    guarded([&] {
        auto found = m_reader->snapshot(
            [&] { return loadEvaluations(*m_reader, m_workspace->artifactsFolder(), run); });
        Q_EMIT evaluated(run, std::make_shared<const std::vector<Evaluation>>(std::move(found)));
    });
}

void FeedWorker::writeReport(const std::vector<int64_t>& runs, const QString& file)
{
    if (!m_reader || runs.empty())
        return;
    guarded([&] {
        std::vector<RunReportData> data;
        for (const int64_t run : runs)
            data.push_back(loadReport(*m_reader, run, {}, m_workspace->artifactsFolder()));
        const std::string page =
            data.size() == 1 ? htmlReport(data.front()) : htmlComparison(compareRuns(data));
        writeAtomically(file.toStdString(), page);
        Q_EMIT reportWritten(file);
    });
}

} // namespace espalier
