#include "core/stages/eval_classify.h"

#include "core/stages/estimates.h"

namespace espalier {

namespace {

Estimate estimate(const StageQuery& query, const Machine& machine)
{
    const auto params = bind<EvalClassifyParams>(query.params);
    const Facts model = factsOf(query, "model");
    const Facts texts = factsOf(query, "labelled");
    double share = 0.05;
    if (params.limit > 0 && texts.documents > 0)
        share = std::min(
            share, static_cast<double>(params.limit) / static_cast<double>(texts.documents));
    Estimate result;
    result.flops = trainFlopsPerToken(model, model.positions) / 3 * share *
                   static_cast<double>(texts.bytes) / bytesPerToken(model);
    result.seconds = 0.5 + result.flops / machine.flopsPerSecond;
    result.memoryBytes =
        250e6 + 4.0 * static_cast<double>(model.parameters) +
        static_cast<double>(params.batch * model.positions) *
            (10.0 * static_cast<double>(model.width) + 2.0 * static_cast<double>(model.inner)) * 4;
    result.diskBytes = 1e5 + share * static_cast<double>(texts.bytes);
    return result;
}

std::vector<Finding> check(const StageQuery& query)
{
    const auto params = bind<EvalClassifyParams>(query.params);
    const Facts model = factsOf(query, "model");
    std::vector<Finding> findings;
    if (auto finding = blockTooLong(params.block, model))
        findings.push_back(std::move(*finding));
    if (params.pattern.find("{text}") == std::string::npos)
        findings.push_back(
            {"pattern", tr("the pattern shows the model no text; put {text} in it.")});
    return findings;
}

} // namespace

StageInfo evalClassify()
{
    return {
        .name = "eval.classify",
        .title = trNoop("Classification"),
        .help =
            trNoop("The model sorts texts whose class is known: accuracy, precision, recall, F1, "
                   "kappa and MCC with their intervals, and what was taken for what."),
        .inputs = {{"model", PortType::Model}, {"labelled", PortType::Labelled}},
        .outputs = {{"report", PortType::Report}},
        .params = describe<EvalClassifyParams>(),
        .codeVersion = 2, // classes bear intervals
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
