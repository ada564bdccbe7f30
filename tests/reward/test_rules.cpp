/// Rules and the qualities of texts that they measure, by hand.

#include "core/base/error.h"
#include "core/reward/quality.h"
#include "core/reward/verifier.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <set>

using namespace espalier;
using nlohmann::json;

class TestRules : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void qualitiesAreMeasured_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("value");
        const auto row = [](const char* name, const char* text, double value) {
            QTest::addRow("%s: %s", name, text) << name << QString::fromUtf8(text) << value;
        };
        row("characters", "한글 ab", 5);
        row("words", "One, two -- three!", 3);
        row("lines", "a\nb\n\n", 2);
        row("sentences", "One. Two!  Three? 3.5 is no end", 4);
        row("sentences", "\"Stop.\" He ran...", 2);
        row("sentences", "그는 갔다. 끝", 2);
        row("word_length", "ab abcd", 3);
        row("repetition", "a b c a b c", 0.25); // abc bca cab abc
        row("repetition", "A b c, a B c.", 0.25);
        row("repetition", "a b", 0);
        row("distinct_words", "a b a A", 0.5);
        row("ends_properly", "He said \"no.\" ", 1);
        row("ends_properly", "끝났다.", 1);
        row("ends_properly", "and then", 0);
        row("hangul", "한글 ab 12", 0.5);
        row("latin", "한글 ab é!", 0.6);
        row("digits", "1 of 23", 3);
        row("capitals", "AbCd", 0.5);
        row("question_marks", "What? 뭐？", 2);
        row("exclamation_marks", "No! No!!", 3);
        row("quotes", "\"a\" “b”", 4);
        row("commas", "a, b, c", 2);
    }
    void qualitiesAreMeasured()
    {
        QFETCH(QString, name);
        QFETCH(QString, text);
        const Quality* quality = findQuality(name.toStdString());
        QVERIFY(quality != nullptr);
        QTEST(quality->of(text.toStdString()), "value");
    }
    void everyQualityBearsAnyText()
    {
        std::set<std::string> names;
        for (const Quality& quality : qualities()) {
            QVERIFY2(names.insert(quality.name).second, quality.name);
            QCOMPARE(quality.of(""), 0.0);
            for (const char* text : {" ", "\n\n", "...", "\xff\xfe\xed\xa0\x80", "\xea\xb0"})
                QVERIFY2(std::isfinite(quality.of(text)), quality.name);
            QVERIFY(std::isfinite(quality.of(std::string(3, '\0'))));
        }
    }

    void rulesAreScored_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<double>("score");
        const auto row = [](const char* rule, const char* answer, double score) {
            QTest::addRow("%s | %s", rule, answer)
                << QString::fromUtf8(rule) << QString::fromUtf8(answer) << score;
        };
        row(R"({"rule": "format"})", "It ends.", 1);
        row(R"({"rule": "format"})", "It does not", 0);
        row(R"({"rule": "format", "format": "think"})", "<think>so\nso</think>\n9", 1);
        row(R"({"rule": "format", "format": "think"})", "9 <think>so</think>", 0);
        row(R"({"rule": "format", "format": "think"})", "<think>a<think>b</think>", 0);
        row(R"({"rule": "format", "format": "think"})", "<think>so", 0);
        row(R"({"rule": "format", "format": "^답: \\p{N}+$"})", "답: 12", 1);
        row(R"({"rule": "length", "shortest": 10, "longest": 20, "soft": 0.5})", "0123456789", 1);
        row(R"({"rule": "length", "shortest": 10, "longest": 20, "soft": 0.5})", "01234567", 0.6);
        row(R"({"rule": "length", "shortest": 10, "soft": 0})", "012345678", 0);
        row(R"({"rule": "length", "longest": 4, "soft": 0.5})", "12345", 0.5);
        row(R"({"rule": "length", "longest": 4, "soft": 0.5})", "123456", 0);
        row(R"({"rule": "length", "unit": "tokens", "longest": 10, "soft": 0.2})", "twelve", 0);
        row(R"({"rule": "length", "unit": "tokens", "longest": 12})", "twelve", 1);
        row(R"({"rule": "repetition", "words": 1})", "a a a b", 0.5);
        row(R"({"rule": "language"})", "한글 ab", 0.5);
        row(R"({"rule": "language", "language": "english"})", "all of it", 1);
        row(R"({"rule": "quality", "quality": "question_marks", "least": 1})", "Why?", 1);
        row(R"({"rule": "quality", "quality": "question_marks", "least": 1})", "So.", 0);
        row(R"({"rule": "format"})", " ", 0);
    }
    void rulesAreScored()
    {
        QFETCH(QString, rule);
        QFETCH(QString, answer);
        const json description{
            {"kind", "rules"}, {"rules", json::array({json::parse(rule.toStdString())})}};
        QTEST(
            makeVerifier(description)->check({.answer = answer.toStdString(), .tokens = 12}).score,
            "score");
    }

    void severalAreAMeanByWeight()
    {
        const json rules = json::array(
            {{{"rule", "format"}, {"weight", 3}},
             {{"rule", "language"}, {"language", "english"}},
             {{"rule", "length"}, {"unit", "tokens"}, {"longest", 1}, {"weight", 9}}});
        const auto verifier = makeVerifier({{"kind", "rules"}, {"rules", rules}});
        // Tokens were not counted: the length is left out.
        QCOMPARE(verifier->check({.answer = "No end"}).score, 0.25);
        QCOMPARE(verifier->check({.answer = "No end"}).reason, std::string("format"));
        QCOMPARE(verifier->check({.answer = "An end."}).score, 1.0);
        QCOMPARE(verifier->check({.answer = "An end.", .ended = false}).score, 0.25);
        // That is marked, as such a score is not one of the whole.
        QVERIFY(verifier->check({.answer = "An end."}).partial);
        QVERIFY(!verifier->check({.answer = "An end.", .tokens = 2}).partial);
        json weightless = rules;
        weightless[2]["weight"] = 0;
        QVERIFY(!makeVerifier({{"kind", "rules"}, {"rules", weightless}})
                     ->check({.answer = "An end."})
                     .partial);
    }

    void whatIsWrongIsSaid()
    {
        for (const char* rules :
             {"[]",
              R"([{"rule": "beauty"}])",
              R"([{"rule": "format", "format": "*a"}])",
              R"([{"rule": "quality", "quality": "beauty"}])",
              R"([{"rule": "length", "unit": "inches"}])",
              R"([{"rule": "language", "language": "elvish"}])"})
            QVERIFY_EXCEPTION_THROWN(
                makeVerifier({{"kind", "rules"}, {"rules", json::parse(rules)}}), Error);
    }
};

QTEST_APPLESS_MAIN(TestRules)
#include "test_rules.moc"
