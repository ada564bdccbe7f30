#include "core/engine/align/rollouts.h"

#include "core/engine/align/advantages.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace espalier {

void CurveMeans::add(const std::string& name, double value, double weight)
{
    auto found = std::ranges::find(m_sums, name, &Sum::name);
    if (found == m_sums.end())
        found = m_sums.insert(m_sums.end(), {name});
    found->sum += weight * value;
    found->weight += weight;
}

void CurveMeans::add(const Curves& points, double weight)
{
    for (const auto& [name, value] : points)
        add(name, value, weight);
}

Curves CurveMeans::curves() const
{
    Curves all;
    for (const Sum& sum : m_sums)
        all.emplace_back(sum.name, sum.sum / sum.weight);
    return all;
}

using torch::Tensor;

namespace {

/// The column of each answer's last token: (N) int64.
Tensor lastColumns(const SequenceBatch& batch)
{
    const Tensor columns = torch::arange(batch.mask.size(1), batch.mask.options());
    return std::get<0>((batch.mask * (columns + 1)).max(1)).to(torch::kInt64).sub(1).clamp_min(0);
}

double meanOf(const Tensor& x)
{
    return x.numel() > 0 ? x.mean().item<double>() : 0;
}

double deviationOf(const Tensor& x)
{
    return x.numel() > 1 ? x.std().item<double>() : 0;
}

/// Share of answers right (rewarded with 1), and of prompts with at least one right answer among k,
/// where rewards are shares: all known ones lie between 0 and 1.
void addPassRates(Curves& curves, const Tensor& scores, int64_t group)
{
    const auto known = scores.masked_select(torch::isfinite(scores));
    if (known.numel() == 0 || !((known >= 0) & (known <= 1)).all().item<bool>())
        return;
    const auto* score = scores.data_ptr<float>();
    double any = 0;
    int64_t groups = 0;
    for (int64_t first = 0; first < scores.numel(); first += group) {
        const int64_t count = std::min(group, scores.numel() - first);
        ++groups;
        any += std::any_of(score + first, score + first + count, [](float s) { return s == 1; });
    }
    curves.emplace_back("rollout/pass@1", meanOf((known == 1).to(torch::kFloat32)));
    if (group > 1)
        curves.emplace_back(
            "rollout/pass@" + std::to_string(group), any / static_cast<double>(groups));
}

/// Lengths of answers: completions/mean_KIND and so on.
void addLengths(Curves& curves, const Tensor& lengths, const std::string& kind)
{
    const bool some = lengths.numel() > 0;
    curves.emplace_back("completions/mean_" + kind, meanOf(lengths));
    curves.emplace_back("completions/max_" + kind, some ? lengths.max().item<double>() : 0);
    curves.emplace_back("completions/min_" + kind, some ? lengths.min().item<double>() : 0);
}

/// What each part of a blend gave, before its weight.
void addParts(Curves& curves, const std::vector<RewardPart>& parts)
{
    for (const RewardPart& part : parts) {
        const Tensor all = torch::tensor(part.scores, torch::kFloat64);
        const Tensor known = all.masked_select(torch::isfinite(all));
        if (known.numel() == 0)
            continue;
        curves.emplace_back("rewards/" + part.name + "/mean", meanOf(known));
        curves.emplace_back("rewards/" + part.name + "/std", deviationOf(known));
    }
}

/// Mean share of different answers among those to one prompt.
double distinctShare(const Rollouts& rollouts)
{
    double share = 0;
    int64_t groups = 0;
    const auto all = static_cast<int64_t>(rollouts.sequences.size());
    for (int64_t first = 0; first < all; first += rollouts.group) {
        const int64_t count = std::min(rollouts.group, all - first);
        std::set<std::vector<int32_t>> different;
        for (int64_t i = first; i < first + count; ++i)
            different.insert(rollouts.sequences[static_cast<size_t>(i)].ids);
        share += static_cast<double>(different.size()) / static_cast<double>(count);
        ++groups;
    }
    return groups > 0 ? share / static_cast<double>(groups) : 0;
}

} // namespace

double Rollouts::klPerAnswer() const
{
    return maskedSumPerRow(oldLogProbs - refLogProbs, batch.mask).mean().item<double>();
}

void shapeRewards(Rollouts& rollouts, const RlParams& params, double klCoefficient)
{
    Tensor rewards = rollouts.scores.clone();
    if (params.missingEosPenalty > 0)
        rewards =
            rewards - params.missingEosPenalty * rollouts.ended.logical_not().to(torch::kFloat32);
    if (params.rewardClip > 0)
        rewards = rewards.clamp(-params.rewardClip, params.rewardClip);
    rollouts.rewards = rewards;
    const Tensor known =
        torch::isfinite(rewards).to(torch::kFloat32).to(rollouts.batch.mask.device());
    rollouts.batch.mask = rollouts.batch.mask * known.unsqueeze(1);
    const Tensor& mask = rollouts.batch.mask;
    rollouts.kl = klPerToken(rollouts.oldLogProbs, rollouts.refLogProbs, params.klEstimator) * mask;
    const Tensor end =
        torch::zeros_like(mask).scatter_(1, lastColumns(rollouts.batch).unsqueeze(1), 1.0F);
    const Tensor given = torch::nan_to_num(rewards, 0.0).to(mask.device());
    rollouts.tokenRewards = (-klCoefficient * rollouts.kl + end * given.unsqueeze(1)) * mask;
    if (params.whitenRewards)
        rollouts.tokenRewards = whiten(rollouts.tokenRewards, mask, true);
}

Curves rolloutCurves(const Rollouts& rollouts, double klCoefficient)
{
    const Tensor& mask = rollouts.batch.mask;
    const Tensor scores = rollouts.scores.to(torch::kCPU).contiguous();
    const Tensor known = scores.masked_select(torch::isfinite(scores));
    const Tensor tokens = mask.sum(1).to(torch::kCPU);
    const Tensor lengths = tokens.masked_select(tokens > 0);
    const Tensor ended = rollouts.ended.to(torch::kCPU);
    const Tensor whole = tokens.masked_select((tokens > 0).logical_and(ended));
    const Tensor apart = rollouts.oldLogProbs - rollouts.refLogProbs;
    const double kl = rollouts.klPerAnswer();
    const double cost = klCoefficient * meanOf(maskedSumPerRow(rollouts.kl, mask));
    Curves curves{
        {"reward", meanOf(known)},
        {"reward_std", deviationOf(known)},
        {"objective/scores", meanOf(known)},
        {"objective/kl", kl},
        {"objective/entropy", meanOf(maskedSumPerRow(rollouts.entropy, mask))},
        {"objective/non_score_reward", -cost},
        {"objective/rlhf_reward", meanOf(known) - cost},
        {"kl", maskedMean(apart, mask).item<double>()},
        {"entropy", maskedMean(rollouts.entropy, mask).item<double>()},
        {"kl_coef", klCoefficient},
        {"frac_reward_zero_std",
         rollouts.group > 1 ? shareOfEqualGroups(scores, rollouts.group) : 0},
        {"completions/clipped_ratio", 1 - ended.to(torch::kFloat32).mean().item<double>()},
        {"rollout/distinct", distinctShare(rollouts)},
        // An answer ends with its end token, so that each that ended has one.
        {"val/num_eos_tokens", static_cast<double>(ended.sum().item<int64_t>())},
    };
    addLengths(curves, lengths, "length");
    if (whole.numel() > 0)
        addLengths(curves, whole, "terminated_length");
    addParts(curves, rollouts.parts);
    addPassRates(curves, scores, rollouts.group);
    return curves;
}

} // namespace espalier
