#include "app/workbench/run_control.h"

#include "app/workbench/engine_process.h"
#include "core/base/error.h"
#include "core/pipeline/queue.h"
#include "core/pipeline/yaml.h"
#include "core/stages/stages.h"
#include "core/store/workspace.h"
#include "widgets/common/language.h"

#include <QtConcurrent>

#include <tuple>

namespace espalier {

namespace {

constexpr int kSparkColumns = 64;

/// The course of a series as at most a screen's width of points.
std::vector<float> sparkline(const SeriesData& data)
{
    std::vector<float> line;
    if (data.size() == 0)
        return line;
    const auto from = static_cast<double>(data.firstStep());
    const auto width = std::max(1.0, static_cast<double>(data.lastStep()) - from + 1);
    std::vector<double> edges;
    for (int i = 0; i <= kSparkColumns; ++i)
        edges.push_back(from + width * i / kSparkColumns);
    for (const auto& column : data.columns(edges))
        if (column.count > 0)
            line.push_back(static_cast<float>(column.last));
    return line;
}

} // namespace

RunControl::RunControl(
    std::filesystem::path workspace, RunFeed& feed, PipelineDocument& document, QObject* parent)
    : QObject(parent)
    , m_workspace(std::move(workspace))
    , m_feed(feed)
    , m_document(document)
{
    connect(&feed, &RunFeed::snapshot, this, &RunControl::show);
}

void RunControl::launch(std::function<int64_t()> queue)
{
    std::ignore = QtConcurrent::run([this, queue = std::move(queue), path = m_workspace] {
        int64_t run = 0;
        QString sentence;
        try {
            run = queue();
            startEngine(Workspace::open(path), run);
        } catch (const Error& error) {
            sentence = QString::fromStdString(error.words());
        }
        QMetaObject::invokeMethod(this, [this, run, sentence] {
            if (!sentence.isEmpty())
                Q_EMIT failed(sentence);
            if (run != 0) {
                follow(run);
                Q_EMIT started(run);
            }
        });
    });
}

void RunControl::start()
{
    NewRun wish;
    wish.yaml = writePipeline(m_document.pipeline());
    wish.file =
        m_document.file().empty() ? m_workspace / "pipelines" / "untitled.yaml" : m_document.file();
    launch([wish, path = m_workspace] {
        auto workspace = Workspace::open(path);
        return queueRun(workspace, espalier::stages(), wish).id;
    });
}

void RunControl::fork(const ForkRequest& request)
{
    launch([request, path = m_workspace] {
        auto workspace = Workspace::open(path);
        const auto source = Runs(workspace.database()).get(request.run);
        return forkRun(
                   workspace,
                   espalier::stages(),
                   source,
                   request.node,
                   request.step,
                   request.settings,
                   path,
                   {})
            .id;
    });
}

void RunControl::resume(int64_t run)
{
    if (run != 0)
        launch([run] { return run; });
}

void RunControl::stop()
{
    if (m_run != 0)
        m_feed.post(m_run, RequestKind::Stop);
}

void RunControl::follow(int64_t run)
{
    m_run = run;
    m_document.clearStatuses();
    m_made = 0;
    setState(RunState::Idle);
    m_feed.watch(this, run == 0 ? std::vector<int64_t>{} : std::vector<int64_t>{run});
}

void RunControl::setState(RunState state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged(state);
}

void RunControl::show(const RunSnapshotPtr& snapshot)
{
    if (snapshot->row.info.id != m_run)
        return;
    size_t made = 0;
    for (const auto& node : snapshot->nodes) {
        made += node.status == NodeStatus::Finished || node.status == NodeStatus::Cached;
        NodeCondition status;
        status.state = runStateFromText(node.cached ? "finished" : name(node.status));
        status.cached = node.cached || node.status == NodeStatus::Cached;
        if (node.total > 0)
            status.progress = static_cast<double>(node.step) / static_cast<double>(node.total);
        status.secondsLeft = node.etaSeconds.value_or(-1);
        status.reason = shown(node.message);
        const auto* stage = findStage(espalier::stages(), node.stage);
        for (const auto& series : snapshot->series)
            if (stage != nullptr && series.info.node == node.node &&
                series.info.name == stage->mainMetric) {
                status.metric = QString::fromStdString(series.info.name);
                status.value = series.info.last;
                status.sparkline = sparkline(*series.data);
            }
        m_document.setStatus(node.node, status);
    }
    if (made != m_made) {
        m_made = made;
        m_document.analyse(); // the plan knows what is there now
    }
    setState(runStateFromText(name(snapshot->row.info.status)));
}

} // namespace espalier
