#include "core/stages/training.h"

namespace espalier {

double validations(const TrainingParams& params, double steps)
{
    return params.evalInterval > 0 ? steps / static_cast<double>(params.evalInterval) + 1 : 1;
}

Estimate trainingEstimate(
    const TrainingParams& params,
    const Facts& model,
    const Machine& machine,
    const TrainingWork& work,
    double trained)
{
    const auto weights = static_cast<double>(model.parameters);
    const auto width = static_cast<double>(model.width);
    const auto layers = static_cast<double>(model.layers);
    // A block keeps its inputs to norms and products: about 10 vectors of the width and 3 of the
    // inner width, in floats.
    const double perLayer =
        work.heldTokens * (10 * width + 3 * static_cast<double>(model.inner)) * 4;
    const double activations = params.gradientCheckpointing
                                   ? layers * work.heldTokens * width * 4 + perLayer
                                   : layers * perLayer;
    Estimate result;
    result.memoryBytes = 250e6 + 4 * weights + 12 * trained + activations + 64e6;
    result.flops =
        work.steps * work.stepFlops + validations(params, work.steps) * work.validationFlops;
    result.seconds = 1 + result.flops / machine.flopsPerSecond;
    // Two last checkpoints, the best one and one being written, each with weights and two moments;
    // and the result.
    result.diskBytes = 4 * 12 * trained + 4 * trained + 8e6;
    return result;
}

Estimate trainingEstimate(
    const TrainingParams& params,
    const Facts& model,
    const Machine& machine,
    double steps,
    int64_t block,
    double trained)
{
    const auto weights = static_cast<double>(model.parameters);
    const auto rows = static_cast<double>(params.batch * block);
    const double perBatch = trainFlopsPerToken(model, block) * rows;
    // Frozen weights need no gradients of their own: a third of the work of a step.
    const double share = weights > 0 ? (2 + trained / weights) / 3 : 1;
    return trainingEstimate(
        params,
        model,
        machine,
        {.steps = steps,
         .stepFlops = perBatch * static_cast<double>(params.accumulation) * share,
         .validationFlops = static_cast<double>(params.evalBatches) * perBatch / 3,
         .heldTokens = rows},
        trained);
}

std::vector<Finding> trainingFindings(const TrainingParams& params)
{
    std::vector<Finding> findings;
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

} // namespace espalier
