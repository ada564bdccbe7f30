/// Verifiers made from their descriptions: each kind of the table, blends, and what is refused.

#include "core/base/error.h"
#include "core/reward/blend.h"
#include "core/reward/verifier.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <optional>

using namespace espalier;
using nlohmann::json;

namespace {

/// Says the same of every answer.
class Says : public Verifier
{
public:
    explicit Says(Verdict verdict)
        : m_verdict(std::move(verdict))
    {
    }
    Verdict check(const AnswerToCheck& /*answer*/) const override { return m_verdict; }

private:
    Verdict m_verdict;
};

} // namespace

class TestVerifier : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void mathIsScored_data()
    {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<QString>("gold");
        QTest::addColumn<double>("flexible");
        QTest::addColumn<double>("strict");
        const auto row = [](const char* answer, const char* gold, double flexible, double strict) {
            QTest::addRow("%s | %s", answer, gold)
                << QString::fromUtf8(answer) << QString::fromUtf8(gold) << flexible << strict;
        };
        row("so\n#### 1,250", "1250", 1, 1);
        row("so\n#### 1/2", "0.5", 1, 1);
        row("it is \\boxed{\\frac{3}{4}}", "0.75", 1, 1);
        row("The answer is $12.50.", "12.5", 1, 1);
        row("The answer is 75%.", "0.75", 1, 1);
        row("답은 3만 원입니다.", "30000", 1, 1);
        row("First 3,\nthen 9 apples", "9", 1, 0);
        row("9 cm", "9", 1, 1);
        row("The answer is 8.\nNo, 9 ...", "9", 0, 0);
        row("", "9", 0, 0);
    }
    void mathIsScored()
    {
        QFETCH(QString, answer);
        QFETCH(QString, gold);
        AnswerToCheck asked;
        asked.kind = "math";
        asked.answer = answer.toStdString();
        asked.gold = gold.toStdString();
        QTEST(makeVerifier({{"kind", "math"}})->check(asked).score, "flexible");
        QTEST(
            makeVerifier({{"kind", "math"}, {"extraction", "strict"}})->check(asked).score,
            "strict");
    }

    void withoutAGoldAnswerNothingIsScored()
    {
        const auto math = makeVerifier({{"kind", "math"}});
        const Verdict verdict = math->check({.kind = "math", .answer = "9"});
        QVERIFY(std::isnan(verdict.score));
        QCOMPARE(verdict.reason, std::string("no gold answer"));
        QVERIFY(std::isnan(math->check({.kind = "code", .answer = "9", .gold = "9"}).score));
    }

    void everyAnswerGetsItsVerdict()
    {
        const std::vector<AnswerToCheck> answers{
            {.answer = "1", .gold = "1"}, {.answer = "1", .gold = "2"}, {.answer = "1"}};
        const auto verdicts = makeVerifier({{"kind", "math"}})->checkAll(answers);
        QCOMPARE(verdicts.size(), size_t{3});
        QCOMPARE(verdicts[0].score, 1.0);
        QCOMPARE(verdicts[1].score, 0.0);
        QVERIFY(std::isnan(verdicts[2].score));
    }

    void aBlendAddsItsParts()
    {
        const json math{{"kind", "math"}}, strict{{"kind", "math"}, {"extraction", "strict"}};
        const auto blend = [&](const json& more = json::object(),
                               const json& first = json::object()) {
            json parts = {{{"weight", 2}, {"reward", math}}, {{"weight", 0.5}, {"reward", strict}}};
            parts[1].update(first);
            json description{{"kind", "blend"}, {"parts", parts}};
            description.update(more);
            return makeVerifier(description);
        };
        const AnswerToCheck both{.answer = "#### 9", .gold = "9"};
        const AnswerToCheck one{.answer = "some 8\nor 9", .gold = "9"};
        QCOMPARE(blend()->check(both).score, 2.5);
        QCOMPARE(blend()->check(one).score, 2.0);
        QCOMPARE(blend({{"clip_high", 1}})->check(both).score, 1.0);
        QCOMPARE(blend({{"clip_low", 2.25}})->check(one).score, 2.25);
        QCOMPARE(blend(json::object(), {{"gate", 0.5}})->check(one).score, 0.0);
        QCOMPARE(blend(json::object(), {{"gate", 0.5}})->check(both).score, 2.5);
        QVERIFY(std::isnan(blend()->check({.answer = "9"}).score));
    }

    void aPartThatCantJudgeIsMarked()
    {
        const json math{{"weight", 2}, {"reward", {{"kind", "math"}}}};
        const json words{
            {"weight", 1},
            {"reward", {{"kind", "rules"}, {"qualities", json::array({"words 1"})}}}};
        const auto blend = [&](const json& first) {
            return makeVerifier({{"kind", "blend"}, {"parts", {first, words}}});
        };
        const AnswerToCheck known{.answer = "9", .gold = "9"}, unknown{.answer = "9"};
        QCOMPARE(blend(math)->check(known).score, 3.0);
        QVERIFY(!blend(math)->check(known).partial);
        const Verdict partial = blend(math)->check(unknown);
        QCOMPARE(partial.score, 1.0);
        QVERIFY(partial.partial);
        // A gate asks for a whole reward; a part without weight is missed by nobody.
        json other = math;
        other["gate"] = 0;
        QVERIFY(std::isnan(blend(other)->check(unknown).score));
        other = math;
        other["weight"] = 0;
        QVERIFY(!blend(other)->check(unknown).partial);
    }

    void whatIsTooLongForAPartHasNoReward()
    {
        const auto blend = [](Verdict first, std::optional<double> gate = std::nullopt) {
            std::vector<BlendPart> parts(2);
            parts[0].reward = std::make_unique<Says>(std::move(first));
            parts[1].reward = std::make_unique<Says>(Verdict{1, ""});
            parts[1].gate = gate;
            return Blend(std::move(parts)).check({.answer = "9"});
        };
        Verdict cut{2, ""}, tooLong{std::nan(""), "too long"};
        cut.cutTo = tooLong.cutTo = 16;
        QCOMPARE(blend(cut).score, 3.0);
        QCOMPARE(blend(cut).cutTo, int64_t{16});
        QVERIFY(!blend(cut).partial);
        QVERIFY(std::isnan(blend(tooLong).score));
        QCOMPARE(blend(tooLong).cutTo, int64_t{16});
        QCOMPARE(blend(tooLong, 2).score, 0.0); // a closed gate says all
        QCOMPARE(blend({std::nan(""), "no gold answer"}).score, 1.0);
    }

    void whatIsWrongWithADescriptionIsSaid_data()
    {
        QTest::addColumn<QString>("description");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* description, const char* part) {
            QTest::addRow("%s", description)
                << QString::fromUtf8(description) << QString::fromUtf8(part);
        };
        row(R"({"kind": "oracle"})", "no reward of the kind \"oracle\"");
        row(R"({})", "no reward of the kind \"\"");
        row(R"([1])", "no JSON object");
        row(R"({"kind": 3})", "wrong type");
        row(R"({"kind": "model"})", "only the engine");
        row(R"({"kind": "math", "extraction": "loose"})", "strict or flexible");
        row(R"({"kind": "blend"})", "no parts");
        row(R"({"kind": "blend", "parts": [{"path": "../a"}]})", "only the engine");
        row(R"({"kind": "blend", "parts": [{"weight": 1}]})", "either `reward` or `path`");
        row(R"({"kind": "blend", "clip_low": 2, "clip_high": 1, "parts": [{"reward": {"kind": "math"}}]})",
            "above");
    }
    void whatIsWrongWithADescriptionIsSaid()
    {
        QFETCH(QString, description);
        QFETCH(QString, part);
        try {
            (void)makeVerifier(json::parse(description.toStdString()));
            QFAIL("no error");
        } catch (const Error& error) {
            QVERIFY(error.kind() == Error::Kind::Input);
            QVERIFY2(QString::fromStdString(error.words()).contains(part), error.words().c_str());
        }
    }

    void versionsNameTheirParts()
    {
        const json math{{"kind", "math"}};
        QCOMPARE(verifierVersion(math), std::string("math 1"));
        const json part{{"reward", math}}, blend{{"kind", "blend"}, {"parts", {part, part}}};
        QCOMPARE(verifierVersion(blend), std::string("blend 1+math 1+math 1"));
    }
};

QTEST_APPLESS_MAIN(TestVerifier)
#include "test_verifier.moc"
