/// label.simulated: a rule ranks candidates in place of people. Scores come from measurable
/// qualities, a reward, or the likelihood under the model that wrote them; then the answer shown
/// first gains, and neighbours in the order change places as often as the noise says.

#include "core/stages/label_simulated.h"

#include "core/base/random.h"
#include "core/engine/align/reward_source.h"
#include "core/engine/stages/all.h"
#include "core/engine/stages/context.h"
#include "core/engine/stages/label_rows.h"
#include "core/labels/ranking_rows.h"
#include "core/reward/quality.h"

#include <cmath>
#include <numeric>

namespace espalier {

namespace {

/// The rule's word on every answer of every set.
std::vector<std::vector<double>> scoresBy(
    StageContext& context,
    const LabelSimulatedParams& params,
    const std::vector<CandidateSet>& sets)
{
    std::vector<std::vector<double>> all;
    if (params.rule == "reward") {
        const auto reward = openReward(context.input("reward"), torch::Device(context.device()));
        for (const CandidateSet& set : sets) {
            std::vector<Answered> answered;
            for (const CandidateAnswer& answer : set.answers)
                answered.push_back({&set.row, answer.text, answer.ended, answer.tokens});
            all.push_back(reward.score(answered));
            context.progress(static_cast<int64_t>(all.size()), static_cast<int64_t>(sets.size()));
            if (context.interrupted())
                throw context.stopped();
        }
        return all;
    }
    std::vector<WeightedQuality> weights;
    for (const std::string& entry : params.qualities)
        if (const auto quality = readWeightedQuality(entry))
            weights.push_back(*quality);
    for (const CandidateSet& set : sets) {
        auto& scores = all.emplace_back();
        for (const CandidateAnswer& answer : set.answers) {
            const auto tokens = static_cast<double>(std::max<int64_t>(1, answer.tokens));
            scores.push_back(
                params.rule == "likelihood" ? answer.logProb / tokens
                                            : qualitySum(weights, answer.text));
        }
    }
    return all;
}

double deviationOf(const std::vector<std::vector<double>>& all)
{
    double sum = 0, squares = 0, n = 0;
    for (const auto& scores : all)
        for (const double score : scores)
            if (std::isfinite(score)) {
                sum += score;
                squares += score * score;
                ++n;
            }
    return n > 1 ? std::sqrt(std::max(0.0, squares / n - sum * sum / n / n)) : 0;
}

/// Answers in order, the best first; what no rule scored comes last.
std::vector<int64_t> orderOf(const std::vector<double>& scores)
{
    std::vector<int64_t> order(scores.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
        const double x = scores[static_cast<size_t>(a)], y = scores[static_cast<size_t>(b)];
        return std::isfinite(x) && (!std::isfinite(y) || x > y);
    });
    return order;
}

} // namespace

void runLabelSimulated(StageContext& context)
{
    const auto params = context.params<LabelSimulatedParams>();
    const auto sets = readCandidates(context.input("candidates"));
    const auto scores = scoresBy(context, params, sets);
    const double unit = deviationOf(scores);
    std::vector<RankedSet> ranked;
    uint64_t unscored = 0, swapped = 0, choices = 0;
    for (size_t i = 0; i < sets.size(); ++i) {
        Random random(static_cast<uint64_t>(params.seed), "annotator", i);
        std::vector<double> seen = scores[i];
        if (std::none_of(seen.begin(), seen.end(), [](double s) { return std::isfinite(s); })) {
            ++unscored;
            continue;
        }
        seen[random.below(seen.size())] += params.positionBias * unit; // the one shown first
        auto order = orderOf(seen);
        const bool noisy = sets[i].side == Split::Train || params.noiseOn == "both";
        std::vector<bool> tied(order.size(), false); // with the one before
        for (size_t k = 0; k + 1 < order.size(); ++k) {
            const double gap =
                seen[static_cast<size_t>(order[k])] - seen[static_cast<size_t>(order[k + 1])];
            tied[k + 1] = std::isfinite(gap) && gap <= params.tie;
        }
        for (size_t k = 0; k + 1 < order.size(); ++k) {
            if (tied[k + 1])
                continue;
            ++choices;
            if (noisy && random.uniform() < params.noise) {
                std::swap(order[k], order[k + 1]);
                ++swapped;
                ++k; // a choice is made once
            }
        }
        RankedSet& one = ranked.emplace_back();
        one.set = &sets[i];
        one.mark = kSimulatedMark;
        if (params.margin)
            one.scores = scores[i];
        for (size_t k = 0; k < order.size(); ++k) {
            if (k == 0 || !tied[k])
                one.places.emplace_back();
            one.places.back().push_back(order[k]);
        }
    }
    if (unscored > 0)
        context.say(
            "labels",
            Notice::Warning,
            tr("{} prompts have no answer that the rule can score; they were left out.", unscored));
    const uint64_t pairs = writeRankedSets(context.output(), ranked, params.pairs, "simulated");
    context.log("pairs", 0, static_cast<double>(pairs));
    context.describe(
        {{"simulated", true},
         {"rule", params.rule},
         {"prompts", ranked.size()},
         {"pairs", pairs},
         {"noise", params.noise},
         {"swapped", swapped},
         {"choices", choices},
         {"score_deviation", unit}});
}

} // namespace espalier
