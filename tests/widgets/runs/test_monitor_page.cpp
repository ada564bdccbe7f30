#include "core/store/requests.h"
#include "core/store/workspace.h"
#include "widgets/charts/chart_board.h"
#include "widgets/common/empty_state.h"
#include "widgets/runs/journal_panel.h"
#include "widgets/runs/monitor_page.h"
#include "widgets/runs/run_header.h"
#include "widgets/runs/samples_panel.h"

#include <QComboBox>
#include <QInputDialog>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

#include <optional>

using namespace espalier;
using namespace Qt::StringLiterals;

class TestMonitorPage : public QObject
{
    Q_OBJECT

    std::optional<TemporaryFolder> m_folder;
    std::optional<Workspace> m_workspace;
    std::optional<FileLock> m_owner;
    std::optional<RunFeed> m_feed;
    std::unique_ptr<MonitorPage> m_page;
    int64_t m_run = 0, m_stageRun = 0;

    void startRun()
    {
        Database& database = m_workspace->database();
        RunInfo info;
        info.name = "evening";
        info = Runs(database).create(info);
        m_run = info.id;
        NodeState node;
        node.run = m_run;
        node.node = "pretrain";
        node.stage = "train.pretrain";
        Nodes(database).plan(m_run, {node});
        StageRunInfo stage;
        stage.stage = "train.pretrain";
        stage.key = "k";
        m_stageRun = Nodes(database).createStageRun(stage).id;
        Nodes(database).link(m_run, "pretrain", m_stageRun, false);
        m_owner = m_workspace->ownRun(m_run);
        Runs(database).setStatus(m_run, RunStatus::Running);
        Nodes(database).setStatus(m_run, "pretrain", NodeStatus::Running);
    }
    void log(int from, int to)
    {
        WriteQueue queue(m_workspace->databaseFile());
        SeriesWriter writer(queue);
        for (int step = from; step < to; ++step) {
            writer.append(m_stageRun, "loss", step, step, 3);
            if (step % 10 == 9)
                writer.append(m_stageRun, "eval_loss", step, step, 3.5);
        }
        writer.flush();
    }
    void say(int step, const std::string& text)
    {
        Sample sample;
        sample.stageRun = m_stageRun;
        sample.step = step;
        sample.prompt = "Once";
        sample.text = text;
        Samples(m_workspace->database()).append({sample});
    }
    QPushButton* button(const QString& text) const
    {
        for (auto* one : m_page->header()->findChildren<QPushButton*>()) {
            if (one->text() == text)
                return one;
        }
        return nullptr;
    }
    size_t pointsShown(size_t curve) const
    {
        const ChartView* chart = m_page->board()->chart(u"loss"_s);
        return chart && chart->curves().size() > curve
                   ? static_cast<size_t>(chart->curves()[curve].data->size())
                   : 0;
    }

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        m_workspace = Workspace::open(m_folder->path());
        m_feed.emplace(m_folder->path());
        m_page = std::make_unique<MonitorPage>(*m_feed);
        m_page->resize(1200, 800);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }
    void cleanup()
    {
        m_page.reset();
        m_feed.reset();
        m_owner.reset();
        m_workspace.reset();
        m_folder.reset();
    }

    void aLiveParameterIsChangedFromTheHeader()
    {
        StageInfo stage{.name = "train.pretrain"};
        ParamInfo rate{.name = "learning_rate", .kind = ParamKind::Number, .min = 0, .max = 10};
        rate.live = true;
        ParamInfo batch{.name = "batch", .kind = ParamKind::Integer};
        stage.params = {rate, batch};
        const std::vector<StageInfo> stages{stage};
        m_page->header()->setStages(stages);
        startRun();
        log(0, 10);
        QTRY_VERIFY(button(u"Change…"_s) && button(u"Change…"_s)->isVisible());
        const auto enter = [&](const QString& text) {
            QTest::mouseClick(button(u"Change…"_s), Qt::LeftButton);
            auto* dialog = m_page->header()->findChild<QInputDialog*>();
            dialog->setTextValue(text);
            dialog->accept();
            QTRY_VERIFY(!m_page->header()->findChild<QInputDialog*>());
        };
        QSignalSpy said(m_page.get(), &MonitorPage::message);
        enter(u"much"_s);
        QCOMPARE(said.size(), 1);
        Requests requests(m_workspace->database());
        QVERIFY(requests.list(m_run).empty());
        enter(u"2e-3"_s);
        QTRY_COMPARE(requests.list(m_run).size(), size_t{1});
        QCOMPARE(requests.list(m_run)[0].args["param"].get<std::string>(), "learning_rate");
        QCOMPARE(requests.list(m_run)[0].args["value"].get<double>(), 0.002);
    }

    void anEmptyWorkspaceOffersAWayOn()
    {
        QSignalSpy asked(m_page.get(), &MonitorPage::startAsked);
        auto* empty = m_page->findChild<EmptyState*>();
        QTRY_VERIFY(empty->isVisible());
        QTest::mouseClick(empty->button(), Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
    }

    void aRunThatStartsIsShownAndFollowed()
    {
        startRun();
        log(0, 100);
        QTRY_COMPARE(m_page->run(), m_run);
        QTRY_COMPARE(pointsShown(0), size_t(100));
        QCOMPARE(pointsShown(1), size_t(10));
        log(100, 250);
        QTRY_COMPARE(pointsShown(0), size_t(250));
    }

    void pauseIsARequest()
    {
        startRun();
        QTRY_VERIFY(button(u"Pause"_s) && button(u"Pause"_s)->isVisible());
        QTest::mouseClick(button(u"Pause"_s), Qt::LeftButton);
        QTRY_COMPARE(Requests(m_workspace->database()).pending(m_run).size(), size_t(1));
        QCOMPARE(Requests(m_workspace->database()).pending(m_run).front().kind, RequestKind::Pause);
        Runs(m_workspace->database()).setStatus(m_run, RunStatus::Paused);
        QTRY_VERIFY(button(u"Resume"_s) && button(u"Resume"_s)->isVisible());
    }

    void aRunWhoseProcessDiedCanGoOn()
    {
        startRun();
        QTRY_VERIFY(button(u"Stop"_s) && button(u"Stop"_s)->isVisible());
        m_owner.reset();
        Runs(m_workspace->database()).heartbeat(m_run);
        QTRY_VERIFY(button(u"Resume"_s));
        QSignalSpy asked(m_page.get(), &MonitorPage::resumeAsked);
        QTest::mouseClick(button(u"Resume"_s), Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
        QVERIFY(Requests(m_workspace->database()).pending(m_run).empty());
    }

    void theNewestSamplesAreFollowedUntilSomebodyLooksBack()
    {
        startRun();
        say(100, " and again");
        QTRY_COMPARE(m_page->samples()->step(), int64_t(100));
        say(200, " upon a time");
        QTRY_COMPARE(m_page->samples()->step(), int64_t(200));
        QVERIFY(m_page->samples()->text().contains(u"Once upon a time"_s));
        auto* slider = m_page->samples()->findChild<QSlider*>();
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_Left);
        QCOMPARE(m_page->samples()->step(), int64_t(100));
        say(300, " later");
        QTRY_COMPARE(slider->maximum(), 2);
        QCOMPARE(m_page->samples()->step(), int64_t(100));
    }

    void theJournalCanBeNarrowed()
    {
        startRun();
        Event event;
        event.run = m_run;
        event.kind = "health";
        event.level = EventLevel::Warning;
        event.message = espalier::tr("The loss rises. Lower the learning rate.");
        Events(m_workspace->database()).append(event);
        const JournalModel* model = m_page->journal()->model();
        QTRY_VERIFY(model->rowCount() >= 3); // created, started, ...
        auto* level = m_page->journal()->findChild<QComboBox*>();
        level->setCurrentIndex(1);
        QCOMPARE(model->rowCount(), 1);
        QVERIFY(model->index(0).data().toString().contains(u"Lower the learning rate"_s));
    }
};

QTEST_MAIN(TestMonitorPage)
#include "test_monitor_page.moc"
