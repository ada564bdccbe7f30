#include "core/stages/train_reward.h"

namespace espalier {

namespace {

/// Rows of a step are pairs: two texts each.
Estimate estimate(const StageQuery& query, const Machine& machine)
{
    auto params = bind<TrainRewardParams>(query.params);
    const Facts model = factsOf(query, "model");
    const Facts rows = factsOf(query, "preferences");
    const int64_t positions = std::max<int64_t>(model.positions, 1);
    int64_t block = params.block > 0 ? std::min(params.block, positions) : positions;
    const double perToken = model.bytesPerToken > 0 ? model.bytesPerToken : 4;
    const auto documents = static_cast<double>(std::max<int64_t>(rows.documents, 1));
    if (rows.documents > 0)
        block = std::clamp<int64_t>(
            static_cast<int64_t>(static_cast<double>(rows.bytes) / perToken / documents / 1.5),
            1,
            block);
    double steps = params.maxSteps > 0 ? static_cast<double>(params.maxSteps) : 1e18;
    if (params.epochs > 0)
        steps = std::min(
            steps,
            params.epochs * documents / static_cast<double>(params.batch * params.accumulation));
    params.batch *= 2;
    return trainingEstimate(
        params, model, machine, steps, block, static_cast<double>(model.parameters));
}

std::vector<Finding> check(const StageQuery& query)
{
    const auto params = bind<TrainRewardParams>(query.params);
    const Facts model = factsOf(query, "model");
    auto findings = trainingFindings(params);
    if (auto finding = blockTooLong(params.block, model))
        findings.push_back(std::move(*finding));
    if (params.maxSteps == 0 && params.epochs == 0)
        findings.push_back(
            {"max_steps", tr("nothing says when to end; set `max_steps` or `epochs`.")});
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
