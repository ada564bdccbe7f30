#pragma once

#include "core/store/workspace.h"
#include "widgets/charts/series_buffer.h"
#include "widgets/runs/run_feed.h"

#include <QElapsedTimer>
#include <QTimer>

#include <set>

namespace espalier {

/// The feed's other half; lives on the feed's thread, alone with its connections.
class FeedWorker : public QObject
{
    Q_OBJECT
public:
    explicit FeedWorker(std::filesystem::path workspace);
    ~FeedWorker() override;

    void start();
    void watch(const void* who, const std::vector<int64_t>& runs);
    void compare(const std::vector<int64_t>& runs);
    void readEvaluations(int64_t run);
    void writeReport(const std::vector<int64_t>& runs, const QString& file);
    /// From any thread: runs a change on the writing connection.
    void enqueue(std::function<void(Database&)> change);

Q_SIGNALS:
    void runsChanged(espalier::RunRows runs);
    void snapshot(espalier::RunSnapshotPtr snapshot);
    void
    compared(std::vector<int64_t> runs, std::shared_ptr<const espalier::Comparison> comparison);
    void evaluated(int64_t run, espalier::Evaluations evaluations);
    void reportWritten(QString file);
    void failed(QString sentence);

private:
    struct Curve
    {
        SeriesInfo info;
        SeriesBuffer points;
        std::shared_ptr<const SeriesData> data;
    };
    struct Watched
    {
        std::vector<NodeState> nodes;
        std::vector<std::unique_ptr<Curve>> series; ///< in the plan's order
        std::shared_ptr<const std::vector<Sample>> samples;
        std::shared_ptr<const std::vector<Event>> events;
        int64_t lastEvent = 0;
        int64_t revision = -1;
    };

    void poll();
    /// Runs `work` and turns an exception into one sentence; says whether all went well.
    bool guarded(const std::function<void()>& work);
    bool reloadRuns();
    RunRow row(const RunInfo& info);
    bool refresh(int64_t run, Watched& watched);
    bool refreshSeries(int64_t run, Watched& watched);
    void publish(int64_t run, const Watched& watched);

    std::filesystem::path m_path;
    std::optional<Workspace> m_workspace; ///< writes
    std::optional<Database> m_reader;
    QTimer* m_timer = nullptr;
    QElapsedTimer m_clock;
    int64_t m_dataVersion = -1;
    int64_t m_lastEvent = -1;
    int64_t m_rowsAt = -10'000; ///< when rows were read last
    bool m_changed = false;     ///< something changed since then
    std::vector<RunRow> m_rows;
    std::map<const void*, std::vector<int64_t>> m_wanted;
    std::map<int64_t, Watched> m_watched;
    QString m_lastFailure;
};

} // namespace espalier
