/// Programs against their tests: what counts as the program, as a test and as passed.

#include "core/base/error.h"
#include "core/reward/sandbox.h"
#include "core/reward/verifier.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>

using namespace espalier;
using namespace Qt::StringLiterals;
using nlohmann::json;

class TestCodeVerifier : public QObject
{
    Q_OBJECT
private:
    static Verdict checked(
        const std::string& answer,
        const std::string& tests,
        const std::string& prompt = "Write it.",
        const json& more = json::object())
    {
        json description{{"kind", "code"}, {"seconds", 4}};
        description.update(more);
        return makeVerifier(description)
            ->check(
                {.kind = "code",
                 .prompt = prompt,
                 .answer = answer,
                 .tests = tests,
                 .entryPoint = "f"});
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const auto why = whyNoSandbox("/usr/bin/python3"))
            QSKIP(why->words().c_str());
    }

    void theProgramIsFoundInTheAnswer_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<QString>("answer");
        const auto row = [](const char* name, const char* prompt, const char* answer) {
            QTest::newRow(name) << QString::fromUtf8(prompt) << QString::fromUtf8(answer);
        };
        const char* begun =
            "from typing import List\n\ndef f(x: int) -> int:\n    \"\"\"x * x\"\"\"\n";
        row("alone", "Square it.", "def f(x):\n    return x * x\n");
        row("fenced",
            "",
            "Here you are:\n```python\ndef f(x):\n    return x * x\n```\nIt squares.");
        row("second fence", "", "```\nx = 3\n```\n```py\ndef f(x): return x * x\n```");
        row("fence never closed", "", "```python\ndef f(x):\n    return x * x\n");
        row("goes on behind the prompt", begun, "    return x * x\n");
        row("first blanks lost", begun, "return x * x\n");
        row("written anew", begun, "def f(x: List) -> int:\n    return x * x\n");
        row("words behind it", begun, "    return x * x\n\nThis squares the number.\n");
        row("main is not run", "", "def f(x): return x * x\nif __name__ == '__main__': input()\n");
        row("Korean", "제곱을 구하세요.", "def f(수):\n    return 수 * 수  # 제곱\n");
    }
    void theProgramIsFoundInTheAnswer()
    {
        QFETCH(QString, prompt);
        QFETCH(QString, answer);
        const auto verdict = checked(
            answer.toStdString(), "assert f(3) == 9\nassert f(-2) == 4", prompt.toStdString());
        QVERIFY2(verdict.score == 1, verdict.reason.c_str());
        QCOMPARE(verdict.reason, std::string());
    }

    void valuesCrossAsTheyAre_data()
    {
        QTest::addColumn<QString>("value");
        for (const char* value :
             {"None",
              "True",
              "-3",
              "2**70",
              "-(2**70)",
              "0.1",
              "float('inf')",
              "'a\\n\\ud83d\\x00b'",
              "[1, [2.5, 'x']]",
              "(1, (2,))",
              "()",
              "{1, 2}",
              "frozenset({1})",
              "{'a': [1], (1, 2): None}",
              "b'\\x00\\xff'",
              "1+2j",
              "[True, 1, 1.0]",
              "'한글'"})
            QTest::newRow(value) << QString::fromUtf8(value);
    }
    void valuesCrossAsTheyAre()
    {
        QFETCH(QString, value);
        const std::string v = value.toStdString();
        const auto verdict = checked(
            "def f(x, *, y=0):\n    return x",
            "assert f(" + v + ", y=1) == " + v + "\nassert repr(f(" + v + ")) == repr(" + v + ")");
        QVERIFY2(verdict.score == 1, verdict.reason.c_str());
    }

    void testsAreCounted_data()
    {
        QTest::addColumn<QString>("tests");
        QTest::addColumn<double>("all");
        QTest::addColumn<double>("share");
        const auto row = [](const char* name, const char* tests, double all, double share) {
            QTest::newRow(name) << QString::fromUtf8(tests) << all << share;
        };
        row("all", "assert f(1) == 1\nassert f(2) == 4", 1, 1);
        row("half", "assert f(1) == 1\nassert f(2) == 5", 0, 0.5);
        row("in a function",
            "def check(g):\n    assert g(1) == 1\n    assert g(2) == 9\ncheck(f)",
            0,
            0.5);
        row("a function that nobody calls", "def check(g):\n    assert g(1) == 1", 1, 1);
        row("in a loop", "for i in range(4):\n    assert f(i) == i * i", 1, 1);
        row("without an assert", "if f(2) != 4:\n    raise ValueError", 1, 1);
        row("without an assert, failed", "if f(2) != 5:\n    raise ValueError", 0, 0);
        row("nothing but true", "f(1)\nassert True", 1, 1);
        row("what must fail",
            "try:\n    f('x')\n    assert False\nexcept TypeError:\n    pass\nassert f(1) == 1",
            1,
            1);
        row("an error between",
            "assert f(1) == 1\n1 / 0\nassert f(2) == 4\nassert f(3) == 9",
            0,
            1.0 / 3);
        row("its own names",
            "import math\nsquare = lambda x: x ** 2\nassert f(3) == square(3) == math.pow(3, 2)",
            1,
            1);
        row("two calls", "assert f(f(2)) == 16", 1, 1);
    }
    void testsAreCounted()
    {
        QFETCH(QString, tests);
        const std::string answer = "def f(x):\n    return x * x + 0";
        QTEST(checked(answer, tests.toStdString()).score, "all");
        QTEST(checked(answer, tests.toStdString(), "", {{"score", "share"}}).score, "share");
    }

    void whatCantBeScoredIsNoNumber()
    {
        QVERIFY(std::isnan(checked("def f(x): pass", " \n").score));
        QVERIFY(std::isnan(checked("def f(x): pass", "assert f(1").score));
        QVERIFY(std::isnan(
            checked("def f(x): pass", "assert f(Pair()) == 1", "", {{"weaker", false}}).score));
        QCOMPARE(checked(" ", "assert f(1) == 1").score, 0.0);
        QCOMPARE(checked("no Python at all", "assert f(1) == 1").reason, std::string("no Python"));
        QCOMPARE(checked("def g(x): pass", "assert f(1) == 1").score, 0.0);
    }

    void testsThatNeedMoreRunBesideTheAnswer()
    {
        const std::string answer =
            "class Pair:\n    def __init__(s, a, b): s.a, s.b = a, b\ndef f(p): return p.a * p.b";
        const Verdict right =
            checked(answer, "assert f(Pair(2, 3)) == 6\nassert f(Pair(2, 2)) == 4");
        QCOMPARE(right.score, 1.0);
        QCOMPARE(right.reason, std::string("weaker check, as the tests use Pair"));
        QCOMPARE(checked(answer, "assert f(Pair(2, 3)) == 7").score, 0.0);
        const Verdict function = checked("def f(g): return g(2)", "assert f(lambda x: x + 1) == 3");
        QCOMPARE(function.score, 1.0);
        QCOMPARE(
            function.reason, std::string("weaker check, as the tests make a call with a function"));
    }

    /// An answer can't choose the weaker mode: only tests can.
    void anAnswerDoesNotChooseTheMode()
    {
        const Verdict verdict = checked(
            "class E:\n    __eq__ = lambda s, o: True\nf = lambda x: E()", "assert f(1) == 1");
        QCOMPARE(verdict.score, 0.0);
        QCOMPARE(verdict.reason, std::string("the answer gave a E, no plain data"));
    }

    void manyAreCheckedAtOnce()
    {
        std::vector<AnswerToCheck> answers;
        for (int i = 0; i < 12; ++i)
            answers.push_back(
                {.kind = "code",
                 .answer = i % 3 == 0 ? "def f(x): return x" : "def f(x): return -x",
                 .tests = "assert f(1) == 1",
                 .entryPoint = i % 2 == 0 ? "f" : ""});
        const auto verdicts = makeVerifier({{"kind", "code"}, {"parallel", 4}})->checkAll(answers);
        for (size_t i = 0; i < answers.size(); ++i)
            QCOMPARE(verdicts[i].score, i % 3 == 0 ? 1.0 : 0.0);
    }

    /// Answers of one task share the process that tests them; each is judged as if it were alone.
    void answersOfATaskDoNotDisturbEachOther_data()
    {
        QTest::addColumn<QString>("tests");
        QTest::newRow("plain") << u"assert f(1) == 1\nassert f([1]) == [1]"_s;
        // What these leave in Python, the next answer's tests must not see.
        QTest::newRow("a module changed")
            << u"import sys\nassert f(1) == 1 and not hasattr(sys, 'seen')\nsys.seen = 1"_s;
        QTest::newRow("a file left") << u"assert f(1) == 1\nopen('/tmp/seen', 'x').close()"_s;
        // Ends by what the answer gives, which is never so for the one that gives 2.
        QTest::newRow("tests that never end")
            << u"n = 0\nwhile f(1) == 2: n += 1\nassert f(1) == 1"_s;
    }
    void answersOfATaskDoNotDisturbEachOther()
    {
        QFETCH(QString, tests);
        const std::pair<const char*, double> cases[] = {
            {"def f(x): return x", 1},
            {"def f(x):\n    while True: pass", 0},
            {"def f(x): return x  # once more", 1},
            {"no Python at all", 0},
            {"def f(x): return 2", 0},
            {"import os\nos._exit(0)", 0},
            {"def f(x): return x  # and again", 1},
            {"def f(x): return x", 1},
        };
        std::vector<AnswerToCheck> answers;
        for (const auto& one : cases)
            answers.push_back(
                {.kind = "code",
                 .answer = one.first,
                 .tests = tests.toStdString(),
                 .entryPoint = "f"});
        const auto verdicts =
            makeVerifier({{"kind", "code"}, {"parallel", 1}, {"seconds", 0.5}})->checkAll(answers);
        for (size_t i = 0; i < answers.size(); ++i)
            QVERIFY2(
                verdicts[i].score == cases[i].second,
                (answers[i].answer + ": " + verdicts[i].reason).c_str());
        QCOMPARE(verdicts[1].reason, std::string("out of time"));
    }

    /// However many tests the answers before it had, each is heard to its end.
    void manyTestsOfManyAnswersAreHeard()
    {
        std::vector<AnswerToCheck> answers;
        for (int i = 0; i < 16; ++i) // on one thread, eight to a process
            answers.push_back(
                {.kind = "code",
                 .answer = "def f(x): return x  # " + std::to_string(i),
                 .tests = "for i in range(7000):\n    assert f(i) == i",
                 .entryPoint = "f"});
        const auto verdicts =
            makeVerifier({{"kind", "code"}, {"parallel", 1}, {"seconds", 10}})->checkAll(answers);
        for (const Verdict& verdict : verdicts)
            QVERIFY2(verdict.score == 1, verdict.reason.c_str());
    }

    void longAndOddValuesCross()
    {
        const auto verdict = checked(
            "def f(x):\n    return x",
            "n = list(range(50000))\nassert f(n) == n\ns = 'a\\\\\"' * 9 + '\\u2028'\nassert f(s) "
            "== s\n"
            "assert f({'k\\n': [None, True, False]}) == {'k\\n': [None, True, False]}");
        QVERIFY2(verdict.score == 1, verdict.reason.c_str());
    }

    void theVersionNamesTheInterpreter()
    {
        const std::string version = verifierVersion({{"kind", "code"}});
        QVERIFY2(version.starts_with("code 1 python 3."), version.c_str());
    }
};

QTEST_APPLESS_MAIN(TestCodeVerifier)
#include "test_code_verifier.moc"
