#include "tests/engine/align/test_advantages.h"

#include "core/engine/align/advantages.h"
#include "core/engine/align/rollouts.h"

#include <QTest>

#include <cmath>
#include <map>

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

/// Answers of so many tokens to a prompt of two, each to a prompt of its own.
Rollouts rolloutsOf(
    const std::vector<size_t>& lengths,
    const std::vector<float>& scores,
    const std::vector<uint8_t>& ended)
{
    Rollouts rollouts;
    rollouts.group = 1;
    for (const size_t length : lengths) {
        Sequence sequence{{5, 6}, {0, 0}};
        for (size_t t = 0; t < length; ++t) {
            sequence.ids.push_back(static_cast<int32_t>(7 + t));
            sequence.response.push_back(1);
        }
        rollouts.sequences.push_back(sequence);
    }
    rollouts.batch = makeBatch(rollouts.sequences, torch::kCPU);
    const Tensor& mask = rollouts.batch.mask;
    rollouts.oldLogProbs = torch::full_like(mask, -1.0) * mask;
    rollouts.refLogProbs = torch::full_like(mask, -1.5) * mask;
    rollouts.entropy = torch::zeros_like(mask);
    rollouts.scores = torch::tensor(scores);
    rollouts.ended = torch::tensor(ended).to(torch::kBool);
    return rollouts;
}

std::map<std::string, double> byName(const Curves& curves)
{
    return {curves.begin(), curves.end()};
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
    Rollouts rollouts = rolloutsOf({2, 1, 1}, {4.0F, 1.0F, std::nanf("")}, {1, 0, 1});
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

void TestAdvantages::lengthsAndEndsByHand()
{
    RlParams params;
    // Of 2, 5, 3 and 4 tokens; the second was cut off, the last got no reward.
    Rollouts rollouts = rolloutsOf({2, 5, 3, 4}, {1, 1, 1, std::nanf("")}, {1, 0, 1, 1});
    shapeRewards(rollouts, params, 0);
    auto found = byName(rolloutCurves(rollouts, 0));
    QVERIFY(near(found.at("completions/mean_length"), 10.0 / 3));
    QVERIFY(near(found.at("completions/min_length"), 2));
    QVERIFY(near(found.at("completions/max_length"), 5));
    QVERIFY(near(found.at("completions/mean_terminated_length"), 2.5));
    QVERIFY(near(found.at("completions/min_terminated_length"), 2));
    QVERIFY(near(found.at("completions/max_terminated_length"), 3));
    QVERIFY(near(found.at("completions/clipped_ratio"), 0.25));
    QVERIFY(near(found.at("val/num_eos_tokens"), 3));
    // Where none came to its end there is no such length, not one of 0.
    rollouts = rolloutsOf({2, 5}, {1, 1}, {0, 0});
    shapeRewards(rollouts, params, 0);
    found = byName(rolloutCurves(rollouts, 0));
    QVERIFY(!found.contains("completions/mean_terminated_length"));
    QVERIFY(near(found.at("val/num_eos_tokens"), 0));
    QVERIFY(near(found.at("completions/mean_length"), 3.5));
}

void TestAdvantages::partsOfABlendByHand()
{
    Rollouts rollouts = rolloutsOf({1, 1, 1}, {0.5F, 0.25F, 0}, {1, 1, 1});
    shapeRewards(rollouts, {}, 0);
    QVERIFY(!byName(rolloutCurves(rollouts, 0)).contains("rewards/math/mean"));
    const double none = std::nan("");
    rollouts.parts = {{"math", {1, 0, 0.5}}, {"rules", {none, 2, none}}, {"rules_2", {none}}};
    const auto found = byName(rolloutCurves(rollouts, 0));
    QVERIFY(near(found.at("rewards/math/mean"), 0.5));
    QVERIFY(near(found.at("rewards/math/std"), 0.5)); // of a sample: (1/4 + 1/4 + 0) / 2
    QVERIFY(near(found.at("rewards/rules/mean"), 2)); // of what it could tell
    QVERIFY(near(found.at("rewards/rules/std"), 0));
    QVERIFY(!found.contains("rewards/rules_2/mean"));
}

QTEST_GUILESS_MAIN(TestAdvantages)
