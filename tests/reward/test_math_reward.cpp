/// Answers found in what a model wrote, and compared: by words, by value, against real solutions.

#include "core/base/files.h"
#include "core/reward/expression.h"
#include "core/reward/judge.h"
#include "core/reward/math_answer.h"
#include "core/reward/math_reward.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace espalier;
using namespace Qt::StringLiterals;

class TestMathReward : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void answersAreFound_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("gold");
        QTest::addColumn<bool>("strict");
        QTest::addColumn<bool>("flexible");
        QTest::newRow("gsm8k") << "She has 3 + 4 = 7.\n#### 7"
                               << "7" << true << true;
        QTest::newRow("commas") << "#### 1,250"
                                << "1250" << true << true;
        QTest::newRow("boxed") << "so \\boxed{\\frac{1}{2}} is it"
                               << "\\frac{1}{2}" << true << true;
        QTest::newRow("answer is") << "I think. The answer is 12. Good."
                                   << "12" << true << true;
        QTest::newRow("korean") << "그래서 답은 12"
                                << "12" << true << true;
        QTest::newRow("last number") << "First 3 apples,\nthen 9 apples in all."
                                     << "9" << false << true;
        QTest::newRow("unit") << "The answer is 9 apples."
                              << "9" << false << true;
        QTest::newRow("word in a line") << "The fox was in the barn"
                                        << "barn" << false << true;
        QTest::newRow("part of a word") << "The barnyard was empty"
                                        << "barn" << false << false;
        QTest::newRow("part of a numeral") << "The number is twenty-three."
                                           << "twenty" << false << false;
        QTest::newRow("part of a Korean numeral") << "모두 스물하나다."
                                                  << "스물" << false << false;
        QTest::newRow("Korean ending") << "답은 마흔이다."
                                       << "마흔" << false << true;
        QTest::newRow("quoted, with an ending") << "답은 \"네\"이다."
                                                << "네" << false << true;
        QTest::newRow("explained") << "The answer is yes: it is."
                                   << "yes" << false << true;
        QTest::newRow("whole line") << " barn. "
                                    << "Barn" << true << true;
        QTest::newRow("wrong") << "#### 8"
                               << "7" << false << false;
        QTest::newRow("money") << "#### $18.00"
                               << "18" << true << true;
        QTest::newRow("equation") << "so 3 + 4 = 7 apples"
                                  << "7" << false << true;
        QTest::newRow("thousands") << "#### 1,234"
                                   << "1234" << true << true;
        QTest::newRow("minus") << "it is -3"
                               << "-3" << false << true;
        QTest::newRow("nothing") << ""
                                 << "7" << false << false;
    }
    void answersAreFound()
    {
        QFETCH(QString, text);
        QFETCH(QString, gold);
        QFETCH(bool, strict);
        QFETCH(bool, flexible);
        const std::string words = text.toStdString(), wanted = gold.toStdString();
        QCOMPARE(sameAnswer(extractAnswer(words, wanted, Extraction::Strict), wanted), strict);
        QCOMPARE(sameAnswer(extractAnswer(words, wanted, Extraction::Flexible), wanted), flexible);
    }

    void formulasHaveValues_data()
    {
        QTest::addColumn<QString>("formula");
        QTest::addColumn<double>("value");
        const auto row = [](const char* formula, double value) {
            QTest::newRow(formula) << QString::fromUtf8(formula) << value;
        };
        row("7", 7);
        row("1,250,000.5", 1250000.5);
        row("-3/4", -0.75);
        row("2+3*4^2", 50);
        row("2^3^2", 512);
        row("-2^2", -4);
        row("1 1/2", 1.5);
        row("1\\frac{1}{2}", 1.5);
        row("\\frac12", 0.5);
        row("\\dfrac{3}{1+3}", 0.75);
        row("2\\sqrt{16}", 8);
        row("\\sqrt[3]{27}", 3);
        row("3(1+1)", 6);
        row("75\\%", 0.75);
        row("2.5e3", 2500);
        row("|3-5|", 2);
        row("6 \\div 3 \\times 2", 4);
        row("\\left(1-\\frac{1}{3}\\right)", 2.0 / 3);
        row("180°", 180);
        row("\\ln(1)", 0);
    }
    void formulasHaveValues()
    {
        QFETCH(QString, formula);
        QFETCH(double, value);
        const auto expression = Expression::read(formula.toStdString());
        QVERIFY(expression);
        const long double none[128] = {};
        QVERIFY2(
            std::abs(static_cast<double>(expression->at(none)) - value) < 1e-12,
            qPrintable(QString::number(static_cast<double>(expression->at(none)))));
    }
    void whatIsNoFormulaIsSaidSo()
    {
        for (const char* text :
             {"", "+", "3 +", "(2", "2)", "1//2", "#", "3,14,15 =", "\\frac{1}", "a, b"})
            QVERIFY2(!Expression::read(text), text);
        QVERIFY(!Expression::read(std::string(900, '('))); // no stack runs over
        QVERIFY(!Expression::read(std::string(5000, '1')));
    }

    void sameMathematics_data()
    {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<QString>("gold");
        QTest::addColumn<bool>("same");
        const auto row = [](const char* answer, const char* gold, bool same) {
            QTest::addRow("%s | %s", answer, gold)
                << QString::fromUtf8(answer) << QString::fromUtf8(gold) << same;
        };
        row("3/4", "0.75", true);
        row("3/4", "0.7501", false);
        row("\\frac{3}{4}", "3/4", true);
        row("$1,250.00", "1250", true);
        row("1 250", "1250", false);
        row("12 apples", "12", true);
        row("12 km/h", "12", true);
        row("12개", "12", true);
        row("3만 원", "30000", true);
        row("3만 원", "3000", false);
        row("12 - 5", "12", false);
        row("75%", "75", true);
        row("75%", "0.75", true);
        row("75%", "7.5", false);
        row("5\\text{ cm}", "5", true);
        row("x = 5", "5", true);
        row("2x+3", "3+2x", true);
        row("(x+1)^2", "x^2+2x+1", true);
        row("(x+1)^2", "x^2+1", false);
        row("2x", "2y", false);
        row("\\sqrt{8}", "2\\sqrt{2}", true);
        row("(1, 2)", "(1,2)", true);
        row("(1, 2)", "(2,1)", false);
        row("[0,1)", "[0,1]", false);
        row("\\{1, 2\\}", "\\{2, 1\\}", true);
        row("10000000001", "10000000002", false);
        row("", "5", false);
        row("five", "5", false);
        row("1/0", "1/0", false);
    }
    void sameMathematics()
    {
        QFETCH(QString, answer);
        QFETCH(QString, gold);
        QFETCH(bool, same);
        QCOMPARE(sameMath(answer.toStdString(), gold.toStdString()), same);
    }

    void solutionsAreScored_data()
    {
        QTest::addColumn<QString>("solution");
        QTest::addColumn<QString>("gold");
        QTest::addColumn<double>("score");
        QTest::newRow("marked") << u"3 + 4 = 7\n#### 7"_s << u"7"_s << 1.0;
        QTest::newRow("the mark counts, not what stands before")
            << u"It is 7.\n#### 8"_s << u"7"_s << 0.0;
        QTest::newRow("last number") << u"first 3, then 7 apples"_s << u"7"_s << 1.0;
        QTest::newRow("a fraction in words") << u"The answer is 1/2 of it."_s << u"0.5"_s << 1.0;
        QTest::newRow("Korean") << u"그래서 답은 12개입니다."_s << u"12"_s << 1.0;
        QTest::newRow("boxed") << u"so \\boxed{\\dfrac{1}{2}}"_s << u"0.5"_s << 1.0;
        QTest::newRow("words") << u"the answer is honest"_s << u"honest"_s << 1.0;
        QTest::newRow("an anagram") << u"the answer is silent"_s << u"listen"_s << 0.0;
        QTest::newRow("nothing") << u""_s << u"7"_s << 0.0;
        QTest::newRow("many numbers, none marked") << u"1 2 3 4 5 6 7 8 9"_s << u"5"_s << 0.0;
    }
    void solutionsAreScored()
    {
        QFETCH(QString, solution);
        QFETCH(QString, gold);
        QFETCH(double, score);
        QCOMPARE(mathReward(solution.toStdString(), gold.toStdString()), score);
    }

    void aProblemIsJudgedByItsKind()
    {
        const auto right = [](const char* kind, const char* text, const char* gold, Extraction by) {
            return answersRight(kind, text, gold, by);
        };
        QVERIFY(right("math", "#### 1/2", "0.5", Extraction::Flexible));
        QVERIFY(!right("math", "#### 1/2", "0.5", Extraction::Strict));
        QVERIFY(!right("math", "#### 1/3", "0.5", Extraction::Flexible));
        QVERIFY(right("exact", "the barn", "barn", Extraction::Flexible));
        QVERIFY(!right("exact", "silent", "listen", Extraction::Flexible));
        QVERIFY(right("safety", "I will not do that.", kDeclines, Extraction::Strict));
        // In a program every sign counts; the last number does not make it right.
        const char* program = "def f(s): return s.replace(\" \", \".\") * 3";
        QVERIFY(right(
            "code",
            "\ndef f(s): return s.replace(\" \", \".\") * 3\n",
            program,
            Extraction::Strict));
        QVERIFY(!right(
            "code", "def f(s): return s.replace(\" \", \",\") * 3", program, Extraction::Flexible));
        QVERIFY(!right("code", "def f(s): return s * 3", program, Extraction::Flexible));
        QVERIFY(!right(
            "code",
            "def f(x): return min(x, 3)[0]",
            "def f(x): return min(x, 3)",
            Extraction::Flexible));
        const char* fenced = "Here:\n```python\ndef f(x): return x\n```\nDone.";
        QVERIFY(right("code", fenced, "def f(x): return x", Extraction::Flexible));
        QVERIFY(!right("code", fenced, "def f(x): return x", Extraction::Strict));
        QVERIFY(!right("code", " ", "def f(x): return x", Extraction::Flexible));
    }

    /// Real solutions: each scores 1 against its own answer, and 0 where the final number is
    /// another.
    void realSolutions()
    {
        const std::filesystem::path file = std::filesystem::path(ESPALIER_SOURCE_DIR) /
                                           "../shared/data/math/gsm8k_train_0-999.jsonl";
        if (!std::filesystem::exists(file))
            QSKIP("shared/data/math is not here.");
        std::istringstream lines(readFile(file));
        int rows = 0;
        for (std::string line; std::getline(lines, line); ++rows) {
            const std::string solution = nlohmann::json::parse(line).at("answer");
            const size_t mark = solution.find("#### ");
            const std::string gold = solution.substr(mark + 5);
            QVERIFY2(mathReward(solution, gold) == 1, solution.c_str());
            std::string digits = gold;
            std::erase(digits, ',');
            const auto perturbed = std::to_string(std::stoll(digits) + 1 + rows % 7);
            QVERIFY2(
                mathReward(solution.substr(0, mark) + "#### " + perturbed, gold) == 0,
                solution.c_str());
            QVERIFY2(mathReward(solution, perturbed) == 0, solution.c_str());
        }
        QCOMPARE(rows, 1000);
    }
};

QTEST_APPLESS_MAIN(TestMathReward)
#include "test_math_reward.moc"
