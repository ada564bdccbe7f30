#include "core/base/files.h"
#include "core/report/report.h"
#include "core/store/events.h"
#include "core/store/nodes.h"
#include "core/store/runs.h"
#include "core/store/samples.h"
#include "core/store/series.h"
#include "core/store/workspace.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace espalier;

class TestLoadReport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bringsWhatTheDatabaseHolds();
    void saysThatThereIsNoSuchRun();
};

void TestLoadReport::bringsWhatTheDatabaseHolds()
{
    const TemporaryFolder folder;
    Workspace workspace = Workspace::open(folder.path());
    Database& database = workspace.database();

    RunInfo info;
    info.name = "first";
    info.seed = 7;
    info.pipelineYaml = "version: 1\nnodes:\n  - {id: pretrain, stage: train.pretrain}\n";
    const int64_t run = Runs(database).create(info).id;
    Runs(database).setParams(run, {{"pretrain", "max_steps", "1000"}});
    NodeState node;
    node.run = run;
    node.node = "pretrain";
    node.stage = "train.pretrain";
    Nodes(database).plan(run, {node});
    StageRunInfo stageRun;
    stageRun.key = "k";
    stageRun.stage = "train.pretrain";
    stageRun = Nodes(database).createStageRun(stageRun);
    Nodes(database).link(run, "pretrain", stageRun.id, false);
    Sample sample;
    sample.stageRun = stageRun.id;
    sample.step = 500;
    sample.prompt = "Once";
    sample.text = " upon";
    Samples(database).append({sample});
    {
        WriteQueue queue(workspace.databaseFile());
        SeriesWriter writer(queue);
        const size_t loss = writer.series(stageRun.id, "loss");
        for (int64_t step = 1; step <= 1000; ++step)
            writer.append(loss, step, step, step == 300 ? 50.0 : 2.0);
        writer.append(stageRun.id, "eval_loss", 1000, 1000, std::nan(""));
        writer.flush();
    }

    const RunReportData report = loadReport(database, run, {{"commit", "abc"}});
    QCOMPARE(report.name, std::string("first"));
    QCOMPARE(report.status, std::string("queued"));
    QCOMPARE(report.pipeline.nodes.size(), size_t{1});
    QCOMPARE(report.nodes.size(), size_t{1});
    QCOMPARE(report.nodes[0].params[0].second, std::string("1000"));
    QVERIFY(!report.nodes[0].mainMetric.empty()); // from the stage's declaration
    QCOMPARE(report.samples[0].text, std::string(" upon"));
    QCOMPARE(report.environment.front().second, std::string("7"));
    QCOMPARE(report.environment.back().first, std::string("commit"));
    QVERIFY(!report.events.empty());

    QCOMPARE(report.series.size(), size_t{2});
    const auto loss =
        std::find_if(report.series.begin(), report.series.end(), [](const ReportSeries& series) {
            return series.name == "loss";
        });
    QVERIFY(loss != report.series.end());
    QCOMPARE(loss->count, 1000);
    QCOMPARE(loss->max, 50.0);
    QVERIFY(loss->points.size() <= 480);
    QCOMPARE(loss->points.back().x, 1000.0);
    const auto highest = std::max_element(
        loss->points.begin(), loss->points.end(), [](const SvgPoint& a, const SvgPoint& b) {
            return a.high < b.high;
        });
    QCOMPARE(highest->high, 50.0); // the one spike among a thousand points is kept
    QVERIFY(htmlReport(report).find("first") != std::string::npos);
}

void TestLoadReport::saysThatThereIsNoSuchRun()
{
    const TemporaryFolder folder;
    Workspace workspace = Workspace::open(folder.path());
    QVERIFY_THROWS_EXCEPTION(Error, loadReport(workspace.database(), 99));
}

QTEST_GUILESS_MAIN(TestLoadReport)
#include "test_load_report.moc"
