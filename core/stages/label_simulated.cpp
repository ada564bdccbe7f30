#include "core/stages/label_simulated.h"

#include "core/reward/quality.h"
#include "core/stages/estimates.h"

namespace espalier {

namespace {

std::map<std::string, Facts> infer(const StageQuery& query)
{
    return {
        {"preferences", rankedFacts(factsOf(query, "candidates"), textOf(query.params, "pairs"))}};
}

Estimate estimate(const StageQuery& query, const Machine& machine)
{
    const Facts candidates = factsOf(query, "candidates");
    Estimate result;
    if (query.inputs.contains("judge")) {
        const Facts judge = factsOf(query, "judge");
        constexpr double kWithPrompts = 1.5;
        result = writingEstimate(
            {.tokens = kWithPrompts * static_cast<double>(candidates.bytes) / bytesPerToken(judge),
             .batch = 64,
             .passes = 1},
            judge,
            machine);
    }
    result.seconds += 0.5 + 2e-7 * static_cast<double>(candidates.bytes);
    result.memoryBytes += 60e6 + 4 * static_cast<double>(candidates.bytes);
    result.diskBytes = 1e5 + 3 * static_cast<double>(candidates.bytes);
    return result;
}

std::vector<Finding> check(const StageQuery& query)
{
    const auto params = bind<LabelSimulatedParams>(query.params);
    std::vector<Finding> findings;
    const bool wired = query.inputs.contains("reward");
    if (params.rule == "reward" && !wired)
        findings.push_back({"rule", tr("the rule is a reward and none is wired; wire `reward`.")});
    if (params.rule != "reward" && wired)
        findings.push_back(
            {"rule",
             tr("a reward is wired and the rule does not ask for it; set `rule` to reward.")});
    if (params.rule != "likelihood" && query.inputs.contains("judge"))
        findings.push_back(
            {"rule",
             tr("a judge is wired and the rule does not ask for it; set `rule` to likelihood.")});
    if (auto finding = cantAnswer(factsOf(query, "judge")))
        findings.push_back(std::move(*finding));
    if (params.rule == "qualities")
        for (const std::string& entry : params.qualities)
            if (!readWeightedQuality(entry))
                findings.push_back(
                    {"qualities",
                     tr("`{}` is no quality with a weight; write one such as \"words 0.02\".",
                        entry)});
    return findings;
}

} // namespace

StageInfo labelSimulated()
{
    return {
        .name = "label.simulated",
        .title = trNoop("Simulated annotator"),
        .help = trNoop(
            "A rule ranks the candidates in place of people, with as much noise and bias as you "
            "say: to try a pipeline, and to know what a reward model should find. Its labels "
            "are marked as simulated."),
        .inputs =
            {{"candidates", PortType::Candidates},
             {"reward", PortType::Reward, true},
             {"judge", PortType::Model, true}},
        .outputs = {{"preferences", PortType::Preferences}},
        .params = describe<LabelSimulatedParams>(),
        .codeVersion = 3, // an answer too long for the judge is left out, not judged in part
        .usesSeed = true,
        .mainMetric = "pairs",
        .infer = infer,
        .estimate = estimate,
        .check = check,
    };
}

} // namespace espalier
