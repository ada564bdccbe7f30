#include "core/stages/sample_candidates.h"

#include "core/stages/estimates.h"

#include <cmath>
#include <cstdlib>

namespace espalier {

namespace {

double promptsAsked(const StageQuery& query, const SampleCandidatesParams& params)
{
    const char* port = query.inputs.contains("problems") ? "problems" : "prompts";
    const auto there = static_cast<double>(factsOf(query, port).documents);
    return params.limit > 0 ? std::min(there > 0 ? there : 1e18, static_cast<double>(params.limit))
                            : there;
}

std::map<std::string, Facts> infer(const StageQuery& query)
{
    const auto params = bind<SampleCandidatesParams>(query.params);
    Facts facts;
    facts.documents = static_cast<int64_t>(promptsAsked(query, params));
    facts.bytes = facts.documents * params.answers * params.maxNewTokens * 2;
    return {{"candidates", facts}};
}

Estimate estimate(const StageQuery& query, const Machine& machine)
{
    const auto params = bind<SampleCandidatesParams>(query.params);
    const Facts model = factsOf(query, "model");
    const double tokens = promptsAsked(query, params) *
                          static_cast<double>(params.answers * params.maxNewTokens) * 0.7;
    Estimate result;
    result.flops = tokens * trainFlopsPerToken(model, model.positions) / 3;
    result.seconds = 0.5 + 3 * result.flops / machine.flopsPerSecond;
    result.memoryBytes = 250e6 + 8.0 * static_cast<double>(model.parameters) +
                         8.0 * static_cast<double>(params.batch * model.positions) *
                             static_cast<double>(model.layers * model.width);
    result.diskBytes = 1e5 + tokens * 6;
    return result;
}

std::vector<Finding> check(const StageQuery& query)
{
    const auto params = bind<SampleCandidatesParams>(query.params);
    const Facts model = factsOf(query, "model");
    std::vector<Finding> findings;
    const bool prompts = query.inputs.contains("prompts"),
               problems = query.inputs.contains("problems");
    if (prompts == problems)
        findings.push_back(
            {"",
             prompts ? tr("wire either `prompts` or `problems`, not both.")
                     : tr("nothing is asked; wire `prompts`, or `problems` for rewards that "
                          "can be checked.")});
    if (params.temperatures.empty())
        findings.push_back({"temperatures", tr("at least one temperature is needed.")});
    const auto values = params.temperatureValues();
    for (size_t i = 0; i < values.size(); ++i)
        if (!(values[i] > 0 && values[i] <= 10))
            findings.push_back(
                {"temperatures",
                 tr("the temperature {} gives no different answers; take 0.01 to 10.",
                    params.temperatures[i])});
    if (model.family == "bert" || model.classifies)
        findings.push_back(
            {"", tr("this model can't write answers; wire a causal language model.")});
    return findings;
}

} // namespace

std::vector<double> SampleCandidatesParams::temperatureValues() const
{
    std::vector<double> values;
    for (const std::string& text : temperatures) {
        char* end = nullptr;
        const double value = std::strtod(text.c_str(), &end);
        values.push_back(end != text.c_str() && *end == '\0' ? value : std::nan(""));
    }
    return values;
}

StageInfo sampleCandidates()
{
    return {
        .name = "sample.candidates",
        .title = trNoop("Candidates"),
        .help = trNoop(
            "Models answer each prompt several times; people or a rule then say which answers "
            "they prefer. Answers that are nearly the same are replaced."),
        .inputs =
            {{"model", PortType::Model, false, true},
             {"prompts", PortType::Prompts, true},
             {"problems", PortType::Problems, true}},
        .outputs = {{"candidates", PortType::Candidates}},
        .params = describe<SampleCandidatesParams>(),
        .usesSeed = true,
        .mainMetric = "distinct",
        .infer = infer,
        .estimate = estimate,
        .check = check,
    };
}

} // namespace espalier
