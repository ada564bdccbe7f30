#include "core/stages/eval_arena.h"

#include "core/stages/estimates.h"

namespace espalier {

namespace {

Estimate estimate(const StageQuery& query, const Machine& machine)
{
    const auto params = bind<EvalArenaParams>(query.params);
    const Facts model = factsOf(query, "model");
    const char* port = query.inputs.contains("problems") ? "problems" : "prompts";
    double asked = 0.05 * static_cast<double>(factsOf(query, port).documents);
    if (params.limit > 0)
        asked = std::min(asked > 0 ? asked : 1e18, static_cast<double>(params.limit));
    const double tokens = 2 * asked * static_cast<double>(params.maxNewTokens) * 0.7;
    Estimate result;
    result.flops = tokens * trainFlopsPerToken(model, model.positions) / 3;
    result.seconds = 0.5 + 4 * result.flops / machine.flopsPerSecond;
    result.memoryBytes = 250e6 + 16.0 * static_cast<double>(model.parameters) +
                         8.0 * static_cast<double>(params.batch * model.positions) *
                             static_cast<double>(model.layers * model.width);
    result.diskBytes = 1e5 + asked * 2000;
    return result;
}

std::vector<Finding> check(const StageQuery& query)
{
    std::vector<Finding> findings;
    const bool prompts = query.inputs.contains("prompts"),
               problems = query.inputs.contains("problems");
    if (prompts == problems)
        findings.push_back(
            {"",
             prompts ? tr("wire either `prompts` or `problems`, not both.")
                     : tr("nothing is asked; wire `prompts`, or `problems` for rewards that "
                          "can be checked.")});
    for (const char* port : {"model", "baseline"}) {
        const Facts model = factsOf(query, port);
        if (model.family == "bert" || model.classifies)
            findings.push_back(
                {"", tr("this model can't write answers; wire a causal language model.")});
    }
    return findings;
}

} // namespace

StageInfo evalArena()
{
    return {
        .name = "eval.arena",
        .title = trNoop("Arena"),
        .help = trNoop(
            "A model and a baseline answer the same prompts, and a reward says whose answer is "
            "better: how often the model wins, how much reward it gained, how far it went "
            "from the baseline."),
        .inputs =
            {{"model", PortType::Model},
             {"baseline", PortType::Model},
             {"prompts", PortType::Prompts, true},
             {"problems", PortType::Problems, true},
             {"reward", PortType::Reward}},
        .outputs = {{"report", PortType::Report}},
        .params = describe<EvalArenaParams>(),
        .usesSeed = true,
        .mainMetric = "win_rate",
        .infer =
            [](const StageQuery&) {
                return std::map<std::string, Facts>{{"report", Facts{}}};
            },
        .estimate = estimate,
        .check = check,
    };
}

} // namespace espalier
