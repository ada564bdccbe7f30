/// Runs whose engine is gone are said to be stopped; those of living engines are left alone.

#include "core/base/files.h"
#include "core/store/dead_runs.h"
#include "core/store/events.h"
#include "core/store/nodes.h"
#include "core/store/runs.h"

#include <QTest>

#include <algorithm>

using namespace espalier;

class TestDeadRuns : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aRunWithoutAnEngineIsStoppedAndSaysHowToGoOn()
    {
        const TemporaryFolder folder;
        Workspace workspace = Workspace::open(folder.path());
        Database& database = workspace.database();
        Runs runs(database);
        Nodes nodes(database);
        const auto add = [&](RunStatus status, NodeStatus node) {
            const int64_t run = runs.create({.pipelineYaml = "version: 1\n"}).id;
            NodeState state;
            state.node = "pretrain";
            state.stage = "train.pretrain";
            nodes.plan(run, {state});
            nodes.setStatus(run, "pretrain", node);
            runs.setStatus(run, status);
            return run;
        };
        const int64_t dead = add(RunStatus::Running, NodeStatus::Running);
        const int64_t paused = add(RunStatus::Paused, NodeStatus::Paused);
        const int64_t alive = add(RunStatus::Running, NodeStatus::Running);
        const int64_t finished = add(RunStatus::Finished, NodeStatus::Finished);
        const auto owner = workspace.ownRun(alive);
        QVERIFY(owner.has_value());

        auto stopped = stopDeadRuns(workspace);
        std::ranges::sort(stopped);
        QCOMPARE(stopped, (std::vector<int64_t>{dead, paused}));
        QCOMPARE(runs.get(dead).status, RunStatus::Stopped);
        QCOMPARE(nodes.find(dead, "pretrain")->status, NodeStatus::Stopped);
        QCOMPARE(runs.get(paused).status, RunStatus::Stopped);
        QCOMPARE(runs.get(alive).status, RunStatus::Running);
        QCOMPARE(nodes.find(alive, "pretrain")->status, NodeStatus::Running);
        QCOMPARE(runs.get(finished).status, RunStatus::Finished);
        QVERIFY(runs.get(dead).error.words().find("resume") != std::string::npos);

        QVERIFY(stopDeadRuns(workspace).empty()); // said once
    }
};

QTEST_APPLESS_MAIN(TestDeadRuns)
#include "test_dead_runs.moc"
