#include "core/stages/eval_problems.h"

#include "core/stages/estimates.h"
#include "core/stages/row_ports.h"

namespace espalier {

namespace {

Estimate estimate(const StageQuery& query, const Machine& machine)
{
    const auto params = bind<EvalProblemsParams>(query.params);
    const double asked = askedRows(query, 0.05, params.limit);
    const double tokens = asked * static_cast<double>(params.answers * params.maxNewTokens) / 2;
    Estimate result = writingEstimate(
        {.tokens = tokens, .batch = params.batch}, factsOf(query, "model"), machine);
    result.seconds += checkingSeconds(query, machine, asked * static_cast<double>(params.answers));
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
    if (auto finding = cantAnswer(model))
        findings.push_back(std::move(*finding));
    if (auto finding = noRoomToAsk(params.maxNewTokens, model))
        findings.push_back(std::move(*finding));
    return findings;
}

} // namespace

StageInfo evalProblems()
{
    return {
        .name = "eval.problems",
        .title = trNoop("Problems"),
        .help =
            trNoop("The model answers problems whose answer is known: the share that is right, "
                   "with its interval, for each kind of problem too; every answer can be read. A "
                   "wired reward decides instead of the text: programs are run against their "
                   "tests."),
        .inputs =
            {{"model", PortType::Model},
             {"problems", PortType::Problems},
             {"reward", PortType::Reward, true}},
        .outputs = {{"report", PortType::Report}},
        .params = describe<EvalProblemsParams>(),
        .codeVersion = 6, // pass@k of all answers too
        .usesSeed = true,
        .mainMetric = "accuracy",
        .infer =
            [](const StageQuery&) {
                return std::map<std::string, Facts>{{"report", Facts{}}};
            },
        .estimate = estimate,
        .check = check,
    };
}

} // namespace espalier
