#include "core/store/workspace.h"
#include "widgets/charts/chart_board.h"
#include "widgets/common/empty_state.h"
#include "widgets/runs/comparison_panel.h"
#include "widgets/runs/comparison_tables.h"
#include "widgets/runs/runs_model.h"
#include "widgets/runs/runs_page.h"
#include "widgets/runs/toast.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <optional>

using namespace espalier;
using namespace Qt::StringLiterals;

namespace {

int64_t addRun(
    Workspace& workspace,
    const std::string& name,
    const std::string& rate,
    std::vector<double> losses)
{
    Database& database = workspace.database();
    RunInfo info;
    info.name = name;
    info.pipelineYaml = "version: 1\nnodes: []\n";
    info = Runs(database).create(info);
    Runs(database).setParams(
        info.id, {{"pretrain", "learning_rate", rate}, {"pretrain", "max_steps", "4"}});
    NodeState node;
    node.run = info.id;
    node.node = "pretrain";
    node.stage = "train.pretrain";
    Nodes(database).plan(info.id, {node});
    StageRunInfo stage;
    stage.stage = "train.pretrain";
    stage.key = name;
    stage.params = {{"learning_rate", rate}, {"max_steps", "4"}};
    stage = Nodes(database).createStageRun(stage);
    Nodes(database).link(info.id, "pretrain", stage.id, false);
    Runs(database).setStatus(info.id, RunStatus::Running);
    {
        WriteQueue queue(database.file());
        SeriesWriter writer(queue);
        for (size_t i = 0; i < losses.size(); ++i)
            writer.append(stage.id, "eval_loss", static_cast<int64_t>(i), 0, losses[i]);
        writer.flush();
    }
    Sample sample;
    sample.stageRun = stage.id;
    sample.step = 4;
    sample.prompt = "Once";
    sample.text = " upon a " + name;
    Samples(database).append({sample});
    Runs(database).setStatus(info.id, RunStatus::Finished);
    return info.id;
}

} // namespace

class TestRunsPage : public QObject
{
    Q_OBJECT

    std::optional<TemporaryFolder> m_folder;
    std::optional<Workspace> m_workspace;
    std::optional<RunFeed> m_feed;
    std::unique_ptr<RunsPage> m_page;
    int64_t m_first = 0, m_second = 0;

    void openPage()
    {
        m_feed.emplace(m_folder->path());
        m_page = std::make_unique<RunsPage>(*m_feed, m_folder->path());
        m_page->resize(1200, 800);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }
    int rows() const { return m_page->table()->model()->rowCount(); }

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        m_workspace = Workspace::open(m_folder->path());
        m_first = addRun(*m_workspace, "first", "0.001", {4, 3, 2, 2.5});
        m_second = addRun(*m_workspace, "second", "0.003", {4, 2.5, 1.5, 1.75});
        openPage();
        QTRY_COMPARE(rows(), 2);
    }
    void cleanup()
    {
        m_page.reset();
        m_feed.reset();
        m_workspace.reset();
        m_folder.reset();
    }

    void theTableShowsTheBestFigure()
    {
        m_page->select({m_first});
        const auto index = m_page->table()->selectionModel()->selectedRows(RunsModel::BestEval);
        QCOMPARE(index.size(), 1);
        QCOMPARE(index.front().data().toString(), u"2.000"_s);
        QVERIFY(index.front().data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight);
    }

    void aNarrowWindowNeedsNoScrollingSideways()
    {
        constexpr int kRail = 76; // of a window that is 1024 px wide
        const auto* bar = m_page->table()->horizontalScrollBar();
        const auto width = [this](RunsModel::Column column) {
            return m_page->table()->columnWidth(column);
        };
        m_page->resize(1400, 800);
        QTRY_COMPARE(width(RunsModel::Name), 200);
        const int tags = width(RunsModel::Tags);
        const int duration = width(RunsModel::Duration);
        m_page->resize(1024 - kRail, 700);
        QTRY_VERIFY(width(RunsModel::Tags) < tags);
        QCOMPARE(bar->maximum(), 0);
        QVERIFY(width(RunsModel::Duration) >= duration - 8); // figures are not cut
        // Drawn by hand it stays, in any room.
        m_page->table()->horizontalHeader()->resizeSection(RunsModel::Name, 321);
        m_page->resize(1400, 800);
        QTest::qWait(50);
        QCOMPARE(width(RunsModel::Name), 321);
        QVERIFY(width(RunsModel::Tags) < tags);
    }

    void searchLeavesWhatFits()
    {
        QTest::keyClicks(m_page->search(), u"sec"_s);
        QCOMPARE(rows(), 1);
        m_page->search()->clear();
        QCOMPARE(rows(), 2);
    }

    void aRunIsRenamedInPlace()
    {
        m_page->select({m_first});
        m_page->table()->setFocus();
        QTest::keyClick(m_page->table(), Qt::Key_F2);
        auto* editor = m_page->table()->findChild<QLineEdit*>();
        QVERIFY(editor);
        editor->selectAll();
        QTest::keyClicks(editor, u"renamed"_s);
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(Runs(m_workspace->database()).get(m_first).name, std::string("renamed"));
        QTRY_COMPARE(m_page->model()->run(m_first)->info.name, std::string("renamed"));
    }

    void tagsAreAListWithCommas()
    {
        m_page->model()->setData(
            m_page->model()->index(0, RunsModel::Tags), u"b, a"_s, Qt::EditRole);
        const int64_t run = m_page->model()->at(0).info.id;
        QTRY_COMPARE(
            Runs(m_workspace->database()).get(run).tags, (std::vector<std::string>{"a", "b"}));
    }

    void deletingIsUndoneByTheToast()
    {
        m_page->select({m_first});
        m_page->table()->setFocus();
        QTest::keyClick(m_page->table(), Qt::Key_Delete);
        QTRY_COMPARE(rows(), 1);
        QVERIFY(Runs(m_workspace->database()).get(m_first).deletedAt);
        QVERIFY(m_page->toast()->isVisible());
        QTest::mouseClick(m_page->toast()->button(), Qt::LeftButton);
        QTRY_COMPARE(rows(), 2);
        QVERIFY(!Runs(m_workspace->database()).get(m_first).deletedAt);
    }

    void twoRunsAreComparedByHandArithmetic()
    {
        m_page->select({m_first, m_second});
        ComparisonPanel* panel = m_page->comparison();
        QVERIFY(panel->isVisible());
        ComparisonTable* figures = panel->figures();
        QTRY_COMPARE(figures->rowCount(), 2);
        // final: 2.5 and 1.75; best: 2 and 1.5, the second wins
        QCOMPARE(figures->index(0, 1).data().toString(), u"2.5"_s);
        QCOMPARE(figures->index(0, 2).data().toString(), u"1.75"_s);
        QCOMPARE(figures->index(1, 1).data().toString(), u"2"_s);
        QCOMPARE(figures->index(1, 2).data().toString(), u"1.5"_s);
        QVERIFY(!figures->index(1, 1).data(Qt::BackgroundRole).isValid());
        QVERIFY(figures->index(1, 2).data(Qt::BackgroundRole).isValid());
        // only the learning rate differs
        QCOMPARE(panel->params()->rowCount(), 1);
        QVERIFY(panel->params()->index(0, 0).data().toString().contains(u"learning_rate"_s));
        QCOMPARE(panel->params()->index(0, 1).data().toString(), u"0.001"_s);
        QCOMPARE(panel->params()->index(0, 2).data().toString(), u"0.003"_s);
    }

    void comparedCurvesBearTheColoursOfTheirRuns()
    {
        m_page->select({m_first, m_second});
        QTRY_VERIFY(m_page->comparison()->board()->chart(u"eval_loss"_s));
        QTRY_COMPARE(
            m_page->comparison()->board()->chart(u"eval_loss"_s)->curves().size(), size_t(2));
        const auto& curves = m_page->comparison()->board()->chart(u"eval_loss"_s)->curves();
        QCOMPARE(curves[0].colour, int(m_first - 1));
        QCOMPARE(curves[1].colour, int(m_second - 1));
    }

    void openTellsWhichRun()
    {
        QSignalSpy asked(m_page.get(), &RunsPage::openAsked);
        m_page->select({m_second});
        m_page->table()->setFocus();
        QTest::keyClick(m_page->table(), Qt::Key_Return);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.front().front().toLongLong(), m_second);
    }

    void aForkNamesCheckpointAndChanges()
    {
        const auto run = m_folder->path() / "runs" / std::to_string(m_first);
        std::filesystem::create_directories(run / "pretrain" / "step-100");
        std::filesystem::create_directories(run / "pretrain" / "step-200");
        const auto checkpoints = checkpointsIn(run);
        QCOMPARE(checkpoints.at("pretrain"), (std::vector<int64_t>{200, 100}));
        ForkDialog dialog(*m_page->model()->run(m_first), checkpoints);
        auto* settings = dialog.findChild<QPlainTextEdit*>();
        settings->setPlainText(u"no setting"_s);
        const auto buttons = dialog.findChildren<QPushButton*>();
        const auto accept = std::find_if(buttons.begin(), buttons.end(), [](const QPushButton* b) {
            return b->property("role") == u"primary"_s;
        });
        QVERIFY(accept != buttons.end());
        QVERIFY(!(*accept)->isEnabled());
        settings->setPlainText(u"pretrain.learning_rate=3e-4"_s);
        QVERIFY((*accept)->isEnabled());
        const ForkRequest request = dialog.request();
        QCOMPARE(request.step, int64_t(200));
        QCOMPARE(request.settings, (std::vector<std::string>{"pretrain.learning_rate=3e-4"}));
    }

    void aReportIsWritten()
    {
        QSignalSpy written(&*m_feed, &RunFeed::reportWritten);
        const auto file = m_folder->path() / "report.html";
        m_feed->writeReport({m_first, m_second}, QString::fromStdString(file.string()));
        QTRY_COMPARE(written.size(), 1);
        QVERIFY(readFile(file).find("second") != std::string::npos);
    }
};

QTEST_MAIN(TestRunsPage)
#include "test_runs_page.moc"
