#include "core/engine/align/minibatches.h"

#include "core/base/random.h"
#include "core/engine/align/advantages.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace espalier {

using torch::Tensor;

namespace {

/// An order of all answers for one pass.
std::vector<int64_t> shuffledRows(int64_t count, uint64_t seed, int64_t step, int64_t pass)
{
    std::vector<int64_t> order(static_cast<size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    Random random(seed, "minibatches/" + std::to_string(step), static_cast<uint64_t>(pass));
    shuffle(order, random);
    return order;
}

Minibatch minibatchOf(
    const Rollouts& rollouts,
    const std::vector<int64_t>& rows,
    Learner& learner,
    const MinibatchOptions& options)
{
    const SequenceBatch some = rollouts.batch.select(rows);
    const int64_t width = some.ids.size(1);
    const Tensor index = torch::tensor(rows, torch::kInt64).to(some.ids.device());
    const auto known = [&](const Tensor& all) {
        return all.defined() ? all.index_select(0, index).narrow(1, 0, width) : Tensor();
    };
    const PolicyPass pass = policyPass(
        learner.policy,
        some,
        {.temperature = options.temperature, .entropy = true, .learnEntropy = options.entropy});
    Minibatch batch;
    batch.mask = some.mask;
    batch.logProbs = pass.logProbs;
    batch.entropy = pass.entropy;
    batch.oldLogProbs = known(rollouts.oldLogProbs);
    batch.refLogProbs = known(rollouts.refLogProbs);
    batch.advantages = known(rollouts.advantages);
    batch.oldValues = known(rollouts.values);
    batch.returns = known(rollouts.returns);
    if (learner.critic)
        batch.values = learner.critic->values(some, pass.hidden);
    return batch;
}

/// The least and the greatest share of tokens that an update clipped downwards and upwards.
class ClipExtremes
{
public:
    void add(const Curves& update)
    {
        for (const auto& [name, value] : update) {
            if (name == "clip_ratio/low_mean")
                m_low = std::min(m_low.value_or(value), value);
            else if (name == "clip_ratio/high_mean")
                m_high = std::max(m_high.value_or(value), value);
        }
    }
    void addTo(Curves& curves) const
    {
        if (m_low)
            curves.emplace_back("clip_ratio/low_min", *m_low);
        if (m_high)
            curves.emplace_back("clip_ratio/high_max", *m_high);
    }

private:
    std::optional<double> m_low, m_high;
};

} // namespace

MinibatchOptions minibatchOptions(const RlParams& params)
{
    return {
        .passes = params.passes,
        .minibatches = params.minibatches,
        .clip = params.clip,
        .temperature = params.temperature,
        .klStop = params.updateKlStop,
        .entropy = params.entropyCoef > 0};
}

UpdateResult minibatchUpdates(
    const Rollouts& rollouts,
    Learner& learner,
    const MinibatchOptions& options,
    const LossFunction& loss)
{
    const int64_t count = rollouts.answers();
    const int64_t parts = std::min(options.minibatches, count);
    UpdateResult result;
    CurveMeans means;
    ClipExtremes extremes;
    int64_t updates = 0;
    learner.policy->train();
    for (int64_t pass = 0; pass < options.passes; ++pass) {
        const auto order = shuffledRows(count, learner.seed, rollouts.step, pass);
        double moved = 0;
        for (int64_t part = 0; part < parts; ++part) {
            const std::vector<int64_t> rows(
                order.begin() + count * part / parts, order.begin() + count * (part + 1) / parts);
            const PolicyLoss now = loss(minibatchOf(rollouts, rows, learner, options));
            now.loss.backward();
            double value = now.loss.item<double>();
            if (learner.pretrainLoss) {
                const Tensor text = learner.pretrainLoss(updates);
                (learner.pretrainWeight * text).backward();
                means.add("loss/pretrain", text.item<double>());
                value += learner.pretrainWeight * text.item<double>();
            }
            const double norm =
                learner.optimizer->clippedStep(learner.learningRate, options.clip, value);
            if (!std::isfinite(norm)) {
                result.finite = false;
                return result;
            }
            result.loss += value;
            result.gradNorm += norm;
            ++updates;
            extremes.add(now.curves);
            for (const auto& [name, point] : now.curves) {
                means.add(name, point);
                if (name == "policy/approxkl_avg")
                    moved += point / static_cast<double>(parts);
            }
        }
        if (options.klStop > 0 && moved > options.klStop)
            break;
    }
    result.loss /= static_cast<double>(std::max<int64_t>(1, updates));
    result.gradNorm /= static_cast<double>(std::max<int64_t>(1, updates));
    result.curves = means.curves();
    extremes.addTo(result.curves);
    result.curves.emplace_back("updates", static_cast<double>(updates));
    return result;
}

void adviseByCritic(Rollouts& rollouts, const RlParams& params)
{
    const Tensor& mask = rollouts.batch.mask;
    const Tensor advantages = generalisedAdvantages(
        rollouts.tokenRewards, rollouts.values, mask, params.gamma, params.lambda);
    rollouts.returns = advantages + rollouts.values * mask;
    rollouts.advantages = params.whitenAdvantages ? whiten(advantages, mask, false) : advantages;
}

} // namespace espalier
