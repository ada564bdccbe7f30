/// What evaluations found, read from a workspace: reports, items, and two of them compared.

#include "core/base/error.h"
#include "core/report/changes.h"
#include "core/report/evaluation.h"
#include "core/report/html_results.h"
#include "core/store/nodes.h"
#include "core/store/runs.h"
#include "core/store/workspace.h"

#include <QTest>

#include <cmath>

using namespace espalier;
using namespace Qt::StringLiterals;

namespace {

EvalItem item(int64_t number, double score, int64_t repeat = 0, const std::string& prompt = "q")
{
    EvalItem made;
    made.task = "problems";
    made.item = number;
    made.repeat = repeat;
    made.prompt = prompt;
    made.score = score;
    return made;
}

} // namespace

class TestEvaluation : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void figuresStandInTheOrderOfReading()
    {
        Evaluation found;
        readReport(
            R"({"kind": "problems", "figures": {
                "zeal": {"value": 3},
                "ended": {"value": 0.5, "n": 40, "stderr": 0.08, "low": 0.35, "high": 0.65},
                "pass@4": {"value": 0.75, "n": 10},
                "broken": {"value": null},
                "accuracy": {"value": 0.25, "n": 40}},
               "kinds": {"sum": {"accuracy": {"value": 0.5, "n": 4}}}})",
            found);
        QStringList names;
        for (const auto& [name, figure] : found.figures)
            names << QString::fromStdString(name);
        QCOMPARE(names, (QStringList{u"accuracy"_s, u"pass@4"_s, u"ended"_s, u"zeal"_s}));
        QCOMPARE(found.figure("ended")->standardError.value(), 0.08);
        QVERIFY(!found.figure("accuracy")->low);
        QCOMPARE(found.figure("accuracy", "sum")->n.value(), int64_t(4));
        QVERIFY(found.figure("accuracy", "list") == nullptr);
    }

    void classesStandBelowTheirMeans()
    {
        Evaluation found;
        readReport(
            R"({"kind": "classify", "figures": {"f1_macro": {"value": 0.4}},
                "labels": ["calm", "sad"], "confusion": [[3, 1], [2, 4]], "named_none": [0, 1],
                "classes": [{"label": "calm", "precision": 0.6, "recall": 0.75, "f1": 0.66}]})",
            found);
        QCOMPARE(found.figure("precision_macro", "calm")->value, 0.6);
        QCOMPARE(found.confusion[1][0], int64_t(2));
        QCOMPARE(found.namedNone[1], int64_t(1));
    }

    void whoseLabelsIsSaidWhereTheyAreNotPeoples_data()
    {
        QTest::addColumn<QByteArray>("report");
        QTest::addColumn<QString>("said"); // empty: nothing
        const auto row = [](const char* kind, const char* labels, const char* said) {
            QTest::addRow("%s %s", kind, labels)
                << QByteArray("{\"kind\": \"") + kind +
                       "\", \"figures\": {}, \"labels\": " + labels + "}"
                << QString::fromUtf8(said);
        };
        row("reward", "\"simulated\"", "Its labels are of simulated annotators");
        row("reward", "\"mixed\"", "Part of its labels are of simulated annotators");
        row("reward", "\"people\"", "");
        row("arena", "\"simulated\"", "The judge learned from labels of simulated annotators");
        row("arena", "\"mixed\"", "Part of the labels that the judge learned from");
        row("arena", "[]", ""); // elsewhere they are the names of classes
    }
    void whoseLabelsIsSaidWhereTheyAreNotPeoples()
    {
        QFETCH(QByteArray, report);
        QFETCH(QString, said);
        Evaluation found;
        readReport(report.toStdString(), found);
        const auto words = QString::fromStdString(labelsSentence(found));
        QCOMPARE(words.isEmpty(), said.isEmpty());
        QVERIFY2(words.startsWith(said), qPrintable(words));
        found.node = "rm";
        const auto page = QString::fromStdString(htmlResults({&found, 1}));
        QCOMPARE(page.contains(u"simulated annotators"_s), !said.isEmpty());
    }

    void aDamagedReportIsRefused_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("no JSON") << QByteArray("{");
        QTest::newRow("no figures") << QByteArray("{}");
        QTest::newRow("not square") << QByteArray(
            R"({"figures": {}, "labels": ["a", "b"], "confusion": [[1]], "named_none": [0]})");
        QTest::newRow("no labels") << QByteArray(R"({"figures": {}, "confusion": [[1]]})");
    }
    void aDamagedReportIsRefused()
    {
        QFETCH(QByteArray, json);
        Evaluation found;
        QVERIFY_EXCEPTION_THROWN(readReport(json.toStdString(), found), Error);
    }

    void digitsFollowTheUncertainty_data()
    {
        QTest::addColumn<double>("error");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<int>("decimals"); // -1: not known
        QTest::newRow("a share") << 0.078 << 0.0 << 0.0 << 3;
        QTest::newRow("a half") << 0.5 << 0.0 << 0.0 << 2;
        QTest::newRow("a perplexity") << 12.3 << 0.0 << 0.0 << 0;
        QTest::newRow("none right: the interval") << 0.0 << 0.0 << 0.0876 << 3;
        QTest::newRow("nothing known") << 0.0 << 0.0 << 0.0 << -1;
    }
    void digitsFollowTheUncertainty()
    {
        QFETCH(double, error);
        QFETCH(double, low);
        QFETCH(double, high);
        QFETCH(int, decimals);
        const EvaluatedFigure figure{0.5, 40, error, low, high};
        QCOMPARE(figureDecimals(figure).value_or(-1), decimals);
    }

    void theSameItemsAreCompared()
    {
        // Differences 1, 0, 0, 1: mean 1/2, s = sqrt(1/3), standard error s / 2.
        const std::vector before{item(0, 0), item(1, 1), item(2, 0), item(3, 0)};
        const std::vector after{item(0, 1), item(1, 1), item(2, 0), item(3, 1), item(9, 0)};
        const auto found = pairedScores(before, after);
        QVERIFY(found);
        QCOMPARE(found->n, int64_t(4));
        QCOMPARE(found->value, 0.5);
        QCOMPARE(found->standardError, std::sqrt(1.0 / 3) / 2);
        // Two answers to one item are one observation.
        const auto twice = pairedScores(
            std::vector{item(0, 0), item(1, 0)},
            std::vector{item(0, 1), item(0, 0, 1), item(1, 0), item(1, 0, 1)});
        QCOMPARE(twice->n, int64_t(2));
        QCOMPARE(twice->value, 0.25);
    }

    void otherItemsAreNotCompared()
    {
        QVERIFY(!pairedScores(
            std::vector{item(0, 1), item(1, 1)},
            std::vector{item(0, 1, 0, "another"), item(1, 1, 0, "another")}));
    }

    void onlyEvaluationsThatEndedAreRead()
    {
        const TemporaryFolder folder;
        Workspace workspace = Workspace::open(folder.path());
        Database& database = workspace.database();
        const auto run = Runs(database).create({}).id;
        std::vector<NodeState> plan;
        for (const auto& [node, stage] :
             {std::pair{"sft", "train.sft"},
              std::pair{"exam", "eval.problems"},
              std::pair{"gone", "eval.problems"},
              std::pair{"later", "eval.problems"}}) {
            NodeState state;
            state.run = run;
            state.node = node;
            state.stage = stage;
            plan.push_back(state);
        }
        Nodes nodes(database);
        nodes.plan(run, plan);
        for (const NodeState& state : plan) {
            StageRunInfo made;
            made.stage = state.stage;
            made.key = "key-" + state.node;
            nodes.link(run, state.node, nodes.createStageRun(made).id, false);
            if (state.node != "later")
                nodes.setStatus(run, state.node, NodeStatus::Finished);
        }
        const auto artifact = workspace.artifactsFolder() / "key-exam";
        std::filesystem::create_directories(artifact);
        writeAtomically(artifact / "report.json", R"({"figures": {"accuracy": {"value": 1}}})");
        const int64_t stageRun = nodes.find(run, "exam")->stageRun.value();
        EvalItems(database).append(stageRun, {item(0, 1)});

        const auto found = loadEvaluations(database, workspace.artifactsFolder(), run);
        QCOMPARE(found.size(), size_t(2));
        QCOMPARE(found[0].node, std::string("exam"));
        QCOMPARE(found[0].figure("accuracy")->value, 1.0);
        QCOMPARE(found[0].items.size(), size_t(1));
        QVERIFY(found[0].problem.empty());
        QCOMPARE(found[1].node, std::string("gone"));
        QVERIFY(!found[1].problem.empty());
    }
};

QTEST_APPLESS_MAIN(TestEvaluation)
#include "test_evaluation.moc"
