#include "core/store/workspace.h"
#include "widgets/runs/run_feed.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace espalier;

namespace {

struct Planned
{
    int64_t run;
    int64_t stageRun;
};

Planned planRun(Database& database, const std::string& name)
{
    RunInfo info;
    info.name = name;
    info = Runs(database).create(info);
    NodeState node;
    node.run = info.id;
    node.node = "pretrain";
    node.stage = "train.pretrain";
    Nodes(database).plan(info.id, {node});
    StageRunInfo stage;
    stage.stage = "train.pretrain";
    stage.key = name;
    stage = Nodes(database).createStageRun(stage);
    Nodes(database).link(info.id, "pretrain", stage.id, false);
    Runs(database).setStatus(info.id, RunStatus::Running);
    return {info.id, stage.id};
}

/// The engine's side: a writer with a connection of its own.
class Engine
{
public:
    explicit Engine(const std::filesystem::path& workspace)
        : m_workspace(Workspace::open(workspace))
        , m_queue(m_workspace.databaseFile())
    {
    }
    Database& database() { return m_workspace.database(); }
    void log(int64_t stageRun, int from, int to)
    {
        SeriesWriter writer(m_queue);
        for (int step = from; step < to; ++step)
            writer.append(stageRun, "loss", step, step * 10, 5.0 / (1 + step));
        writer.flush();
    }

private:
    Workspace m_workspace;
    WriteQueue m_queue;
};

const LiveSeries* lossOf(const RunSnapshotPtr& snapshot)
{
    for (const LiveSeries& series : snapshot->series) {
        if (series.info.name == "loss")
            return &series;
    }
    return nullptr;
}

} // namespace

class TestRunFeed : public QObject
{
    Q_OBJECT

    std::optional<TemporaryFolder> m_folder;
    RunSnapshotPtr m_latest;
    RunRows m_rows;

    void listen(RunFeed& feed)
    {
        m_latest.reset();
        m_rows.reset();
        connect(&feed, &RunFeed::snapshot, this, [this](const RunSnapshotPtr& s) { m_latest = s; });
        connect(&feed, &RunFeed::runsChanged, this, [this](const RunRows& rows) { m_rows = rows; });
    }
    int64_t points() const
    {
        const LiveSeries* loss = m_latest ? lossOf(m_latest) : nullptr;
        return loss ? loss->data->size() : 0;
    }

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void pointsAppendedElsewhereAppear()
    {
        Engine engine(m_folder->path());
        const Planned planned = planRun(engine.database(), "live");
        engine.log(planned.stageRun, 0, 10);
        RunFeed feed(m_folder->path());
        listen(feed);
        feed.watch(this, {planned.run});
        QTRY_COMPARE(points(), int64_t(10));
        for (int batch = 1; batch <= 5; ++batch) {
            engine.log(planned.stageRun, batch * 10, batch * 10 + 10);
            QTRY_COMPARE(points(), int64_t(batch) * 10 + 10);
        }
        QCOMPARE(lossOf(m_latest)->data->at(59)->value, 5.0 / 60);
        QCOMPARE(lossOf(m_latest)->data->at(59)->ms, int64_t(590));
    }

    void nothingIsLostBetweenTwoWindows()
    {
        Engine engine(m_folder->path());
        const Planned planned = planRun(engine.database(), "long");
        engine.log(planned.stageRun, 0, 700);
        {
            RunFeed feed(m_folder->path());
            listen(feed);
            feed.watch(this, {planned.run});
            QTRY_COMPARE(points(), int64_t(700));
        }
        engine.log(planned.stageRun, 700, 3000); // the window is closed
        RunFeed feed(m_folder->path());
        listen(feed);
        feed.watch(this, {planned.run});
        QTRY_COMPARE(points(), int64_t(3000));
        int64_t expected = 0;
        lossOf(m_latest)->data->read(0, [&expected](std::span<const SeriesPoint> piece) {
            for (const SeriesPoint& point : piece) {
                QCOMPARE(point.step, expected);
                QCOMPARE(point.value, 5.0 / (1 + double(expected)));
                ++expected;
            }
        });
        QCOMPARE(expected, int64_t(3000));
    }

    void aResumeTakesPointsBack()
    {
        Engine engine(m_folder->path());
        const Planned planned = planRun(engine.database(), "resumed");
        engine.log(planned.stageRun, 0, 500);
        RunFeed feed(m_folder->path());
        listen(feed);
        feed.watch(this, {planned.run});
        QTRY_COMPARE(points(), int64_t(500));
        Series(engine.database()).truncateAfter(planned.stageRun, 299);
        engine.log(planned.stageRun, 300, 310);
        QTRY_COMPARE(points(), int64_t(310));
        QCOMPARE(lossOf(m_latest)->data->lastStep(), int64_t(309));
    }

    void eventsComeOnceAndInOrder()
    {
        Engine engine(m_folder->path());
        const Planned planned = planRun(engine.database(), "journal");
        RunFeed feed(m_folder->path());
        listen(feed);
        feed.watch(this, {planned.run});
        QTRY_VERIFY(m_latest && m_latest->events);
        const size_t before = m_latest->events->size();
        for (int i = 0; i < 5; ++i) {
            Event event;
            event.run = planned.run;
            event.kind = "health";
            event.level = EventLevel::Warning;
            event.message = espalier::tr("Number {}", i);
            Events(engine.database()).append(event);
            QTest::qWait(30);
        }
        QTRY_COMPARE(m_latest->events->size(), before + 5);
        for (size_t i = 1; i < m_latest->events->size(); ++i)
            QVERIFY((*m_latest->events)[i].id > (*m_latest->events)[i - 1].id);
        QCOMPARE(m_latest->events->back().message.words(), std::string("Number 4"));
    }

    void aRequestIsARowTheEngineFinds()
    {
        Engine engine(m_folder->path());
        const Planned planned = planRun(engine.database(), "asked");
        RunFeed feed(m_folder->path());
        feed.post(planned.run, RequestKind::Set, {{"param", "learning_rate"}, {"value", 1e-4}});
        QTRY_COMPARE(Requests(engine.database()).pending(planned.run).size(), size_t(1));
        const Request request = Requests(engine.database()).pending(planned.run).front();
        QCOMPARE(request.kind, RequestKind::Set);
        QCOMPARE(request.args["value"].get<double>(), 1e-4);
    }

    void whatIsDeletedCanComeBack()
    {
        Engine engine(m_folder->path());
        const Planned a = planRun(engine.database(), "a");
        planRun(engine.database(), "b");
        RunFeed feed(m_folder->path());
        listen(feed);
        QTRY_VERIFY(m_rows && m_rows->size() == 2);
        feed.remove({a.run});
        QTRY_COMPARE(m_rows->size(), size_t(1));
        feed.restore({a.run});
        QTRY_COMPARE(m_rows->size(), size_t(2));
    }

    void aRunWithoutAProcessIsNotOwned()
    {
        auto workspace = Workspace::open(m_folder->path());
        const Planned planned = planRun(workspace.database(), "killed");
        auto owner = workspace.ownRun(planned.run);
        QVERIFY(owner);
        RunFeed feed(m_folder->path());
        listen(feed);
        QTRY_VERIFY(m_rows && m_rows->size() == 1);
        QVERIFY(m_rows->front().owned);
        owner.reset();
        Runs(workspace.database()).heartbeat(planned.run);
        QTRY_VERIFY(!m_rows->front().owned);
    }

    void aWorkspaceThatCannotBeOpenedIsOneSentence()
    {
        writeAtomically(
            m_folder->path() / "espalier.db", "this is no database, only a text file\n");
        RunFeed feed(m_folder->path());
        QSignalSpy failures(&feed, &RunFeed::failed);
        QTRY_COMPARE(failures.size(), 1);
        QVERIFY(!failures.first().first().toString().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestRunFeed)
#include "test_run_feed.moc"
