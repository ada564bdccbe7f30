/// Verdicts bear a mark where the tests shared a process with the answer, through blends too.

#include "core/reward/blend.h"
#include "core/reward/sandbox.h"
#include "core/reward/verifier.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>

using namespace espalier;
using nlohmann::json;

namespace {

/// Says the same of every answer.
class Always : public Verifier
{
public:
    explicit Always(Verdict verdict)
        : m_verdict(std::move(verdict))
    {
    }
    Verdict check(const AnswerToCheck& /*answer*/) const override { return m_verdict; }

private:
    Verdict m_verdict;
};

BlendPart partOf(Verdict verdict, std::optional<double> gate = std::nullopt)
{
    BlendPart part;
    part.gate = gate;
    part.reward = std::make_unique<Always>(std::move(verdict));
    return part;
}

Verdict blendOf(BlendPart first, BlendPart second)
{
    std::vector<BlendPart> parts;
    parts.push_back(std::move(first));
    parts.push_back(std::move(second));
    return Blend(std::move(parts)).check({.answer = "9"});
}

Verdict checked(const char* tests, const json& more = json::object())
{
    json description{{"kind", "code"}, {"seconds", 4}};
    description.update(more);
    return makeVerifier(description)
        ->check(
            {.kind = "code",
             .prompt = "Write it.",
             .answer = "class Pair:\n    def __init__(s, a): s.a = a\n"
                       "def f(p): return p.a if isinstance(p, Pair) else p",
             .tests = tests,
             .entryPoint = "f"});
}

} // namespace

class TestWeakerChecks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatNeedsTheAnswersNamesIsMarked()
    {
        if (const auto why = whyNoSandbox("/usr/bin/python3"))
            QSKIP(why->words().c_str());
        QVERIFY(!checked("assert f(1) == 1").weaker);
        QVERIFY(!checked("assert f(1) == 2").weaker);
        QVERIFY(checked("assert f(Pair(1)) == 1").weaker);
        QVERIFY(checked("assert f(Pair(1)) == 2").weaker); // wrong, and tested all the same
        const Verdict left = checked("assert f(Pair(1)) == 1", {{"weaker", false}});
        QVERIFY(std::isnan(left.score));
        QVERIFY(!left.weaker); // it never ran
    }

    void aBlendIsAsWeakAsAPart()
    {
        const Verdict apart{1, "", false}, beside{1, "weaker check", true};
        QVERIFY(!blendOf(partOf(apart), partOf(apart)).weaker);
        QVERIFY(blendOf(partOf(apart), partOf(beside)).weaker);
        QVERIFY(blendOf(partOf(beside, 0.5), partOf(apart)).weaker);
        const Verdict closed = blendOf(partOf({0, "a test failed", true}, 0.5), partOf(apart));
        QCOMPARE(closed.score, 0.0);
        QVERIFY(closed.weaker);
    }
};

QTEST_APPLESS_MAIN(TestWeakerChecks)
#include "test_weaker_checks.moc"
