/// The Monitor page's results: figures side by side, matrix, items; live as an evaluation ends.

#include "core/store/workspace.h"
#include "widgets/common/theme.h"
#include "widgets/runs/confusion_view.h"
#include "widgets/runs/figures_view.h"
#include "widgets/runs/items_panel.h"
#include "widgets/runs/monitor_page.h"
#include "widgets/runs/results_panel.h"
#include "widgets/runs/results_section.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QScrollBar>
#include <QSplitter>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

#include <optional>

using namespace espalier;
using namespace Qt::StringLiterals;

namespace {

constexpr const char* kBefore = R"({"kind": "problems",
    "figures": {"accuracy": {"value": 0.25, "n": 4, "stderr": 0.2165, "low": 0.046, "high": 0.699},
                "mean_tokens": {"value": 12.3456, "n": 4}},
    "kinds": {"sum": {"accuracy": {"value": 0.5, "n": 2}},
              "list": {"accuracy": {"value": 0, "n": 2}}}})";
constexpr const char* kAfter = R"({"kind": "problems",
    "figures": {"accuracy": {"value": 0.75, "n": 4, "stderr": 0.2165, "low": 0.301, "high": 0.954}},
    "kinds": {"sum": {"accuracy": {"value": 1, "n": 2}}}})";
constexpr const char* kFeelings = R"({"kind": "classify",
    "figures": {"accuracy": {"value": 0.5, "n": 4, "stderr": 0.25, "low": 0.15, "high": 0.85}},
    "labels": ["calm", "sad"], "confusion": [[1, 0], [1, 1]], "named_none": [0, 1],
    "classes": [{"label": "calm", "precision": 0.5, "recall": 1, "f1": 0.667}]})";

EvalItem item(int64_t number, const std::string& output, const std::string& target, double score)
{
    EvalItem made;
    made.task = "problems";
    made.item = number;
    made.prompt = "How many pears in basket " + std::to_string(number) + "?";
    made.target = target;
    made.output = output;
    made.score = score;
    return made;
}

EvalItem text(int64_t number, const std::string& label, const std::string& target)
{
    EvalItem made = item(number, label, target, label == target ? 1 : 0);
    made.task = "classify";
    made.data = {{"label", label}};
    return made;
}

} // namespace

class TestResultsPanel : public QObject
{
    Q_OBJECT

    std::optional<TemporaryFolder> m_folder;
    std::optional<Workspace> m_workspace;
    std::optional<RunFeed> m_feed;
    std::unique_ptr<MonitorPage> m_page;
    int64_t m_run = 0;

    void plan(const std::vector<std::pair<std::string, std::string>>& nodes)
    {
        Database& database = m_workspace->database();
        m_run = Runs(database).create({}).id;
        std::vector<NodeState> plan;
        for (const auto& [node, stage] : nodes) {
            NodeState state;
            state.run = m_run;
            state.node = node;
            state.stage = stage;
            plan.push_back(state);
        }
        Nodes(database).plan(m_run, plan);
        for (const NodeState& state : plan) {
            StageRunInfo made;
            made.stage = state.stage;
            made.key = "key-" + state.node;
            Nodes(database).link(m_run, state.node, Nodes(database).createStageRun(made).id, false);
        }
        Runs(database).setStatus(m_run, RunStatus::Running);
    }
    void
    finish(const std::string& node, const char* report, const std::vector<EvalItem>& items = {})
    {
        Database& database = m_workspace->database();
        const auto artifact = m_workspace->artifactsFolder() / ("key-" + node);
        std::filesystem::create_directories(artifact);
        writeAtomically(artifact / "report.json", report);
        EvalItems(database).append(Nodes(database).find(m_run, node)->stageRun.value(), items);
        Nodes(database).setStatus(m_run, node, NodeStatus::Finished);
    }
    void finishBefore()
    {
        finish(
            "before",
            kBefore,
            {item(0, "three", "three", 1),
             item(1, "so I say four", "five", 0),
             item(2, "nine", "ten", 0),
             item(3, "", "two", 0)});
    }
    void finishAfter()
    {
        finish(
            "after",
            kAfter,
            {item(0, "three", "three", 1),
             item(1, "five", "five", 1),
             item(2, "ten", "ten", 1),
             item(3, "a pear", "two", 0)});
    }
    void openResults()
    {
        auto* bar = m_page->findChild<QTabBar*>();
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(2).center());
    }
    /// Null as long as no node of the stage has ended.
    FiguresModel* figures(const char* stage = "eval.problems") const
    {
        const ResultsSection* section = m_page->results()->section(stage);
        return section == nullptr ? nullptr : section->figures()->figures();
    }
    int rows() const { return figures() == nullptr ? 0 : figures()->rowCount(); }
    ItemsPanel* items() const { return m_page->results()->items(); }
    QString cell(int row, int column, const QModelIndex& parent = {}) const
    {
        return figures()->index(row, column, parent).data().toString();
    }
    template <typename T>
    T* named(const QString& name) const
    {
        for (auto* one : items()->findChildren<T*>())
            if (one->accessibleName() == name)
                return one;
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }
    void init()
    {
        m_folder.emplace();
        m_workspace = Workspace::open(m_folder->path());
        m_feed.emplace(m_folder->path());
        m_page = std::make_unique<MonitorPage>(*m_feed);
        m_page->resize(1300, 800);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }
    void cleanup()
    {
        m_page.reset();
        m_feed.reset();
        m_workspace.reset();
        m_folder.reset();
    }

    void resultsAppearAsEvaluationsEnd()
    {
        plan({{"before", "eval.problems"}, {"after", "eval.problems"}});
        QTRY_COMPARE(m_page->run(), m_run);
        openResults();
        QCOMPARE(rows(), 0);
        finishBefore();
        QTRY_COMPARE(rows(), 2);
        QCOMPARE(figures()->columnCount(), 2);
        QTRY_VERIFY(m_page->results()->section("eval.problems")->isVisible());
        finishAfter();
        QTRY_COMPARE(figures()->columnCount(), 3);
        // Two digits of the standard error; four of a figure without one.
        QCOMPARE(cell(0, 1), u"0.25 ± 0.22 · 0.05 – 0.70 · n 4"_s);
        QCOMPARE(cell(0, 2), u"0.75 ± 0.22 · 0.30 – 0.95 · n 4"_s);
        QCOMPARE(cell(1, 0), u"Tokens an answer"_s);
        QCOMPARE(cell(1, 1), u"12.35 · n 4"_s);
        QCOMPARE(cell(1, 2), u"–"_s);
        const QModelIndex accuracy = figures()->index(0, 0);
        QCOMPARE(figures()->rowCount(accuracy), 2);
        QCOMPARE(figures()->divided(accuracy), u"2 kinds"_s);
        QCOMPARE(cell(1, 0, accuracy), u"sum"_s);
        QCOMPARE(cell(1, 2, accuracy), u"1 · n 2"_s);
        QCOMPARE(cell(0, 2, accuracy), u"–"_s);
    }

    void fourNodesStandBesideEachOtherAndOneKindIsNoDivision()
    {
        Evaluation one{.node = "a", .stage = "eval.problems"};
        readReport(kAfter, one); // of one kind
        one.figures.insert(one.figures.begin(), {"accuracy_flexible", one.figures[0].second});
        const auto four = std::make_shared<const std::vector<Evaluation>>(4, one);
        FiguresView view;
        view.resize(640, 300);
        view.set(four, {0, 1, 2, 3});
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QCOMPARE(view.figures()->rowCount(view.figures()->index(0, 0)), 0);
        QVERIFY(view.figures()->divided(view.figures()->index(0, 0)).isEmpty());
        QCOMPARE(view.horizontalScrollBar()->maximum(), 0); // none of them is out of sight
    }

    void bothSidesOfAnArenaStandOnOneScale()
    {
        Evaluation arena{.node = "a", .stage = "eval.arena"};
        readReport(
            R"({"kind": "arena", "figures": {
                "reward": {"value": 2.5, "low": 2.3, "high": 2.7, "n": 9},
                "baseline_reward": {"value": 1.5, "low": 1.3, "high": 1.7, "n": 9},
                "mean_tokens": {"value": 20, "low": 19, "high": 21, "n": 9},
                "kl_to_baseline": {"value": 7, "low": 6, "high": 8, "n": 9}}})",
            arena);
        FiguresModel model;
        model.set(std::make_shared<const std::vector<Evaluation>>(1, arena), {0});
        const auto range = [&](int row) { return model.range(model.index(row, 1)); };
        const auto rowOf = [&](const QString& title) {
            for (int row = 0; row < model.rowCount(); ++row)
                if (model.index(row, 0).data().toString() == title)
                    return row;
            return -1;
        };
        const auto own = range(rowOf(u"Reward"_s)), other = range(rowOf(u"Baseline's reward"_s));
        QVERIFY(own.low == other.low && own.high == other.high);
        QVERIFY(own.low < 1.3 && own.high > 2.7);
        const auto alone = range(rowOf(u"Tokens an answer"_s));
        QVERIFY(alone.low == alone.high); // beside nothing
    }

    void theDifferenceOnTheSameItemsIsSaid()
    {
        plan({{"before", "eval.problems"}, {"after", "eval.problems"}});
        finishBefore();
        finishAfter();
        openResults();
        const auto said = [this] {
            for (const auto* label : m_page->results()->findChildren<QLabel*>())
                if (label->text().startsWith(u"after since before"_s))
                    return label->text();
            return QString();
        };
        // Differences 0, 1, 1, 0: mean 1/2, standard error 0.29.
        QTRY_VERIFY(said().contains(u"4 items"_s) && said().contains(u"Accuracy +0.50"_s));
        QVERIFY(said().contains(u"Can be chance"_s));
    }

    void labelsOfSimulatedAnnotatorsAreNamed()
    {
        plan({{"rm", "train.reward"}, {"other", "train.reward"}});
        finish(
            "rm",
            R"({"kind": "reward", "labels": "simulated",
                "figures": {"accuracy": {"value": 0.9, "n": 40}}})");
        finish(
            "other",
            R"({"kind": "reward", "labels": "people",
                "figures": {"accuracy": {"value": 0.8, "n": 40}}})");
        openResults();
        const auto said = [this] {
            QStringList all;
            for (const auto* label : m_page->results()->findChildren<QLabel*>())
                if (label->text().contains(u"simulated annotators"_s))
                    all << label->text();
            return all;
        };
        QTRY_COMPARE(said().size(), 1);
        QVERIFY(said().first().startsWith(u"rm: Its labels are"_s));
        QTRY_COMPARE(figures("train.reward")->columnCount(), 3);
        QCOMPARE(said().size(), 1);
    }

    void itemsAreNarrowedSearchedAndShownInFull()
    {
        plan({{"before", "eval.problems"}, {"after", "eval.problems"}});
        finishBefore();
        finishAfter();
        openResults();
        QTRY_COMPARE(items()->model()->rowCount(), 4);
        auto* which = named<QComboBox>(u"Which items are shown"_s);
        QCOMPARE(which->itemText(2), u"Wrong 3"_s);
        which->setFocus();
        QTest::keyClick(which, Qt::Key_Down);
        QTRY_COMPARE(items()->model()->rowCount(), 1);
        QTest::keyClick(which, Qt::Key_Down);
        QTRY_COMPARE(items()->model()->rowCount(), 3);
        auto* search = named<QLineEdit>(u"Search items"_s);
        QTest::keyClicks(search, u"BASKET 1"_s);
        QTRY_COMPARE(items()->model()->rowCount(), 1);
        QTRY_VERIFY(items()->detail().contains(u"so I say four"_s));
        // What the other evaluation has for it stands below.
        QVERIFY(items()->detail().contains(u"after answered (right)"_s));
        QVERIFY(items()->detail().indexOf(u"before answered (wrong)"_s) >= 0);
        search->clear();
        QTRY_COMPARE(items()->model()->rowCount(), 3);
        QListView* list = items()->list();
        QTest::mouseClick(
            list->viewport(),
            Qt::LeftButton,
            {},
            list->visualRect(items()->model()->index(2)).center());
        QVERIFY(items()->detail().contains(u"basket 3"_s));
        QVERIFY(items()->detail().contains(u"no answer"_s)); // it answered with no text
        QTest::keyClicks(search, u"no such words"_s);
        QTRY_COMPARE(items()->model()->rowCount(), 0);
        QVERIFY(items()->detail().isEmpty());
    }

    void eachStageHasATableOfItsOwn()
    {
        plan({{"before", "eval.problems"}, {"feelings", "eval.classify"}});
        finishBefore();
        finish("feelings", kFeelings);
        QTRY_VERIFY(figures("eval.classify"));
        QTRY_COMPARE(figures()->columnCount(), 2);
        QCOMPARE(figures("eval.classify")->columnCount(), 2);
        QCOMPARE(figures("eval.classify")->node(1), u"feelings"_s);
    }

    void aCellOfTheMatrixShowsItsTexts()
    {
        plan({{"feelings", "eval.classify"}});
        finish(
            "feelings",
            kFeelings,
            {text(0, "calm", "calm"),
             text(1, "calm", "sad"),
             text(2, "sad", "sad"),
             text(3, "", "sad")});
        openResults();
        QTRY_COMPARE(items()->model()->rowCount(), 4);
        auto* matrix = m_page->results()->findChild<ConfusionView*>();
        QVERIFY(matrix && matrix->isVisible());
        QTest::mouseClick(matrix, Qt::LeftButton, {}, matrix->cell(1, 0).center());
        QTRY_COMPARE(items()->model()->rowCount(), 1);
        QCOMPARE(items()->model()->item(0).item, int64_t(1));
        // By keys: to the column of those for which no class was named.
        QTest::keyClick(matrix, Qt::Key_Right);
        QTest::keyClick(matrix, Qt::Key_Right);
        QTest::keyClick(matrix, Qt::Key_Space);
        QTRY_COMPARE(items()->model()->item(0).item, int64_t(3));
        auto* chip = items()->findChild<QToolButton*>();
        QCOMPARE(chip->text(), u"sad, called none"_s);
        QTest::mouseClick(chip, Qt::LeftButton);
        QTRY_COMPARE(items()->model()->rowCount(), 4);
        QVERIFY(!chip->isVisible());
    }

    void aReportThatIsGoneIsSaid()
    {
        plan({{"before", "eval.problems"}});
        finish("before", "no JSON", {item(0, "three", "three", 1)});
        openResults();
        const auto said = [this] {
            for (const auto* label : m_page->results()->findChildren<QLabel*>())
                if (label->text().contains(u"Run the evaluation again"_s))
                    return true;
            return false;
        };
        QTRY_VERIFY(said());
        QTRY_COMPARE(items()->model()->rowCount(), 1);
    }

    void anotherRunHasItsOwnResults()
    {
        plan({{"before", "eval.problems"}});
        finishBefore();
        const int64_t first = m_run;
        QTRY_COMPARE(rows(), 2);
        plan({{"after", "eval.problems"}});
        m_page->showRun(m_run);
        openResults();
        QVERIFY(figures() == nullptr);
        m_page->showRun(first);
        QTRY_COMPARE(rows(), 2);
    }

    void theSideIsWiderForResultsAlone()
    {
        plan({{"before", "eval.problems"}});
        finishBefore();
        QTRY_COMPARE(rows(), 2);
        const auto* side = m_page->findChild<QTabBar*>()->parentWidget();
        const int narrow = side->width();
        openResults();
        QTRY_VERIFY(side->width() > narrow + 150);
        auto* bar = m_page->findChild<QTabBar*>();
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(0).center());
        QTRY_COMPARE(side->width(), narrow);
    }

    void controlCharactersAreMadeVisible()
    {
        QCOMPARE(visibleText(std::string("a\0\n\x1b", 4)), u"a\u2400\n\u241B"_s);
    }
};

QTEST_MAIN(TestResultsPanel)
#include "test_results_panel.moc"
