#include "core/stages/eval_arena.h"

#include "core/stages/estimates.h"
#include "core/stages/row_ports.h"

namespace espalier {

namespace {

Estimate estimate(const StageQuery& query, const Machine& machine)
{
    const auto params = bind<EvalArenaParams>(query.params);
    const double asked = askedRows(query, 0.05, params.limit);
    const double tokens = 2 * asked * static_cast<double>(params.maxNewTokens) * 0.7;
    Estimate result = writingEstimate(
        {.tokens = tokens, .batch = params.batch, .models = 2, .passes = 4},
        factsOf(query, "model"),
        machine);
    result.seconds += checkingSeconds(query, machine, 2 * asked);
    result.diskBytes = 1e5 + asked * 2000;
    return result;
}

std::vector<Finding> check(const StageQuery& query)
{
    std::vector<Finding> findings;
    if (auto finding = notOneAsked(query))
        findings.push_back(std::move(*finding));
    const auto params = bind<EvalArenaParams>(query.params);
    for (const char* port : {"model", "baseline"}) {
        if (auto finding = cantAnswer(factsOf(query, port)))
            findings.push_back(std::move(*finding));
        if (auto finding = noRoomToAsk(params.maxNewTokens, factsOf(query, port)))
            findings.push_back(std::move(*finding));
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
        .codeVersion = 3, // says how many answers ended, and how fast they came
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
