#include "core/stages/train_pretrain.h"

#include "core/stages/estimates.h"

#include <algorithm>

namespace espalier {

namespace {

int64_t blockOf(const PretrainParams& params, const Facts& model)
{
    return params.block > 0 ? params.block : std::max<int64_t>(model.positions, 1);
}

std::map<std::string, Facts> infer(const StageQuery& query)
{
    return {{"model", factsOf(query, "model")}};
}

double stepsOf(const PretrainParams& params, const Facts& model, const Facts& text)
{
    const auto perStep =
        static_cast<double>(blockOf(params, model) * params.batch * params.accumulation);
    double steps = params.maxSteps > 0 ? static_cast<double>(params.maxSteps) : 1e18;
    if (params.maxTokens > 0)
        steps = std::min(steps, static_cast<double>(params.maxTokens) / perStep);
    if (params.epochs > 0 && text.bytes > 0 && model.bytesPerToken > 0)
        steps = std::min(
            steps, params.epochs * static_cast<double>(text.bytes) / model.bytesPerToken / perStep);
    return steps < 1e18 ? steps : 0;
}

Estimate estimate(const StageQuery& query, const Machine& machine)
{
    const auto params = bind<PretrainParams>(query.params);
    const Facts model = factsOf(query, "model");
    const Facts text = factsOf(query, "text");
    Estimate result = trainingEstimate(
        params,
        model,
        machine,
        stepsOf(params, model, text),
        blockOf(params, model),
        static_cast<double>(model.parameters));
    if (model.bytesPerToken > 0) // the token store
        result.diskBytes += 2.0 * static_cast<double>(text.bytes) / model.bytesPerToken;
    return result;
}

std::vector<Finding> check(const StageQuery& query)
{
    const auto params = bind<PretrainParams>(query.params);
    const Facts model = factsOf(query, "model");
    auto findings = trainingFindings(params);
    if (auto finding = blockTooLong(params.block, model))
        findings.push_back(std::move(*finding));
    if (params.maxSteps == 0 && params.epochs == 0 && params.maxTokens == 0)
        findings.push_back(
            {"max_steps",
             tr("nothing says when to end; set `max_steps`, `epochs` or `max_tokens`.")});
    if (params.maskTokenShare + params.randomTokenShare > 1)
        findings.push_back(
            {"mask_token_share",
             tr("`mask_token_share` and `random_token_share` are more than everything together.")});
    if (model.family == "bert" && params.objective == "clm")
        findings.push_back(
            {"objective",
             tr("a bert model sees the tokens that it should predict; set `objective` to mlm.")});
    if (!model.family.empty() && model.family != "bert" && params.objective == "mlm")
        findings.push_back(
            {"objective",
             tr("a {} model sees only what stands before a gap; set `objective` to clm, or `family` "
                "to bert in model.new.",
                model.family)});
    return findings;
}

} // namespace

StageInfo trainPretrain()
{
    return {
        .name = "train.pretrain",
        .title = trNoop("Pre-training"),
        .help = trNoop("The model reads the text and learns to predict the next token, or to fill gaps. "
                       "Watch the validation loss: it should fall, and flatten at the end."),
        .inputs = {{"model", PortType::Model}, {"text", PortType::Text}},
        .outputs = {{"model", PortType::Model}},
        .params = describe<PretrainParams>(),
        .usesSeed = true,
        .mainMetric = "loss",
        .infer = infer,
        .estimate = estimate,
        .check = check,
    };
}

} // namespace espalier
