#include "tests/engine/align/test_advantages.h"

#include "core/engine/align/advantages.h"
#include "core/engine/align/rollouts.h"

#include <QTest>

#include <cmath>

using namespace espalier;
using torch::Tensor;

namespace {

bool near(double a, double b, double tolerance = 1e-5)
{
    return std::abs(a - b) <= tolerance;
}

double cell(const Tensor& x, int64_t i, int64_t j)
{
    return x[i][j].item<double>();
}

} // namespace

void TestAdvantages::generalisedAdvantagesByHand()
{
    // One answer of two tokens behind a prompt, padding after it.
    const Tensor mask = torch::tensor({{0.0F, 1.0F, 1.0F, 0.0F}});
    const Tensor rewards = torch::tensor({{0.0F, 0.5F, 2.0F, 0.0F}});
    const Tensor values = torch::tensor({{9.0F, 1.0F, 3.0F, 9.0F}});
    const Tensor found = generalisedAdvantages(rewards, values, mask, 0.9, 0.8);
    const double last = 2.0 - 3.0;
    const double first = 0.5 + 0.9 * 3.0 - 1.0 + 0.9 * 0.8 * last;
    QVERIFY(near(cell(found, 0, 2), last));
    QVERIFY(near(cell(found, 0, 1), first));
    QVERIFY(near(cell(found, 0, 0), 0));
    QVERIFY(near(cell(found, 0, 3), 0));
}

void TestAdvantages::lambdaOneIsTheReturnLessTheValue()
{
    const Tensor mask = torch::ones({1, 3});
    const Tensor rewards = torch::tensor({{0.1F, -0.2F, 1.0F}});
    const Tensor values = torch::tensor({{0.3F, 0.4F, -0.5F}});
    const Tensor found = generalisedAdvantages(rewards, values, mask, 1, 1);
    QVERIFY(near(cell(found, 0, 0), 0.9 - 0.3));
    QVERIFY(near(cell(found, 0, 1), 0.8 - 0.4));
    QVERIFY(near(cell(found, 0, 2), 1.0 + 0.5));
}

void TestAdvantages::whiteningByHand()
{
    // 1, 3 and 5 count: mean 3, unbiased deviation 2.
    const Tensor x = torch::tensor({{1.0F, 3.0F, 77.0F}, {5.0F, 77.0F, 77.0F}});
    const Tensor mask = torch::tensor({{1.0F, 1.0F, 0.0F}, {1.0F, 0.0F, 0.0F}});
    const Tensor white = whiten(x, mask, false);
    QVERIFY(
        near(cell(white, 0, 0), -1) && near(cell(white, 0, 1), 0) && near(cell(white, 1, 0), 1));
    QVERIFY(near(cell(white, 0, 2), 0));
    QVERIFY(near(cell(whiten(x, mask, true), 0, 0), 2));
}

void TestAdvantages::groupAdvantagesByHand()
{
    const Tensor rewards = torch::tensor({1.0F, 3.0F, 5.0F, 2.0F, 2.0F, 2.0F});
    const Tensor found = groupAdvantages(rewards, 3, GroupScale::Group, 1e-4);
    QVERIFY(near(found[0].item<double>(), -2 / 2.0001));
    QVERIFY(near(found[2].item<double>(), 2 / 2.0001));
    QVERIFY(near(found[4].item<double>(), 0));
    QVERIFY(near(groupAdvantages(rewards, 3, GroupScale::None, 1e-4)[0].item<double>(), -2));
    QVERIFY(near(shareOfEqualGroups(rewards, 3), 0.5));
}

void TestAdvantages::leaveOneOutByHand()
{
    const Tensor found = leaveOneOutAdvantages(torch::tensor({1.0F, 2.0F, 6.0F}), 3);
    QVERIFY(near(found[0].item<double>(), 1 - 4));
    QVERIFY(near(found[1].item<double>(), 2 - 3.5));
    QVERIFY(near(found[2].item<double>(), 6 - 1.5));
}

void TestAdvantages::unknownRewardsTakeNoPart()
{
    const float unknown = std::nanf("");
    const Tensor rewards = torch::tensor({1.0F, unknown, 3.0F});
    const Tensor group = groupAdvantages(rewards, 3, GroupScale::None, 0);
    QVERIFY(near(group[0].item<double>(), -1) && group[1].item<double>() == 0);
    const Tensor others = leaveOneOutAdvantages(rewards, 3);
    QVERIFY(near(others[0].item<double>(), -2) && others[1].item<double>() == 0);
}

void TestAdvantages::klEstimatesByHand()
{
    const Tensor now = torch::tensor({{-1.0F}}), reference = torch::tensor({{-1.5F}});
    QVERIFY(near(cell(klPerToken(now, reference, "k1"), 0, 0), 0.5));
    QVERIFY(near(cell(klPerToken(now, reference, "k3"), 0, 0), std::exp(-0.5) - 1 + 0.5));
}

void TestAdvantages::adaptiveKlFollowsItsTarget()
{
    QVERIFY(near(adaptedKlCoefficient(0.2, 12, 6, 10000, 100), 0.2 * (1 + 0.2 * 0.01)));
    QVERIFY(near(adaptedKlCoefficient(0.2, 5.4, 6, 10000, 100), 0.2 * (1 - 0.1 * 0.01)));
}

void TestAdvantages::shapedRewardsPayKlAndEndWithTheScore()
{
    const std::vector<Sequence> sequences{
        {{5, 6, 7, 8}, {0, 0, 1, 1}}, {{5, 6, 7}, {0, 0, 1}}, {{5, 6, 7}, {0, 0, 1}}};
    Rollouts rollouts;
    rollouts.group = 1;
    rollouts.sequences = sequences;
    rollouts.batch = makeBatch(sequences, torch::kCPU);
    rollouts.oldLogProbs = torch::full({3, 4}, -1.0) * rollouts.batch.mask;
    rollouts.refLogProbs = torch::full({3, 4}, -1.5) * rollouts.batch.mask;
    rollouts.entropy = torch::zeros({3, 4});
    rollouts.scores = torch::tensor({4.0F, 1.0F, std::nanf("")});
    rollouts.ended = torch::tensor({1, 0, 1}).to(torch::kBool);
    RlParams params;
    params.missingEosPenalty = 0.25;
    params.rewardClip = 2;
    shapeRewards(rollouts, params, 0.1);
    QVERIFY(near(cell(rollouts.tokenRewards, 0, 1), -0.05));
    QVERIFY(near(cell(rollouts.tokenRewards, 0, 2), 2 - 0.05)); // 4 cut to 2
    QVERIFY(near(cell(rollouts.tokenRewards, 1, 1), 0.75 - 0.05));
    QVERIFY(near(rollouts.tokenRewards[2].abs().sum().item<double>(), 0));
    QVERIFY(near(rollouts.batch.mask[2].sum().item<double>(), 0));
    for (const auto& [name, value] : rolloutCurves(rollouts, 0.1)) {
        QVERIFY2(std::isfinite(value), name.c_str());
        if (name == "reward")
            QVERIFY(near(value, 2.5));
    }
}

QTEST_GUILESS_MAIN(TestAdvantages)
