#include "core/stages/sample_candidates.h"

#include "core/stages/estimates.h"
#include "core/stages/row_ports.h"

#include <cmath>
#include <cstdlib>

namespace espalier {

namespace {

std::map<std::string, Facts> infer(const StageQuery& query)
{
    const auto params = bind<SampleCandidatesParams>(query.params);
    Facts facts;
    facts.documents = static_cast<int64_t>(askedRows(query, 1, params.limit));
    facts.bytes = facts.documents * params.answers * params.maxNewTokens * 2;
    return {{"candidates", facts}};
}

Estimate estimate(const StageQuery& query, const Machine& machine)
{
    const auto params = bind<SampleCandidatesParams>(query.params);
    const double tokens = askedRows(query, 1, params.limit) *
                          static_cast<double>(params.answers * params.maxNewTokens) * 0.7;
    Estimate result = writingEstimate(
        {.tokens = tokens, .batch = params.batch}, factsOf(query, "model"), machine);
    result.diskBytes = 1e5 + tokens * 6;
    return result;
}

std::vector<Finding> check(const StageQuery& query)
{
    const auto params = bind<SampleCandidatesParams>(query.params);
    const Facts model = factsOf(query, "model");
    std::vector<Finding> findings;
    if (auto finding = notOneAsked(query))
        findings.push_back(std::move(*finding));
    if (params.temperatures.empty())
        findings.push_back({"temperatures", tr("at least one temperature is needed.")});
    const auto values = params.temperatureValues();
    for (size_t i = 0; i < values.size(); ++i)
        if (!(values[i] > 0 && values[i] <= 10))
            findings.push_back(
                {"temperatures",
                 tr("the temperature {} gives no different answers; take 0.01 to 10.",
                    params.temperatures[i])});
    if (auto finding = cantAnswer(model))
        findings.push_back(std::move(*finding));
    if (auto finding = noRoomToAsk(params.maxNewTokens, model))
        findings.push_back(std::move(*finding));
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
        .codeVersion = 2, // models and temperatures take turns evenly
        .usesSeed = true,
        .mainMetric = "distinct",
        .infer = infer,
        .estimate = estimate,
        .check = check,
    };
}

} // namespace espalier
