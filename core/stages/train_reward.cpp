#include "core/stages/train_reward.h"

namespace espalier {

namespace {

Estimate estimate(const StageQuery& query, const Machine& machine)
{
    return pairEstimate(
        bind<TrainRewardParams>(query.params),
        query,
        machine,
        static_cast<double>(factsOf(query, "model").parameters),
        false,
        true);
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
            "made to have mean 0 and deviation 1 over the answers it was trained on."),
        .inputs = {{"model", PortType::Model}, {"preferences", PortType::Preferences}},
        .outputs = {{"reward", PortType::Reward}},
        .params = describe<TrainRewardParams>(),
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
