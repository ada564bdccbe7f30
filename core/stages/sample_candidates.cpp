#include "core/stages/sample_candidates.h"

#include "core/stages/estimates.h"
#include "core/stages/row_ports.h"

#include <cmath>
#include <cstdlib>

namespace espalier {

namespace {

double answerTokens(const SampleCandidatesParams& params)
{
    return usualAnswer * static_cast<double>(params.answers * params.maxNewTokens);
}

std::map<std::string, Facts> infer(const StageQuery& query)
{
    const auto params = bind<SampleCandidatesParams>(query.params);
    const Facts model = factsOf(query, "model");
    const double asked = askedRows(query, 1, params.limit);
    Facts facts;
    facts.documents = static_cast<int64_t>(asked);
    facts.answers = params.answers;
    facts.bytes = static_cast<int64_t>(
        asked * (promptTokens(askedFacts(query), model) + answerTokens(params)) *
        bytesPerToken(model));
    return {{"candidates", facts}};
}

Estimate estimate(const StageQuery& query, const Machine& machine)
{
    const auto params = bind<SampleCandidatesParams>(query.params);
    const Facts model = factsOf(query, "model");
    const double asked = askedRows(query, 1, params.limit);
    const auto answers = static_cast<double>(params.answers);
    Estimate result = writingEstimate(
        {.tokens = asked * answerTokens(params),
         .read = asked * answers * promptTokens(askedFacts(query), model),
         .batch = params.batch},
        model,
        machine);
    // Beside its text an answer has some figures in the file.
    constexpr double kBeside = 120;
    result.diskBytes =
        1e5 + static_cast<double>(infer(query).at("candidates").bytes) + asked * answers * kBeside;
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
