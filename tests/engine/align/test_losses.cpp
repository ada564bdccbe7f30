#include "tests/engine/align/test_losses.h"

#include "core/engine/align/policy_losses.h"
#include "core/engine/align/preference_losses.h"
#include "core/engine/align/reward_losses.h"

#include <QTest>

#include <cmath>

using namespace espalier;
using torch::Tensor;
using namespace Qt::StringLiterals;

namespace {

Tensor column(std::vector<double> values)
{
    return torch::tensor(values, torch::kFloat64);
}

double sigmoid(double x)
{
    return 1 / (1 + std::exp(-x));
}

bool near(double a, double b, double tolerance = 1e-6)
{
    return std::abs(a - b) <= tolerance;
}

/// Two pairs with numbers that exercise every loss.
PreferenceScores twoPairs()
{
    PreferenceScores scores;
    scores.chosen = column({-4.0, -6.0});
    scores.rejected = column({-5.0, -3.0});
    scores.refChosen = column({-4.5, -5.0});
    scores.refRejected = column({-4.0, -3.5});
    scores.chosenTokens = column({4, 3});
    scores.rejectedTokens = column({5, 2});
    scores.mismatched = torch::tensor(0.25, torch::kFloat64);
    return scores;
}

Minibatch fourTokens()
{
    Minibatch batch;
    batch.mask = torch::tensor({{1.0, 1.0, 1.0}, {1.0, 0.0, 0.0}}, torch::kFloat64);
    batch.logProbs = torch::tensor({{-1.0, -0.5, -2.0}, {-0.3, 0.0, 0.0}}, torch::kFloat64);
    batch.oldLogProbs = torch::tensor({{-1.0, -1.0, -1.5}, {-0.4, 0.0, 0.0}}, torch::kFloat64);
    batch.refLogProbs = torch::tensor({{-1.2, -0.9, -1.5}, {-0.3, 0.0, 0.0}}, torch::kFloat64);
    batch.advantages = torch::tensor({{1.0, 2.0, -1.0}, {-0.5, 0.0, 0.0}}, torch::kFloat64);
    return batch;
}

} // namespace

void TestLosses::dpoGivesThePublishedValues()
{
    // algorithms.md, golden values: beta 0.1, differences of log-ratios 0, 10, 20.
    const double expected[] = {0.693147, 0.313262, 0.126928};
    for (int i = 0; i < 3; ++i) {
        PreferenceScores scores;
        scores.chosen = column({10.0 * i});
        scores.rejected = scores.refChosen = scores.refRejected = column({0});
        QVERIFY(near(dpoLoss(scores, {}).loss.item<double>(), expected[i]));
    }
}

void TestLosses::directLossesByHand_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<double>("expected");
    // Log-ratios: chosen 0.5 and -1, rejected -1 and 0.5; differences 1.5 and -1.5.
    const double b = 0.1;
    const auto both = [](double x, double y) { return (x + y) / 2; };
    QTest::newRow("dpo") << u"dpo"_s << both(-std::log(sigmoid(0.15)), -std::log(sigmoid(-0.15)));
    QTest::newRow("hinge") << u"hinge"_s << both(1 - 0.15, 1 + 0.15);
    const double first = 0.5 / 4 + 1.0 / 5, second = -1.0 / 3 - 0.5 / 2;
    QTest::newRow("ipo") << u"ipo"_s << both(std::pow(first - 5, 2), std::pow(second - 5, 2));
    // z = 0.25; all four answers count alike.
    QTest::newRow("kto") << u"kto"_s
                         << (1 - sigmoid(b * 0.25) + 1 - sigmoid(b * -1.25) + 1 -
                             sigmoid(b * 1.25) + 1 - sigmoid(b * -0.25)) /
                                4;
    const auto odds = [](double x) { return x - std::log(1 - std::exp(x)); };
    QTest::newRow("orpo") << u"orpo"_s
                          << both(
                                 1.0 - b * std::log(sigmoid(odds(-1.0) - odds(-1.0))),
                                 2.0 - b * std::log(sigmoid(odds(-2.0) - odds(-1.5))));
    QTest::newRow("simpo")
        << u"simpo"_s << both(-std::log(sigmoid(0 - 1.375)), -std::log(sigmoid(b * -0.5 - 1.375)));
}

void TestLosses::directLossesByHand()
{
    QFETCH(QString, name);
    QFETCH(double, expected);
    const auto& info = preferenceLoss(name.toStdString());
    QVERIFY(near(info.loss(twoPairs(), {}).loss.item<double>(), expected));
}

void TestLosses::gradientsAgreeWithDifferences_data()
{
    QTest::addColumn<QString>("name");
    for (const auto& info : preferenceLosses())
        QTest::newRow(info.name) << QString::fromLatin1(info.name);
}

void TestLosses::gradientsAgreeWithDifferences()
{
    QFETCH(QString, name);
    const auto& info = preferenceLoss(name.toStdString());
    PreferenceOptions options;
    options.smoothing = name == u"robust" ? 0.1 : 0;
    for (const bool better : {true, false}) {
        PreferenceScores scores = twoPairs();
        Tensor& side = better ? scores.chosen : scores.rejected;
        side = side.clone().requires_grad_();
        info.loss(scores, options).loss.backward();
        const Tensor gradient = side.grad().clone();
        for (int64_t i = 0; i < 2; ++i) {
            double values[2];
            for (int s = 0; s < 2; ++s) {
                PreferenceScores moved = twoPairs();
                Tensor& other = better ? moved.chosen : moved.rejected;
                other = other.clone();
                other[i] += s == 0 ? -1e-5 : 1e-5;
                values[s] = info.loss(moved, options).loss.item<double>();
            }
            QVERIFY(near(gradient[i].item<double>(), (values[1] - values[0]) / 2e-5, 1e-6));
        }
    }
}

void TestLosses::gradientsOfPoliciesAndRewardsAgreeWithDifferences_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name :
         {"ppo",
          "values",
          "entropy",
          "a2c",
          "grpo",
          "dapo",
          "dr_grpo",
          "rloo",
          "bradley_terry",
          "plackett_luce"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestLosses::gradientsOfPoliciesAndRewardsAgreeWithDifferences()
{
    QFETCH(QString, name);
    RlParams params;
    params.entropyCoef = 0.3;
    // What the loss is a function of, and where: away from the corners that clipping makes.
    Tensor at = fourTokens().logProbs;
    if (name == u"values"_s)
        at = torch::tensor({{0.3, -0.2, 0.9}, {0.1, 0.0, 0.0}}, torch::kFloat64);
    if (name == u"entropy"_s)
        at = torch::tensor({{0.8, 0.2, 0.5}, {0.4, 0.0, 0.0}}, torch::kFloat64);
    if (name == u"bradley_terry"_s || name == u"plackett_luce"_s)
        at = column({0.4, -0.3, 1.2, 0.1});
    const auto lossAt = [&](const Tensor& x) {
        if (name == u"bradley_terry"_s)
            return bradleyTerry(x.narrow(0, 0, 2), x.narrow(0, 2, 2), column({0.5, 1.0}), 0.1)
                .sum();
        if (name == u"plackett_luce"_s)
            return plackettLuce(x, {{2}, {0, 3}, {1}});
        Minibatch batch = fourTokens();
        batch.entropy = torch::full_like(batch.mask, 0.5);
        batch.values = torch::zeros_like(batch.mask);
        batch.oldValues = torch::full_like(batch.mask, 0.25);
        batch.returns = torch::full_like(batch.mask, 0.6);
        (name == u"values"_s    ? batch.values
         : name == u"entropy"_s ? batch.entropy
                                : batch.logProbs) = x;
        if (name == u"a2c"_s)
            return a2cLoss(batch, params).loss;
        if (name == u"rloo"_s)
            return rlooLoss(batch, params).loss;
        if (name == u"grpo"_s || name == u"dapo"_s || name == u"dr_grpo"_s) {
            RlParams kind = params;
            kind.lossType = name.toStdString();
            return grpoLoss(batch, kind, 0.2).loss;
        }
        return ppoLoss(batch, params).loss;
    };
    Tensor x = at.clone().set_requires_grad(true);
    lossAt(x).backward();
    const Tensor gradient = x.grad().reshape({-1});
    double size = 0;
    for (int64_t i = 0; i < at.numel(); ++i) {
        double values[2];
        for (const int side : {0, 1}) {
            Tensor moved = at.clone();
            moved.view({-1})[i] += side == 0 ? -1e-5 : 1e-5;
            values[side] = lossAt(moved).item<double>();
        }
        const double found = gradient[i].item<double>();
        QVERIFY2(
            near(found, (values[1] - values[0]) / 2e-5, 1e-6),
            qPrintable(u"%1: %2"_s.arg(i).arg(found)));
        size += std::abs(found);
    }
    QVERIFY(size > 0.01);
}

void TestLosses::plackettLuceOfTwoIsBradleyTerry()
{
    const Tensor scores = column({0.7, -0.4});
    QVERIFY(near(
        plackettLuce(scores, {{0}, {1}}).item<double>(),
        bradleyTerry(scores[0], scores[1], {}, 0).item<double>(),
        1e-12));
    QVERIFY(near(
        plackettLuce(scores, {{1}, {0}}).item<double>(),
        bradleyTerry(scores[1], scores[0], {}, 0).item<double>(),
        1e-12));
}

void TestLosses::plackettLuceOfThreeByHand()
{
    // Order 2, 0, 1 of scores 1, 2, 3: -(3 - log(e + e^2 + e^3)) - (1 - log(e + e^2)).
    const double expected = -(3 - std::log(std::exp(1) + std::exp(2) + std::exp(3))) -
                            (1 - std::log(std::exp(1) + std::exp(2)));
    QVERIFY(near(plackettLuce(column({1, 2, 3}), {{2}, {0}, {1}}).item<double>(), expected));
}

void TestLosses::tiedAnswersAreNotPreferredToEachOther()
{
    const Tensor scores = column({0.0, 0.0, 0.0}).requires_grad_();
    plackettLuce(scores, {{0, 1}, {2}}).backward();
    QVERIFY(near(scores.grad()[0].item<double>(), scores.grad()[1].item<double>()));
    QVERIFY(scores.grad()[0].item<double>() < 0); // both rise above the third
    QVERIFY(scores.grad()[2].item<double>() > 0);
}

void TestLosses::marginAndCentreByHand()
{
    const Tensor losses = bradleyTerry(column({2.0}), column({1.0}), column({0.5}), 0.01);
    QVERIFY(near(losses[0].item<double>(), -std::log(sigmoid(0.5)) + 0.01 * 9));
}

void TestLosses::ppoClipsOnlyWhatGoesTooFar()
{
    RlParams params;
    const Minibatch batch = fourTokens();
    // Ratios 1, e^0.5 (A > 0: clipped at 1.2), e^-0.5 (A < 0: clipped at 0.8), e^0.1.
    const double expected = (-1.0 - 2 * 1.2 + 0.8 + 0.5 * std::exp(0.1)) / 4;
    const PolicyLoss found = ppoLoss(batch, params);
    QVERIFY(near(found.loss.item<double>(), expected));
    for (const auto& [name, value] : found.curves)
        if (name == "policy/clipfrac_avg")
            QVERIFY(near(value, 0.5));
}

void TestLosses::a2cIsPpoWithOnePassAndNoClipping()
{
    // Huang et al. 2022: on the policy's own answers, without clipping, the gradients are equal.
    const auto gradients = [](bool ppo) {
        RlParams params;
        params.clipRange = 1e6;
        params.valueClip = 0;
        params.valueCoef = ppo ? 0.2 : 0.1; // PPO's value loss bears a half
        Minibatch batch = fourTokens();
        batch.oldLogProbs = batch.logProbs;
        batch.logProbs = batch.logProbs.clone().requires_grad_();
        batch.values = torch::full({2, 3}, 0.5, torch::kFloat64).requires_grad_();
        batch.oldValues = batch.values.detach();
        batch.returns = batch.advantages + 0.1;
        (ppo ? ppoLoss(batch, params) : a2cLoss(batch, params)).loss.backward();
        return torch::cat({batch.logProbs.grad(), batch.values.grad()});
    };
    QVERIFY(torch::allclose(gradients(true), gradients(false), 1e-9, 1e-12));
}

void TestLosses::grpoAveragesAsAsked()
{
    RlParams params;
    params.clipRange = 1e6;
    params.maxNewTokens = 10;
    Minibatch batch = fourTokens();
    batch.oldLogProbs = batch.logProbs; // every ratio is 1
    const auto lossBy = [&](const char* type) {
        params.lossType = type;
        return grpoLoss(batch, params, 0).loss.item<double>();
    };
    QVERIFY(near(lossBy("grpo"), (-2.0 / 3 + 0.5) / 2));
    QVERIFY(near(lossBy("dapo"), (-2.0 + 0.5) / 4));
    QVERIFY(near(lossBy("dr_grpo"), (-2.0 + 0.5) / 2 / 10));
    // k3 of the first answer's first token: log ratio -0.2.
    params.lossType = "dapo";
    const double withKl = grpoLoss(batch, params, 0.1).loss.item<double>();
    double kl = 0;
    for (const double r : {-0.2, -0.4, 0.5, 0.0})
        kl += std::exp(r) - 1 - r;
    QVERIFY(near(withKl, -1.5 / 4 + 0.1 * kl / 4));
}

void TestLosses::aHigherClipLetsMoreThrough()
{
    // One token, ratio 1.25, advantage 1: clipped at 1.2, and not at 1.28 (clip-higher of DAPO).
    Minibatch batch;
    batch.mask = batch.advantages = torch::ones({1, 1}, torch::kFloat64);
    batch.logProbs = batch.refLogProbs = torch::zeros({1, 1}, torch::kFloat64);
    batch.oldLogProbs = torch::full({1, 1}, -std::log(1.25), torch::kFloat64);
    RlParams params;
    params.lossType = "dapo";
    const auto found = [&] { return grpoLoss(batch, params, 0).loss.item<double>(); };
    QVERIFY(near(found(), -1.2));
    params.clipRangeHigh = 0.28;
    QVERIFY(near(found(), -1.25));
    QVERIFY(near(ppoLoss(batch, params).loss.item<double>(), -1.25));
    // Downwards nothing changes: at a ratio of 0.75 and advantage -1 the limit is 0.8.
    batch.oldLogProbs = torch::full({1, 1}, -std::log(0.75), torch::kFloat64);
    batch.advantages = -batch.advantages;
    QVERIFY(near(found(), 0.8));
}

void TestLosses::rlooTakesAnswersAsAWhole()
{
    RlParams params;
    params.clipRange = 1e6;
    Minibatch batch = fourTokens();
    batch.advantages = torch::tensor({{2.0, 2.0, 2.0}, {-1.0, 0.0, 0.0}}, torch::kFloat64);
    // Whole answers: ratios e^(0 + 0.5 - 0.5) = 1 and e^0.1.
    const double expected = (-2.0 + std::exp(0.1)) / 2;
    QVERIFY(near(rlooLoss(batch, params).loss.item<double>(), expected));
}

QTEST_GUILESS_MAIN(TestLosses)
