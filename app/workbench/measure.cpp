#include "app/workbench/measure.h"

#include "app/workbench/engine_process.h"
#include "app/workbench/main_window.h"
#include "core/base/files.h"
#include "core/pipeline/queue.h"
#include "core/stages/stages.h"
#include "core/store/nodes.h"
#include "core/store/requests.h"
#include "core/store/series.h"
#include "core/store/workspace.h"
#include "widgets/charts/plot.h"
#include "widgets/charts/series_plottable.h"
#include "widgets/common/theme.h"
#include "widgets/editor/pipeline_page.h"
#include "widgets/runs/monitor_page.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>

namespace espalier {

using namespace Qt::StringLiterals;

namespace fs = std::filesystem;

namespace {

constexpr const char* kSpawnedAt = "ESPALIER_SPAWNED_AT_NS";
constexpr int kStarts = 10;
constexpr int kStallSeconds = 20;

int64_t monotonicNs()
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

fs::path examplePipeline()
{
    return fs::path(QCoreApplication::applicationDirPath().toStdString()) / "pipelines" /
           "first_steps.yaml";
}

double quantile(std::vector<double> values, double q)
{
    std::ranges::sort(values);
    return values.empty() ? 0
                          : values[std::min(
                                values.size() - 1,
                                static_cast<size_t>(q * static_cast<double>(values.size())))];
}

RunInfo queueExample(Workspace& workspace, const std::vector<std::string>& settings = {})
{
    NewRun wish;
    wish.file = examplePipeline();
    wish.yaml = readFile(wish.file);
    wish.settings = settings;
    return queueRun(workspace, stages(), wish);
}

/// A finished run with the curves of 1,500 steps.
void storeRun(const fs::path& path)
{
    auto workspace = Workspace::open(path);
    auto& database = workspace.database();
    const auto run = queueExample(workspace);
    StageRunInfo info;
    info.stage = "train.pretrain";
    const auto stageRun = Nodes(database).createStageRun(info).id;
    Nodes(database).link(run.id, "pretrain", stageRun, false);
    WriteQueue queue(workspace.databaseFile());
    SeriesWriter writer(queue);
    for (int step = 1; step <= 1500; ++step) {
        const double loss = 2 + 5 * std::exp(-step / 200.0) + 0.1 * std::sin(step);
        for (const char* name :
             {"loss",
              "learning_rate",
              "grad_norm",
              "mean_token_accuracy",
              "tokens_per_s",
              "num_tokens",
              "epoch"})
            writer.append(stageRun, name, step, step * 20, loss);
        if (step % 100 == 0)
            for (const char* name : {"eval_loss", "eval_perplexity", "bits_per_byte"})
                writer.append(stageRun, name, step, step * 20, loss + 0.05);
    }
    writer.flush();
    queue.flush();
    Runs(database).setStatus(run.id, RunStatus::Running);
    Nodes(database).setStatus(run.id, "pretrain", NodeStatus::Finished);
    Runs(database).setStatus(run.id, RunStatus::Finished);
}

/// Whether every chart in view has painted its newest picture, and one of them holds points.
bool curvesArePainted(const MonitorPage& page)
{
    bool drawn = false;
    for (auto* plot : page.findChildren<QCustomPlot*>()) {
        if (!plot->isVisible())
            continue;
        for (int i = 0; i < plot->plottableCount(); ++i)
            if (const auto* curves = qobject_cast<const SeriesPlottable*>(plot->plottable(i))) {
                if (!curves->isCurrent())
                    return false;
                drawn = drawn || curves->picture().drawn;
            }
    }
    return drawn;
}

/// The child of "first-paint": one start, timed from the parent's spawn.
int paintOnce(QApplication& app, const fs::path& workspace)
{
    const int64_t spawned = qEnvironmentVariable(kSpawnedAt).toLongLong();
    applyTheme(app, Theme::light());
    WindowLanguage language(
        fs::path(QCoreApplication::applicationDirPath().toStdString()) / "translations");
    MainWindow window(workspace, {}, language);
    window.openPipeline(examplePipeline());
    window.showPage(MainWindow::Pipeline);
    window.show();
    double graph = 0;
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, &window, [&] {
        if (graph == 0) {
            window.repaint(); // the demo graph is on the screen now
            graph = static_cast<double>(monotonicNs() - spawned) / 1e6;
            window.showPage(MainWindow::Monitor);
        } else if (curvesArePainted(window.monitor())) {
            window.repaint();
            const double all = static_cast<double>(monotonicNs() - spawned) / 1e6;
            std::printf("{\"graph_ms\": %.1f, \"first_paint_ms\": %.1f}\n", graph, all);
            std::fflush(stdout);
            std::_Exit(0);
        }
    });
    look.start(1);
    QTimer::singleShot(20'000, &app, [] { QCoreApplication::exit(1); });
    return QApplication::exec();
}

int firstPaint()
{
    const TemporaryFolder folder;
    storeRun(folder.path() / "workspace");
    std::vector<double> graph, all;
    for (int start = 0; start <= kStarts; ++start) {
        QProcess child;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QString::fromLatin1(kSpawnedAt), QString::number(monotonicNs()));
        environment.insert(
            u"ESPALIER_WORKSPACE"_s,
            QString::fromStdString((folder.path() / "workspace").string()));
        child.setProcessEnvironment(environment);
        child.start(QCoreApplication::applicationFilePath(), {u"--measure"_s, u"paint-once"_s});
        child.waitForFinished(60'000);
        const auto line =
            nlohmann::json::parse(child.readAllStandardOutput().toStdString(), nullptr, false);
        if (!line.is_object())
            throw Error(
                tr("The window did not paint: {}", child.readAllStandardError().toStdString()));
        if (start > 0) { // the first one warms the caches
            graph.push_back(line["graph_ms"]);
            all.push_back(line["first_paint_ms"]);
        }
    }
    const nlohmann::json result{
        {"measure", "first-paint"},
        {"starts", kStarts},
        {"first_paint_ms", quantile(all, 0.5)},
        {"min_ms", quantile(all, 0)},
        {"max_ms", quantile(all, 1)},
        {"graph_ms", quantile(graph, 0.5)}};
    std::printf("%s\n", result.dump().c_str());
    return 0;
}

int stalls(QApplication& app)
{
    const TemporaryFolder folder;
    const auto path = folder.path() / "workspace";
    int64_t run = 0;
    {
        auto workspace = Workspace::open(path);
        run = queueExample(workspace, {"pretrain.max_steps=1000000", "text.documents=3000"}).id;
        startEngine(workspace, run);
    }
    applyTheme(app, Theme::light());
    WindowLanguage language(
        fs::path(QCoreApplication::applicationDirPath().toStdString()) / "translations");
    MainWindow window(path, {}, language);
    window.openPipeline(examplePipeline());
    window.show();
    window.monitor().showRun(run);
    window.showPage(MainWindow::Monitor);
    std::vector<double> late;
    QElapsedTimer clock;
    QTimer beat;
    beat.setTimerType(Qt::PreciseTimer);
    int64_t expected = 0;
    QObject::connect(&beat, &QTimer::timeout, &window, [&] {
        const int64_t now = clock.nsecsElapsed();
        late.push_back(std::max(0.0, static_cast<double>(now - expected) / 1e6));
        expected = now + 5'000'000;
    });
    // The engine reads, cuts and compiles its plan first; training is what competes for the cores.
    const auto begin = [&] {
        clock.start();
        expected = 5'000'000;
        beat.start(5);
        QTimer::singleShot(kStallSeconds * 1000, &app, &QCoreApplication::quit);
    };
    bool begun = false;
    QObject::connect(
        &window.feed(), &RunFeed::snapshot, &window, [&](const RunSnapshotPtr& snapshot) {
            for (const auto& node : snapshot->nodes)
                if (!begun && node.node == "pretrain" && node.step > 10) {
                    begun = true;
                    begin();
                }
        });
    QTimer::singleShot(120'000, &app, [&] {
        if (!begun)
            QCoreApplication::exit(1);
    });
    const int status = QApplication::exec();
    {
        auto workspace = Workspace::open(path);
        Request stop;
        stop.run = run;
        stop.kind = RequestKind::Stop;
        Requests(workspace.database()).post(stop);
        for (int i = 0; i < 100 && workspace.runIsOwned(run); ++i)
            QThread::msleep(100);
    }
    const nlohmann::json result{
        {"measure", "stalls"},
        {"seconds", kStallSeconds},
        {"beats", late.size()},
        {"p50_ms", quantile(late, 0.5)},
        {"p99_ms", quantile(late, 0.99)},
        {"max_ms", quantile(late, 1)}};
    std::printf("%s\n", result.dump().c_str());
    return late.empty() ? 1 : status;
}

} // namespace

int measure(QApplication& app, const QString& what)
{
    if (what == u"first-paint")
        return firstPaint();
    if (what == u"paint-once")
        return paintOnce(app, defaultWorkspace());
    if (what == u"stalls")
        return stalls(app);
    std::fprintf(stderr, "espalier: --measure takes first-paint or stalls\n");
    return 2;
}

} // namespace espalier
