/// Puzzles: formulas, constraints and their language, sentences of known puzzles, and how answers
/// to them are scored.

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/reward/logic_puzzle.h"
#include "core/reward/logic_reading.h"
#include "core/reward/logic_verifier.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>

using namespace espalier;
using namespace Qt::StringLiterals;

class TestLogic : public QObject
{
    Q_OBJECT
private:
    static Verdict checked(const char* answer, const char* tests, const char* score = "share")
    {
        return makeVerifier({{"kind", "logic"}, {"score", score}})
            ->check({.kind = "logic", .answer = answer, .tests = tests});
    }

private Q_SLOTS:
    void formulasHaveValues_data()
    {
        QTest::addColumn<QString>("value");
        const auto row = [](const char* formula, const char* value) {
            QTest::newRow(formula) << QString::fromUtf8(value);
        };
        row("True", "True");
        row("not True", "False");
        row("not not not False", "True");
        row("True or True and False", "True");
        row("(True or True) and False", "False");
        row("not ( True ) and ( True )", "False");
        row("not ( False and False ) or False", "True");
        row("", "");
        row("True and", "");
        row("(True", "");
        row("True)", "");
        row("True True", "");
        row("true", "");
        row("True & False", "");
        row("x or True", "");
    }
    void formulasHaveValues()
    {
        QTEST(QString::fromStdString(formulaValue(QTest::currentDataTag())), "value");
        QVERIFY(formulaValue(std::string(100000, '(')).empty());
    }

    void puzzlesAreSolved_data()
    {
        QTest::addColumn<QString>("constraints");
        QTest::addColumn<int>("solutions"); // counted up to 9
        const auto row = [](const char* constraints, int solutions) {
            QTest::newRow(constraints) << QString::fromUtf8(constraints) << solutions;
        };
        row("order: a, b, c", 6);
        row("order: a, b, c\na before b", 3);
        row("order: a, b, c\na before b\nc after b", 1);
        row("order: a, b, c\na next to b\nc first", 2);
        row("order: a, b, c\nnot a next to b\na before b", 1);
        row("order: a, b, c\na at 2\nnot b last", 1);
        row("order: a, b\na before b\nb before a", 0);
        row("assign: a, b, c = x, y, z\na is x\nb is not y", 1);
        row("assign: a, b, c = x, y, z\na is not x\nb is not x", 2);
        row("order: 미나, 도윤, 서아 # 세 사람\n미나 before 도윤\n\n도윤 before 서아", 1);
    }
    void puzzlesAreSolved()
    {
        QFETCH(QString, constraints);
        const auto puzzle = readConstraints(constraints.toStdString());
        const auto found = solutionsOf(puzzle, 9);
        QTEST(int(found.size()), "solutions");
        for (const Arrangement& solution : found)
            for (const LogicCondition& condition : puzzle.conditions)
                QVERIFY(puzzle.holds(condition, solution));
    }
    void whatIsNoConstraintIsSaid()
    {
        for (const char* text :
             {"",
              "a before b",
              "order: a, b\na above b",
              "order: a, b\na before c",
              "order: a, b\nask: c",
              "assign: a, b = x",
              "assign: a, b = x, y\na before b",
              "order: a, b, c, d, e, f, g, h, i, j, k"})
            QVERIFY_EXCEPTION_THROWN(readConstraints(text), Error);
    }

    void answersAreScored_data()
    {
        QTest::addColumn<QString>("constraints");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<double>("score");
        const auto row = [](const char* constraints, const char* answer, double score) {
            QTest::addRow("%s | %s", constraints, answer)
                << QString::fromUtf8(constraints) << QString::fromUtf8(answer) << score;
        };
        const char* order = "order: Ann, Bo, Cy\nAnn before Bo\nBo before Cy\n";
        row(order, "Ann, Bo, Cy", 1);
        row(order, "Bo comes after Ann.\nThe answer is Ann, Bo and Cy.", 1);
        row(order, "1. Ann\n2. Bo\n3. Cy", 1);
        row(order, "Bo, Ann, Cy", 0.5);
        row(order, "Cy, Bo, Ann", 0);
        row(order, "Ann, Bo", 1.0 / 3); // one of two holds, and a place is missing
        row(order, "I don't know", 0);
        const char* assign =
            "assign: Ann, Bo, Cy = red, green, blue\nAnn is red\nBo is not green\n";
        row(assign, "Ann: red, Bo: blue, Cy: green", 1);
        row(assign, "Ann has red; Bo has green and Cy has blue", 0.5);
        row(assign, "Ann red, Bo red, Cy red", 2.0 / 3); // all hold, but it is no assignment
        const std::string who = std::string(assign) + "ask: blue";
        row(who.c_str(), "Bo has the blue one.", 1);
        row(who.c_str(), "Cy", 0);
        row(who.c_str(), "Cy and Ann?\nThe answer is Bo.", 1);
        const std::string what = std::string(assign) + "ask: Cy";
        row(what.c_str(), "It is green", 1);
        row(what.c_str(), "red", 0);
        row("order: 미나, 도윤\n미나 before 도윤\nask: first", "가장 앞선 것은 미나이다.", 1);
        row("order: 미나, 도윤\n미나 before 도윤\nask: last", "답은 미나", 0);
    }
    void answersAreScored()
    {
        QFETCH(QString, constraints);
        QFETCH(QString, answer);
        QFETCH(double, score);
        const QByteArray tests = constraints.toUtf8(), text = answer.toUtf8();
        QCOMPARE(checked(text, tests).score, score);
        QCOMPARE(checked(text, tests, "all").score, score == 1 ? 1.0 : 0.0);
    }
    void whatHasNoOneSolutionIsNotScored()
    {
        QCOMPARE(
            checked("a, b", "order: a, b").reason, std::string("the puzzle has several solutions"));
        QVERIFY(std::isnan(checked("a, b", "order: a, b").score));
        QVERIFY(std::isnan(checked("a, b", "a over b").score));
        const auto verifier = makeVerifier({{"kind", "logic"}});
        QVERIFY(std::isnan(verifier->check({.prompt = "Who?", .answer = "Ann"}).score));
        QVERIFY(std::isnan(
            verifier->check({.prompt = "not True is", .answer = "True", .gold = "True"}).score));
    }

    /// Questions whose answer stands in the row (as the built-in world's) are judged by it.
    void elseTheGoldAnswerDecides_data()
    {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<QString>("gold");
        QTest::addColumn<double>("score");
        const auto row = [](const char* answer, const char* gold, double score) {
            QTest::addRow("%s | %s", answer, gold)
                << QString::fromUtf8(answer) << QString::fromUtf8(gold) << score;
        };
        row("Ann is the tallest of the three.", "Ann", 1);
        row("Bo is the tallest of the three.", "Ann", 0);
        row("The answer is yes: Ann is taller than Cy.", "yes", 1);
        row("The answer is no: Cy is not as tall as Ann.", "no", 1);
        row("The answer is no: Cy is not as tall as Ann.", "yes", 0);
        row("Nobody knows", "no", 0);
        row("yes", "yes", 1);
        row("The right order is Ann, Bo, Cy.", "Ann, Bo, Cy", 1);
        row("The right order is Bo, Ann, Cy.", "Ann, Bo, Cy", 0);
        row("The ring is in the red box.", "red", 1);
        row("가장 큰 것은 미나이다.", "미나", 1);
        row("반지는 빨간 상자에 있다.", "빨간 상자", 1);
        row("답은 \"네\"이다.", "네", 1);
        row("답은 \"아니요\"이다.", "네", 0);
        row("답은 \"아니요\"이다.", "아니요", 1);
        row("그네를 탔다", "네", 0);
    }
    void elseTheGoldAnswerDecides()
    {
        QFETCH(QString, answer);
        QFETCH(QString, gold);
        const AnswerToCheck asked{
            .kind = "logic",
            .prompt = "A story.\nA question?",
            .answer = answer.toStdString(),
            .gold = gold.toStdString()};
        QTEST(makeVerifier({{"kind", "logic"}})->check(asked).score, "score");
    }

    /// BIG-Bench-Hard: the solver's answer is the gold one in every row; that answer scores 1 in
    /// several wordings, any other 0.
    void publishedPuzzlesAreSolved_data()
    {
        QTest::addColumn<QString>("file");
        for (const char* name :
             {"boolean_expressions", "web_of_lies", "logical_deduction_three_objects"})
            QTest::newRow(name) << u"bbh_%1.json"_s.arg(QString::fromUtf8(name));
    }
    void publishedPuzzlesAreSolved()
    {
        QFETCH(QString, file);
        const auto path = std::filesystem::path(ESPALIER_SOURCE_DIR) / "../shared/data/logic" /
                          file.toStdString();
        if (!std::filesystem::exists(path))
            QSKIP("shared/data/logic is not here.");
        const auto verifier = makeVerifier({{"kind", "logic"}});
        int rows = 0;
        const auto all = nlohmann::json::parse(readFile(path));
        for (const auto& example : all.at("examples")) {
            ++rows;
            AnswerToCheck asked{.kind = "exact", .prompt = example.at("input")};
            const std::string gold = example.at("target");
            const auto solved = solvePuzzle(asked.prompt);
            QVERIFY2(solved, asked.prompt.c_str());
            QCOMPARE(solved->answer, gold);
            for (size_t i = 0; i < solved->candidates.size(); ++i) {
                const std::string& candidate = solved->candidates[i];
                std::vector<std::string> wordings{
                    candidate,
                    "Let me think.\nThe answer is " + candidate + ".",
                    "#### " + candidate};
                if (!solved->wordings.empty())
                    wordings.push_back("So: " + solved->wordings[i]);
                for (const std::string& wording : wordings) {
                    asked.answer = wording;
                    QCOMPARE(verifier->check(asked).score, candidate == gold ? 1.0 : 0.0);
                }
            }
        }
        QCOMPARE(rows, 250);
    }
};

QTEST_APPLESS_MAIN(TestLogic)
#include "test_logic.moc"
