#include "core/stages/train_reward.h"

#include <algorithm>

namespace espalier {

namespace {

Estimate estimate(const StageQuery& query, const Machine& machine)
{
    const auto params = bind<TrainRewardParams>(query.params);
    const Facts model = factsOf(query, "model");
    const PairUse use{
        .trained = static_cast<double>(model.parameters),
        .words = false,
        .rankings = params.loss == "plackett_luce"};
    Estimate result = pairEstimate(params, query, machine, use);
    // In the end it is asked of what its scores are normalised by, and of what is held out.
    constexpr double kNormalisedBy = 1000;
    const PairRows rows = pairRows(params, query, use);
    const double asked = std::min(kNormalisedBy, rows.count) + rows.held;
    const double flops = forwardFlops(model, {asked * rows.each.tokens, 0, rows.each.length});
    result.flops += flops;
    // The gold reward is asked of what is held out too.
    result.seconds += flops / machine.flopsPerSecond + 2 * rows.held *
                                                           factsOf(query, "gold").checkSeconds /
                                                           std::max(1, machine.threads);
    return result;
}

std::vector<Finding> check(const StageQuery& query)
{
    const Facts model = factsOf(query, "model");
    auto findings = pairFindings(bind<TrainRewardParams>(query.params), model);
    if (model.family == "bert")
        findings.push_back(
            {"", tr("a reward model reads forwards; wire a causal language model.")});
    return findings;
}

} // namespace

StageInfo trainReward()
{
    return {
        .name = "train.reward",
        .title = trNoop("Reward model"),
        .help = trNoop(
            "A model with a score in place of words learns what is preferred. Its scores are "
            "made to have mean 0 and deviation 1 over the answers it was trained on. Where a "
            "reward is wired to `gold`, such as the rule behind simulated labels, the model is "
            "compared with it on answers that were held out."),
        .inputs =
            {{"model", PortType::Model},
             {"preferences", PortType::Preferences},
             {"gold", PortType::Reward, true}},
        .outputs = {{"reward", PortType::Reward}},
        .params = describe<TrainRewardParams>(),
        .codeVersion = 3, // answers that are equal once they are cut count once; says whose labels
        .usesSeed = true,
        .mainMetric = "accuracy",
        .infer =
            [](const StageQuery& query) {
                return std::map<std::string, Facts>{{"reward", factsOf(query, "model")}};
            },
        .estimate = estimate,
        .check = check,
    };
}

} // namespace espalier
