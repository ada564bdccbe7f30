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
    const int64_t block = blockOf(params, model);
    const auto weights = static_cast<double>(model.parameters);
    const auto rows = static_cast<double>(params.batch * block);
    const auto width = static_cast<double>(model.width);
    const auto layers = static_cast<double>(model.layers);
    // A block keeps its inputs to norms and products: about 10 vectors of the width and 3 of the
    // inner width, in floats.
    const double perLayer = rows * (10 * width + 3 * static_cast<double>(model.inner)) * 4;
    const double activations =
        params.gradientCheckpointing ? layers * rows * width * 4 + perLayer : layers * perLayer;
    const double steps = stepsOf(params, model, text);
    Estimate result;
    result.memoryBytes = 250e6 + 16 * weights + activations + 64e6;
    const double perStep =
        trainFlopsPerToken(model, block) * rows * static_cast<double>(params.accumulation);
    const double evaluations =
        params.evalInterval > 0 ? steps / static_cast<double>(params.evalInterval) : 1;
    result.flops =
        steps * perStep + evaluations * static_cast<double>(params.evalBatches) * perStep / 3;
    result.seconds = 1 + result.flops / machine.flopsPerSecond;
    // Two last checkpoints, the best one and one being written, each with weights and two moments;
    // and the result.
    result.diskBytes =
        4 * 12 * weights + 4 * weights + 8e6 +
        (model.bytesPerToken > 0 ? 2.0 * static_cast<double>(text.bytes) / model.bytesPerToken : 0);
    return result;
}

std::vector<Finding> check(const StageQuery& query)
{
    const auto params = bind<PretrainParams>(query.params);
    const Facts model = factsOf(query, "model");
    std::vector<Finding> findings;
    if (auto finding = blockTooLong(params.block, model))
        findings.push_back(std::move(*finding));
    if (params.maxSteps == 0 && params.epochs == 0 && params.maxTokens == 0)
        findings.push_back(
            {"max_steps",
             tr("nothing says when to end; set `max_steps`, `epochs` or `max_tokens`.")});
    if (params.minLearningRate > params.learningRate && params.schedule != "constant")
        findings.push_back(
            {"min_learning_rate",
             tr("`min_learning_rate` {} is above `learning_rate` {}.",
                params.minLearningRate,
                params.learningRate)});
    if (params.maxSteps > 0 && params.warmupSteps >= params.maxSteps)
        findings.push_back(
            {"warmup_steps",
             tr("the warm-up of {} steps is as long as the training of {}; the learning rate never "
                "falls.",
                params.warmupSteps,
                params.maxSteps),
             true});
    if (params.earlyStop > 0 && params.evalInterval == 0)
        findings.push_back({"early_stop", tr("early stopping needs an `eval_interval`.")});
    return findings;
}

} // namespace

StageInfo trainPretrain()
{
    return {
        .name = "train.pretrain",
        .title = trNoop("Pre-training"),
        .help = trNoop("The model reads the text and learns to predict the next token. Watch the "
                       "validation loss: it should fall, and flatten at the end."),
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
