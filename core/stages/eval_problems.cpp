#include "core/stages/eval_problems.h"

#include "core/stages/estimates.h"

namespace espalier {

namespace {

Estimate estimate(const StageQuery& query, const Machine& machine)
{
    const auto params = bind<EvalProblemsParams>(query.params);
    const Facts model = factsOf(query, "model");
    double asked = 0.05 * static_cast<double>(factsOf(query, "problems").documents);
    if (params.limit > 0)
        asked = std::min(asked > 0 ? asked : 1e18, static_cast<double>(params.limit));
    const double tokens =
        asked * static_cast<double>(params.answers * params.maxNewTokens) / 2;
    Estimate result;
    // A token of an answer reads all weights; a batch shares each read.
    result.flops = tokens * trainFlopsPerToken(model, model.positions) / 3;
    result.seconds = 0.5 + 3 * result.flops / machine.flopsPerSecond;
    result.memoryBytes = 250e6 + 8.0 * static_cast<double>(model.parameters) +
                         8.0 * static_cast<double>(params.batch * model.positions) *
                             static_cast<double>(model.layers * model.width);
    result.diskBytes = 1e5 + asked * static_cast<double>(params.answers) * 1000;
    return result;
}

std::vector<Finding> check(const StageQuery& query)
{
    const auto params = bind<EvalProblemsParams>(query.params);
    const Facts model = factsOf(query, "model");
    std::vector<Finding> findings;
    if (params.answers > 1 && params.temperature == 0)
        findings.push_back(
            {"temperature",
             tr("{} answers at temperature 0 are {} times the same; raise the temperature.",
                params.answers,
                params.answers)});
    if (model.family == "bert" || model.classifies)
        findings.push_back(
            {"", tr("this model can't write answers; wire a causal language model.")});
    if (model.positions > 0 && params.maxNewTokens >= model.positions)
        findings.push_back(
            {"max_new_tokens",
             tr("answers of {} tokens leave no room for the problem in the model's {} positions.",
                params.maxNewTokens,
                model.positions)});
    return findings;
}

} // namespace

StageInfo evalProblems()
{
    return {
        .name = "eval.problems",
        .title = trNoop("Problems"),
        .help = trNoop("The model answers problems whose answer is known: the share that is right, "
                       "with its interval, for each kind of problem too; every answer can be read."),
        .inputs = {{"model", PortType::Model}, {"problems", PortType::Problems}},
        .outputs = {{"report", PortType::Report}},
        .params = describe<EvalProblemsParams>(),
        .codeVersion = 4, // code is compared as it is written, never as a formula
        .usesSeed = true,
        .mainMetric = "accuracy",
        .infer = [](const StageQuery&) { return std::map<std::string, Facts>{{"report", Facts{}}}; },
        .estimate = estimate,
        .check = check,
    };
}

} // namespace espalier
