#include "core/stages/train_sft.h"

#include <algorithm>

namespace espalier {

namespace {

const char* dataPort(const SftParams& params)
{
    return params.head == "classification" ? "labelled" : "instructions";
}

std::map<std::string, Facts> infer(const StageQuery& query)
{
    Facts facts = factsOf(query, "model");
    facts.classifies = textOf(query.params, "head") == "classification";
    return {{"model", facts}};
}

Estimate estimate(const StageQuery& query, const Machine& machine)
{
    const auto params = bind<SftParams>(query.params);
    const Facts model = factsOf(query, "model");
    const Facts rows = factsOf(query, dataPort(params));
    int64_t block = longestRow(params, model);
    // Without the names of the fields, quotes and commas; of short rows they are the larger part.
    const auto bytes = static_cast<double>(rows.bytes);
    const double text = std::max(bytes / 3, bytes - 70.0 * static_cast<double>(rows.documents));
    const double tokens = text / bytesPerToken(model);
    const auto perStep = static_cast<double>(params.batch * params.accumulation);
    double epoch = tokens / static_cast<double>(block) / perStep; // steps of packed rows
    if (params.packing != "best_fit" || params.head == "classification") {
        epoch = static_cast<double>(rows.documents) / perStep;
        if (rows.documents > 0)
            block = std::clamp<int64_t>(
                static_cast<int64_t>(tokens / static_cast<double>(rows.documents)), 1, block);
    }
    double steps = params.maxSteps > 0 ? static_cast<double>(params.maxSteps) : 1e18;
    if (params.epochs > 0 && epoch > 0)
        steps = std::min(steps, params.epochs * epoch);
    return trainingEstimate(
        params, model, machine, steps < 1e18 ? steps : 0, block, trainedWeights(model));
}

std::vector<Finding> check(const StageQuery& query)
{
    const auto params = bind<SftParams>(query.params);
    const Facts model = factsOf(query, "model");
    auto findings = trainingFindings(params);
    const bool sorts = params.head == "classification";
    if (!query.inputs.contains(dataPort(params)))
        findings.push_back(
            {"head",
             sorts
                 ? tr("a classification head learns from labelled texts; wire a data.labelled "
                      "stage "
                      "to `labelled`.")
                 : tr("a language head learns from instructions; wire a data.instructions stage to "
                      "`instructions`.")});
    addRowFindings(params, model, findings);
    if (!sorts && model.family == "bert")
        findings.push_back(
            {"head",
             tr("a bert model can't write answers; set `head` to classification, or take a model "
                "that reads forwards.")});
    return findings;
}

} // namespace

StageInfo trainSft()
{
    return {
        .name = "train.sft",
        .title = trNoop("Supervised fine-tuning"),
        .help =
            trNoop("The model learns from examples: to answer instructions, or to sort texts into "
                   "classes. An adapted model learns with its adapter alone."),
        .inputs =
            {{"model", PortType::Model},
             {"instructions", PortType::Instructions, true},
             {"labelled", PortType::Labelled, true}},
        .outputs = {{"model", PortType::Model}},
        .params = describe<SftParams>(),
        .usesSeed = true,
        .mainMetric = "loss",
        .infer = infer,
        .estimate = estimate,
        .check = check,
    };
}

} // namespace espalier
