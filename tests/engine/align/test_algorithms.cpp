#include "tests/engine/align/test_algorithms.h"

#include "core/base/random.h"
#include "core/engine/align/algorithm.h"
#include "core/engine/align/minibatches.h"
#include "core/engine/align/rl_health.h"

#include <QTest>

#include <cmath>
#include <functional>
#include <map>
#include <set>

using namespace espalier;
using torch::Tensor;

namespace {

constexpr int64_t kArms = 6;

ModelConfig smallModel()
{
    ModelConfig config;
    config.vocabSize = kArms + 2;
    config.positions = 8;
    config.width = 16;
    config.heads = config.kvHeads = 2;
    config.headDim = 8;
    config.layers = 1;
    config.inner = 32;
    return config;
}

/// What each arm pays; the third one the most.
double paysOf(int64_t arm)
{
    const double pays[] = {0.0, 0.2, 1.0, 0.6, 0.1, 0.3};
    return arm < kArms ? pays[arm] : -0.5;
}

/// One prompt of one token, answers of one token: a bandit with an arm a token.
Rollouts play(
    const Transformer& policy, const Tensor& reference, Critic* critic, int64_t step, uint64_t seed)
{
    const torch::NoGradGuard guard;
    const int64_t prompts = 4, group = 8;
    const std::vector<Sequence> asked{{{kArms + 1, 0}, {0, 1}}};
    const Tensor logProbs = responseDistributions(policy, makeBatch(asked, torch::kCPU), 1)[0];
    Random random(seed, "bandit", static_cast<uint64_t>(step));
    Rollouts rollouts;
    rollouts.step = step;
    rollouts.group = group;
    std::vector<float> scores;
    for (int64_t i = 0; i < prompts * group; ++i) {
        double left = random.uniform();
        int64_t arm = 0;
        while (arm + 1 < logProbs.size(0) && (left -= std::exp(logProbs[arm].item<double>())) > 0)
            ++arm;
        rollouts.sequences.push_back({{kArms + 1, static_cast<int32_t>(arm)}, {0, 1}});
        scores.push_back(static_cast<float>(paysOf(arm)));
    }
    rollouts.batch = makeBatch(rollouts.sequences, torch::kCPU);
    rollouts.scores = torch::tensor(scores);
    rollouts.ended = torch::ones({prompts * group}).to(torch::kBool);
    const PolicyPass pass = policyPass(policy, rollouts.batch, {.entropy = true});
    rollouts.oldLogProbs = pass.logProbs;
    rollouts.entropy = pass.entropy;
    rollouts.refLogProbs =
        reference.index_select(0, rollouts.batch.targets.select(1, 0)).unsqueeze(1) *
        rollouts.batch.mask.narrow(1, 0, 1);
    rollouts.refLogProbs =
        torch::cat({rollouts.refLogProbs, torch::zeros({prompts * group, 1})}, 1);
    if (critic)
        rollouts.values = critic->values(rollouts.batch, pass.hidden);
    return rollouts;
}

struct Played
{
    double best = 0;      ///< probability of the best arm in the end
    double mostKl = 0;    ///< largest policy/kl of a step
    QStringList warnings; ///< of its health
};

Played playBandit(const AlgorithmInfo& info, uint64_t seed, int64_t steps)
{
    RlParams params;
    params.passes = info.name == std::string("trpo") ? 1 : 2;
    params.whitenAdvantages = true;
    params.lambda = 1;
    params.curvatureShare = 1;
    params.delta = 0.05;
    Transformer policy(smallModel());
    policy->initialise(seed);
    Transformer trunk(smallModel());
    trunk->initialise(seed);
    const std::vector<Sequence> asked{{{kArms + 1, 0}, {0, 1}}};
    Tensor reference;
    {
        const torch::NoGradGuard guard;
        reference = responseDistributions(policy, makeBatch(asked, torch::kCPU), 1)[0];
    }
    std::optional<Critic> critic;
    if (info.critic)
        critic.emplace(smallModel().width, torch::kCPU, trunk);
    Learner learner;
    learner.policy = policy;
    for (const auto& item : policy->named_parameters())
        learner.trained.emplace_back(item.key(), item.value());
    auto all = learner.trained;
    if (critic)
        for (const auto& weight : critic->trained())
            all.push_back(weight);
    AdamW optimizer(all, {.beta2 = 0.999, .weightDecay = 0});
    learner.critic = critic ? &*critic : nullptr;
    learner.optimizer = &optimizer;
    learner.learningRate = 0.01;
    learner.seed = seed;
    const auto algorithm = info.make(params);
    Played played;
    RlHealth health;
    for (int64_t step = 0; step < steps; ++step) {
        Rollouts rollouts = play(policy, reference, learner.critic, step, seed);
        shapeRewards(rollouts, params, algorithm->klInReward() ? 0.01 : 0);
        algorithm->advise(rollouts);
        const UpdateResult update = algorithm->update(rollouts, learner, 0.01);
        for (const auto& [name, value] : update.curves)
            if (name == "policy/kl")
                played.mostKl = std::max(played.mostKl, value);
        Curves curves = rolloutCurves(rollouts, 0.01);
        curves.insert(curves.end(), update.curves.begin(), update.curves.end());
        for (const HealthFinding& finding : health.afterStep(curves))
            played.warnings << QString::fromStdString(finding.name);
    }
    const torch::NoGradGuard guard;
    const Tensor now = responseDistributions(policy, makeBatch(asked, torch::kCPU), 1)[0];
    played.best = std::exp(now[2].item<double>());
    return played;
}

using Curve = std::vector<std::pair<std::string, double>>;

/// A step of a run in which nothing is wrong.
Curve healthy(int step)
{
    return {
        {"reward", 0.1 + 0.01 * step},
        {"reward_std", 0.3},
        {"objective/kl", 0.2 * step},
        {"entropy", 1.5 - 0.02 * step},
        {"frac_reward_zero_std", 0.1},
        {"completions/mean_length", 20.0 + (step % 3)},
        {"completions/clipped_ratio", 0.04 * (step % 4)},
        {"rollout/distinct", 0.9},
        {"policy/clipfrac_avg", 0.1}};
}

/// Runs in which something is, by the name of it.
std::map<std::string, std::function<Curve(int)>> troubles()
{
    const auto with = [](const std::map<std::string, std::function<double(int)>>& changed) {
        return [=](int step) {
            Curve curve = healthy(step);
            for (auto& [name, value] : curve)
                if (changed.contains(name))
                    value = changed.at(name)(step);
            return curve;
        };
    };
    return {
        {"kl_runaway", with({{"objective/kl", [](int s) { return 2.0 * s; }}})},
        {"equal_rewards", with({{"frac_reward_zero_std", [](int) { return 1.0; }}})},
        {"clip_fraction", with({{"policy/clipfrac_avg", [](int) { return 0.7; }}})},
        {"length_reward", with({{"completions/mean_length", [](int s) { return 20.0 + 2 * s; }}})},
        {"endless_answers", with({{"completions/clipped_ratio", [](int s) { return 0.02 * s; }}})},
        {"entropy_collapse",
         with(
             {{"entropy", [](int s) { return s < 5 ? 1.5 : 0.01; }},
              {"reward", [](int) { return 0.3; }},
              {"rollout/distinct", [](int s) { return s < 5 ? 0.9 : 0.125; }},
              {"frac_reward_zero_std", [](int s) { return s < 5 ? 0.1 : 0.97; }}})}};
}

/// What is found in forty steps, and when. After each of `cuts` steps another process goes on from
/// a checkpoint; one that is not `told` has no more than that.
std::vector<std::pair<int, std::string>>
findingsOf(const std::function<Curve(int)>& curves, const std::set<int>& cuts, bool told = true)
{
    auto health = std::make_unique<RlHealth>();
    std::vector<std::pair<int, std::string>> found;
    for (int step = 0; step < 40; ++step) {
        if (cuts.contains(step)) {
            const std::string kept = health->state().dump();
            health = std::make_unique<RlHealth>();
            if (told)
                health->restore(nlohmann::json::parse(kept));
        }
        for (const auto& finding : health->afterStep(curves(step)))
            found.emplace_back(step, finding.name);
    }
    return found;
}

/// Of all its weights.
AdamW optimizerOf(const Transformer& policy)
{
    AdamW::Named named;
    for (const auto& item : policy->named_parameters())
        named.emplace_back(item.key(), item.value());
    return AdamW(named, {.beta2 = 0.999, .weightDecay = 0});
}

} // namespace

void TestAlgorithms::everyAlgorithmSolvesABandit_data()
{
    QTest::addColumn<QString>("name");
    for (const auto& info : algorithms())
        QTest::newRow(info.name) << QString::fromLatin1(info.name);
}

void TestAlgorithms::everyAlgorithmSolvesABandit()
{
    QFETCH(QString, name);
    for (const uint64_t seed : {1, 2, 3, 4, 5}) {
        const Played played = playBandit(algorithm(name.toStdString()), seed, 60);
        QVERIFY2(
            played.best > 0.9,
            qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(played.best)));
        // Nothing is wrong with these runs, and nobody is told that something were.
        QVERIFY2(
            played.warnings.isEmpty(),
            qPrintable(QStringLiteral("seed %1: %2")
                           .arg(seed)
                           .arg(played.warnings.join(QLatin1Char(' ')))));
    }
}

void TestAlgorithms::trpoStaysWithinItsRegion()
{
    QVERIFY(playBandit(algorithm("trpo"), 1, 20).mostKl <= 0.05);
}

void TestAlgorithms::pretrainingTextMovesTheWeightsBesideTheReward()
{
    // Where the reward asks for nothing, an update is a step on the text's loss times its weight.
    const auto ids = torch::tensor({{1, 4, 2, 5, 3}}, torch::kInt64);
    const auto lossOf = [&](Transformer model) {
        return -torch::log_softmax(model->logits(model->forward(ids)), -1).select(2, 4).mean();
    };
    const auto fresh = [] {
        Transformer model(smallModel());
        model->initialise(7);
        return model;
    };
    const auto named = [](const Transformer& model) {
        AdamW::Named all;
        for (const auto& item : model->named_parameters())
            all.emplace_back(item.key(), item.value());
        return all;
    };
    Transformer policy = fresh(), plain = fresh();
    AdamW optimizer(named(policy), {.beta2 = 0.999, .weightDecay = 0});
    AdamW plainOptimizer(named(plain), {.beta2 = 0.999, .weightDecay = 0});
    Rollouts rollouts = play(policy, torch::zeros({kArms + 2}), nullptr, 0, 1);
    rollouts.advantages = torch::zeros_like(rollouts.batch.mask);
    std::vector<int64_t> asked;
    Learner learner;
    learner.policy = policy;
    learner.optimizer = &optimizer;
    learner.learningRate = 0.01;
    learner.pretrainWeight = 0.25;
    learner.pretrainLoss = [&](int64_t update) {
        asked.push_back(update);
        return lossOf(policy);
    };
    const auto result = minibatchUpdates(
        rollouts, learner, {.passes = 2, .minibatches = 3, .clip = 0}, [](const Minibatch& batch) {
            return PolicyLoss{(batch.logProbs * 0).sum(), {}};
        });
    double sum = 0;
    for (int i = 0; i < 6; ++i) {
        const Tensor loss = lossOf(plain);
        sum += loss.item<double>();
        (0.25 * loss).backward();
        plainOptimizer.step(0.01);
    }
    QCOMPARE(asked, (std::vector<int64_t>{0, 1, 2, 3, 4, 5}));
    QVERIFY(result.finite);
    QVERIFY(std::abs(result.loss - 0.25 * sum / 6) < 1e-6);
    QCOMPARE(result.curves.front().first, std::string("loss/pretrain"));
    QVERIFY(std::abs(result.curves.front().second - sum / 6) < 1e-6);
    const auto moved = named(policy), expected = named(plain), start = named(fresh());
    double far = 0;
    for (size_t i = 0; i < moved.size(); ++i) {
        QVERIFY2(
            torch::allclose(moved[i].second, expected[i].second, 1e-4, 1e-5),
            moved[i].first.c_str());
        far += (moved[i].second - start[i].second).abs().sum().item<double>();
    }
    QVERIFY(far > 0.1);
}

void TestAlgorithms::whitenedRewardsHaveDeviationOne()
{
    Transformer policy(smallModel());
    policy->initialise(1);
    Rollouts rollouts = play(policy, torch::zeros({kArms + 2}), nullptr, 0, 1);
    RlParams params;
    shapeRewards(rollouts, params, 0.1);
    const auto spread = [&] {
        return rollouts.tokenRewards.masked_select(rollouts.batch.mask > 0).std().item<double>();
    };
    const double plain = spread();
    const Tensor before = rollouts.tokenRewards.clone();
    params.whitenRewards = true;
    shapeRewards(rollouts, params, 0.1);
    QVERIFY(std::abs(plain - 1) > 0.05);
    QVERIFY(std::abs(spread() - 1) < 0.05);
    // Nothing but the scale around the mean changes.
    const auto known = rollouts.batch.mask > 0;
    const Tensor first = before.masked_select(known);
    const Tensor found = rollouts.tokenRewards.masked_select(known);
    QVERIFY(
        torch::allclose(found, (first - first.mean()) / first.std() + first.mean(), 1e-2, 1e-3));
}

void TestAlgorithms::extremesAreThoseOfTheUpdates()
{
    Transformer policy(smallModel());
    policy->initialise(7);
    AdamW optimizer = optimizerOf(policy);
    Rollouts rollouts = play(policy, torch::zeros({kArms + 2}), nullptr, 0, 1);
    rollouts.advantages = torch::zeros_like(rollouts.batch.mask);
    Learner learner;
    learner.policy = policy;
    learner.optimizer = &optimizer;
    const double low[] = {0.2, 0.05, 0.1, 0.4}, high[] = {0, 0.3, 0.1, 0.2};
    const auto found = [&](bool clips) {
        size_t update = 0;
        const auto result = minibatchUpdates(
            rollouts,
            learner,
            {.passes = 2, .minibatches = 2, .clip = 0},
            [&](const Minibatch& batch) {
                PolicyLoss loss{(batch.logProbs * 0).sum(), {}};
                if (clips)
                    loss.curves = {
                        {"clip_ratio/low_mean", low[update]},
                        {"clip_ratio/high_mean", high[update]}};
                ++update;
                return loss;
            });
        return std::map<std::string, double>(result.curves.begin(), result.curves.end());
    };
    auto curves = found(true);
    QVERIFY(std::abs(curves.at("clip_ratio/low_mean") - 0.1875) < 1e-9);
    QVERIFY(std::abs(curves.at("clip_ratio/high_mean") - 0.15) < 1e-9);
    QCOMPARE(curves.at("clip_ratio/low_min"), 0.05);
    QCOMPARE(curves.at("clip_ratio/high_max"), 0.3);
    curves = found(false);
    QVERIFY(!curves.contains("clip_ratio/low_min") && !curves.contains("clip_ratio/high_max"));
}

void TestAlgorithms::theEntropyOfAnUpdateIsShownWhetherLearnedFromOrNot()
{
    for (const double coefficient : {0.0, 0.01}) {
        Transformer policy(smallModel());
        policy->initialise(7);
        AdamW optimizer = optimizerOf(policy);
        Rollouts rollouts = play(policy, torch::zeros({kArms + 2}), nullptr, 0, 1);
        Learner learner;
        learner.policy = policy;
        learner.optimizer = &optimizer;
        learner.learningRate = 0.01;
        RlParams params;
        params.passes = 1;
        params.entropyCoef = coefficient;
        const auto grpo = algorithm("grpo").make(params);
        shapeRewards(rollouts, params, 0);
        grpo->advise(rollouts);
        const auto result = grpo->update(rollouts, learner, 0);
        const std::map<std::string, double> curves(result.curves.begin(), result.curves.end());
        // The first update sees the policy that wrote the answers.
        const double expected = maskedMean(rollouts.entropy, rollouts.batch.mask).item<double>();
        QVERIFY(expected > 1); // of eight tokens, nearly alike: ln 8
        QVERIFY(std::abs(curves.at("policy/entropy_avg") - expected) < 1e-5);
    }
}

void TestAlgorithms::troubleIsNamed()
{
    for (const auto& [name, curves] : troubles()) {
        const auto found = findingsOf(curves, {});
        QCOMPARE(found.size(), size_t{1});
        QCOMPARE(found.front().second, name);
    }
    RlHealth none;
    for (int step = 0; step < 200; ++step)
        QVERIFY(none.afterStep(healthy(std::min(step, 60))).empty());
}

void TestAlgorithms::aResumedRunFindsWhatAnUnbrokenOneFinds()
{
    for (const auto& [name, curves] : troubles()) {
        const auto whole = findingsOf(curves, {});
        for (const int cut : {0, 1, 2, 3, 4, 6, 9, 15, 19, 20, 21, 30, 39})
            QVERIFY2(
                findingsOf(curves, {cut}) == whole,
                (name + " cut at " + std::to_string(cut)).c_str());
        QVERIFY2(findingsOf(curves, {2, 5, 12, 25}) == whole, name.c_str());
    }
    // Without what the checkpoint tells, the beginning would be where the run was cut.
    const auto endless = troubles().at("endless_answers");
    const auto late = findingsOf(endless, {8}, false);
    QVERIFY(late != findingsOf(endless, {}));
    QVERIFY(!late.empty() && late.front().first > findingsOf(endless, {}).front().first);
}

void TestAlgorithms::anOlderCheckpointTellsNothingOfHealth()
{
    const auto curves = troubles().at("clip_fraction");
    RlHealth health;
    for (int step = 0; step < 10; ++step)
        (void)health.afterStep(curves(step));
    health.restore({});
    QVERIFY(health.state() == RlHealth().state());
    health.restore(nlohmann::json::object()); // of a version that knew less
    QVERIFY(health.state() == RlHealth().state());
    // What JSON can't hold does not break a checkpoint.
    (void)health.afterStep({{"objective/kl", INFINITY}, {"reward", std::nan("")}});
    RlHealth again;
    again.restore(nlohmann::json::parse(health.state().dump()));
    QVERIFY(again.state() == health.state());
}

QTEST_GUILESS_MAIN(TestAlgorithms)
