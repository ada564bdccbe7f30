#include "core/stages/train_preference.h"

namespace espalier {

namespace {

/// Whether a loss asks what the reference thinks of an answer.
bool asksReference(const std::string& loss)
{
    return loss != "orpo" && loss != "simpo";
}

Estimate estimate(const StageQuery& query, const Machine& machine)
{
    const auto params = bind<TrainPreferenceParams>(query.params);
    return pairEstimate(
        params,
        query,
        machine,
        {.trained = trainedWeights(factsOf(query, "model")),
         .reference = asksReference(params.loss)});
}

std::vector<Finding> check(const StageQuery& query)
{
    const Facts model = factsOf(query, "model");
    auto findings = pairFindings(bind<TrainPreferenceParams>(query.params), model);
    if (auto finding = cantAnswer(model))
        findings.push_back(std::move(*finding));
    return findings;
}

} // namespace

StageInfo trainPreference()
{
    return {
        .name = "train.preference",
        .title = trNoop("Preference tuning"),
        .help = trNoop(
            "The model learns from preferences directly, without a reward model: DPO and its "
            "relatives. The reference is the model as it comes in; its log-probabilities are "
            "worked out once."),
        .inputs = {{"model", PortType::Model}, {"preferences", PortType::Preferences}},
        .outputs = {{"model", PortType::Model}},
        .params = describe<TrainPreferenceParams>(),
        .usesSeed = true,
        .mainMetric = "rewards/margins",
        .infer =
            [](const StageQuery& query) {
                return std::map<std::string, Facts>{{"model", factsOf(query, "model")}};
            },
        .estimate = estimate,
        .check = check,
    };
}

} // namespace espalier
