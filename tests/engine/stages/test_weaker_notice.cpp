#include "tests/engine/stages/test_weaker_notice.h"

#include "core/engine/align/reward_source.h"

#include <QTest>

#include <cmath>

using namespace espalier;

namespace {

/// Marks answers whose tests name a class, as the verifier of programs does; can't score "?".
class MarksPairs : public Verifier
{
public:
    Verdict check(const AnswerToCheck& answer) const override
    {
        return {
            answer.answer == "?" ? std::nan("") : 1,
            "",
            answer.tests.find("Pair") != std::string::npos};
    }
};

Row problem(const char* prompt, const char* tests)
{
    Row row;
    row.prompt.text = prompt;
    row.tests = tests;
    return row;
}

} // namespace

void TestWeakerNotice::problemsAreCountedOnce()
{
    const RewardSource reward(std::make_unique<MarksPairs>());
    const Row plain = problem("add", "assert f(1) == 1"), question = problem("why", "");
    const Row pair = problem("pair", "assert f(Pair(1, 2)) == 3");
    const Row other = problem("another", "assert f(Pair(1, 2)) == 3");
    const auto scores = reward.score(std::vector<Answered>{
        {&plain, "a"}, {&pair, "a"}, {&pair, "b"}, {&question, "a"}, {&other, "?"}});
    QCOMPARE(scores.size(), size_t{5});
    QCOMPARE(scores[1], 1.0);
    QVERIFY(std::isnan(scores[4]));
    WeakerChecks found = reward.weakerChecks();
    QCOMPARE(found.answers, 2);
    QCOMPARE(found.problems, 1);
    QCOMPARE(found.tested, 2); // one has no tests, one was not scored
    const auto notice = reward.weakerNotice();
    QVERIFY(notice.has_value());
    QVERIFY2(
        notice->english().find("The tests of 1 of 2 problems") != std::string::npos,
        notice->english().c_str());

    // The next step of a training asks some of them again.
    (void)reward.score(std::vector<Answered>{{&pair, "c"}, {&other, "a"}});
    found = reward.weakerChecks();
    QCOMPARE(found.answers, 4);
    QCOMPARE(found.problems, 2);
    QCOMPARE(found.tested, 3);
}

void TestWeakerNotice::withoutAnyNothingIsSaid()
{
    const RewardSource reward(std::make_unique<MarksPairs>());
    QVERIFY(!reward.weakerNotice());
    const Row plain = problem("add", "assert f(1) == 1");
    (void)reward.score(std::vector<Answered>{{&plain, "a"}});
    QVERIFY(!reward.weakerNotice());
    QCOMPARE(reward.weakerChecks().tested, 1);
}

QTEST_GUILESS_MAIN(TestWeakerNotice)
