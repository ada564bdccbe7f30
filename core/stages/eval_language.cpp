#include "core/stages/eval_language.h"

#include "core/stages/estimates.h"

namespace espalier {

namespace {

Estimate estimate(const StageQuery& query, const Machine& machine)
{
    const auto params = bind<EvalLanguageParams>(query.params);
    const Facts model = factsOf(query, "model");
    const Facts text = factsOf(query, "text");
    const int64_t block = params.block > 0 ? params.block : model.positions;
    const double overlap =
        params.stride > 0 ? static_cast<double>(block) / static_cast<double>(params.stride) : 2;
    double tokens =
        model.bytesPerToken > 0 ? 0.1 * static_cast<double>(text.bytes) / model.bytesPerToken : 0;
    if (params.maxTokens > 0)
        tokens = std::min(tokens, static_cast<double>(params.maxTokens));
    // A masked model is asked for each token alone, in a pass of the whole window.
    double passes = overlap;
    if (model.family == "bert") {
        passes = static_cast<double>(block);
        if (params.maxTokens == 0)
            tokens = std::min(tokens, static_cast<double>(kPseudoTokens));
    }
    Estimate result;
    result.flops = trainFlopsPerToken(model, block) / 3 * tokens * passes;
    result.seconds = 0.5 + result.flops / machine.flopsPerSecond;
    result.memoryBytes =
        250e6 + 4.0 * static_cast<double>(model.parameters) +
        static_cast<double>(params.batch * block) *
            (10.0 * static_cast<double>(model.width) + 2.0 * static_cast<double>(model.inner)) * 4;
    result.diskBytes = 1e5;
    return result;
}

std::vector<Finding> check(const StageQuery& query)
{
    const auto params = bind<EvalLanguageParams>(query.params);
    const Facts model = factsOf(query, "model");
    std::vector<Finding> findings;
    if (auto finding = blockTooLong(params.block, model))
        findings.push_back(std::move(*finding));
    const int64_t block = params.block > 0 ? params.block : model.positions;
    if (block > 0 && params.stride > block)
        findings.push_back(
            {"stride",
             tr("a stride of {} leaves out tokens between windows of {}; make it at most the "
                "block.",
                params.stride,
                block)});
    return findings;
}

} // namespace

StageInfo evalLanguage()
{
    return {
        .name = "eval.language",
        .title = trNoop("Perplexity"),
        .help = trNoop("How well the model predicts a text: loss, perplexity, and bits per byte, "
                       "which compares models with different tokenizers. A sliding window gives "
                       "each token enough text before it."),
        .inputs = {{"model", PortType::Model}, {"text", PortType::Text}},
        .outputs = {{"report", PortType::Report}},
        .params = describe<EvalLanguageParams>(),
        .mainMetric = "bits_per_byte",
        .infer =
            [](const StageQuery&) {
                return std::map<std::string, Facts>{{"report", Facts{}}};
            },
        .estimate = estimate,
        .check = check,
    };
}

} // namespace espalier
