#pragma once

#include "core/report/comparison.h"
#include "core/report/evaluation.h"
#include "core/report/run_figures.h"
#include "core/store/events.h"
#include "core/store/nodes.h"
#include "core/store/requests.h"
#include "core/store/runs.h"
#include "core/store/samples.h"
#include "core/store/series.h"
#include "widgets/charts/series_data.h"

#include <QObject>
#include <QThread>

#include <filesystem>
#include <memory>
#include <set>

namespace espalier {

class FeedWorker;

/// One run of the list, with the figures that a table shows.
struct RunRow
{
    RunInfo info;
    bool owned = false;          ///< a living process runs it
    int64_t step = 0, total = 0; ///< of the node that runs, or ran last
    RunFigures figures;
    std::string pipeline; ///< file name of the pipeline, without folder and ending
};
using RunRows = std::shared_ptr<const std::vector<RunRow>>;

/// A series with all its points so far.
struct LiveSeries
{
    SeriesInfo info;
    std::shared_ptr<const SeriesData> data;
};

/// Everything about a watched run at one moment. The parts are shared between snapshots: a part
/// that is the same object has not changed.
struct RunSnapshot
{
    RunRow row;
    std::vector<NodeState> nodes;
    std::vector<LiveSeries> series;
    std::shared_ptr<const std::vector<Sample>> samples;
    std::shared_ptr<const std::vector<Event>> events;
};
using RunSnapshotPtr = std::shared_ptr<const RunSnapshot>;

/// What the evaluations of a run found, in the plan's order.
using Evaluations = std::shared_ptr<const std::vector<Evaluation>>;

/// What happens in a workspace, told to the window. A worker thread with a connection of its own
/// asks 20 times a second whether the database changed, follows events by id and series by
/// revision, and answers by queued signals; the window's thread never waits. Who starts watching a
/// run first gets all there is.
class RunFeed : public QObject
{
    Q_OBJECT
public:
    explicit RunFeed(std::filesystem::path workspace, QObject* parent = nullptr);
    ~RunFeed() override;

    /// The runs that `who` wants snapshots of, instead of those it wanted before; nothing more once
    /// it is destroyed.
    void watch(QObject* who, const std::vector<int64_t>& runs);

    // What a person asked for. Done on the worker; the answer is what follows from the database, or
    // failed().
    void post(int64_t run, RequestKind kind, const nlohmann::json& args = nlohmann::json::object());
    void rename(int64_t run, const QString& name);
    void setNote(int64_t run, const QString& note);
    void setTags(int64_t run, const QStringList& tags);
    void remove(const std::vector<int64_t>& runs);
    void restore(const std::vector<int64_t>& runs);
    /// Puts runs side by side; answered by compared().
    void compare(const std::vector<int64_t>& runs);
    /// Reads what the evaluations of a run found; answered by evaluated().
    void readEvaluations(int64_t run);
    /// Writes a report: of one run, or a comparison of several. Answered by reportWritten() or
    /// failed().
    void writeReport(const std::vector<int64_t>& runs, const QString& file);

Q_SIGNALS:
    void runsChanged(espalier::RunRows runs);
    void snapshot(espalier::RunSnapshotPtr snapshot);
    void
    compared(std::vector<int64_t> runs, std::shared_ptr<const espalier::Comparison> comparison);
    void evaluated(int64_t run, espalier::Evaluations evaluations);
    void reportWritten(QString file);
    /// One sentence for people.
    void failed(QString sentence);

private:
    QThread m_thread;
    std::set<const QObject*> m_watchers;
    FeedWorker* m_worker;
};

} // namespace espalier
