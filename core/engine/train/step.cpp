#include "core/engine/train/step.h"

#include "core/engine/nn/compat.h"
#include "core/engine/nn/memory.h"
#include "core/engine/nn/prediction.h"

#include <cmath>

namespace espalier {

namespace {

using torch::Tensor;

bool finite(const Tensor& t)
{
    return torch::isfinite(t).all().item<bool>();
}

} // namespace

int64_t MicroBatch::asked() const
{
    return labels.defined() ? labels.numel() : targets.ne(-100).sum().item<int64_t>();
}

double MicroBatch::weight() const
{
    if (!weights.defined()) {
        return static_cast<double>(asked());
    }
    const Tensor counted = labels.defined() ? weights : weights * targets.ne(-100);
    return counted.sum(torch::kFloat64).item<double>();
}

TrainStep::TrainStep(Transformer model, AdamW& optimizer, TrainStepOptions options)
    : m_model(std::move(model))
    , m_optimizer(optimizer)
    , m_options(options)
{
    keepFreedMemory();
}

ForwardOptions TrainStep::forwardOptions(const MicroBatch& batch, bool training) const
{
    ForwardOptions options;
    options.fused = m_options.fused;
    options.accumulateInPlace = training;
    options.segments = batch.segments;
    options.lengths = batch.lengths;
    options.types = batch.types;
    options.dropout = training ? m_options.dropout : 0;
    options.checkpoint = training && m_options.checkpoint;
    return options;
}

/// On other devices it would take some passes over the logits more.
bool TrainStep::tellsEntropy(const MicroBatch& batch) const
{
    return !batch.labels.defined() && m_options.fused && batch.ids.device().is_cpu();
}

TrainStep::Loss
TrainStep::loss(const MicroBatch& batch, const ForwardOptions& options, double scale)
{
    const Tensor hidden = m_model->forward(batch.ids, options);
    if (!batch.labels.defined()) {
        const auto head = predictionLoss(
            m_model,
            hidden,
            batch.targets,
            {.scale = scale,
             .fused = m_options.fused,
             .accumulateInPlace = options.accumulateInPlace,
             .weights = batch.weights,
             .entropy = tellsEntropy(batch)});
        return {head.sum, head.correct, head.entropy};
    }
    const Tensor scores =
        m_model->classify(hidden, batch.lengths, options).to(torch::kFloat32); // (B, labels)
    Tensor losses =
        torch::log_softmax(scores, 1).gather(1, batch.labels.unsqueeze(1)).squeeze(1).neg();
    if (batch.weights.defined()) {
        losses = losses * batch.weights;
    }
    return {losses.sum() * scale, scores.argmax(1).eq(batch.labels).sum().item<int64_t>()};
}

StepResult TrainStep::run(const std::vector<MicroBatch>& batches, double learningRate)
{
    StepResult result;
    double weight = 0;
    for (const MicroBatch& batch : batches) {
        result.tokens += batch.asked();
        weight += batch.weight();
    }
    m_model->train();
    const double scale = weight > 0 ? 1.0 / weight : 0.0;
    double entropy = 0;
    for (const MicroBatch& batch : batches) {
        Loss part;
        {
            const Autocast autocast(m_model->device(), m_options.bf16);
            part = loss(batch, forwardOptions(batch, true), scale);
        }
        part.sum.backward();
        result.loss += part.sum.item<double>();
        result.correctTokens += part.correct;
        entropy += part.entropy;
    }
    if (result.tokens > 0 && tellsEntropy(batches.front()))
        result.curves.emplace_back("entropy", entropy / static_cast<double>(result.tokens));
    result.gradNorm = m_optimizer.clippedStep(learningRate, m_options.clip, result.loss);
    result.finite = std::isfinite(result.gradNorm);
    return result;
}

TrainStep::Evaluation TrainStep::evaluate(const MicroBatch& batch)
{
    const torch::NoGradGuard guard;
    const bool training = m_model->is_training();
    m_model->eval();
    const Autocast autocast(m_model->device(), m_options.bf16);
    const Loss part = loss(batch, forwardOptions(batch, false), 1.0);
    m_model->train(training);
    return {part.sum.item<double>(), batch.weight(), batch.asked(), part.correct};
}

std::optional<NonFinite> TrainStep::firstNonFinite(const std::vector<MicroBatch>& batches)
{
    for (const auto& [name, parameter] : m_optimizer.parameters()) {
        if (!finite(parameter)) {
            return NonFinite{name, "weight"};
        }
    }
    std::optional<NonFinite> found;
    m_model->train();
    m_optimizer.zeroGradients();
    // Gradients flow from the last part to the first: the first bad one is the last in order of
    // computation.
    std::vector<std::pair<std::string, Tensor>> parts;
    for (const MicroBatch& batch : batches) {
        parts.clear();
        auto options = forwardOptions(batch, true);
        options.checkpoint = false;
        options.observe = [&](const std::string& name, const Tensor& output) {
            if (!found && !finite(output)) {
                found = NonFinite{name, "activation"};
            }
            if (output.requires_grad()) {
                Tensor kept = output;
                kept.retain_grad();
                parts.emplace_back(name, kept);
            }
        };
        const Loss part =
            loss(batch, options, 1.0 / static_cast<double>(std::max<int64_t>(1, batch.asked())));
        if (found) {
            break;
        }
        if (!finite(part.sum)) {
            found = NonFinite{"loss", "activation"};
            break;
        }
        part.sum.backward();
        for (auto part = parts.rbegin(); part != parts.rend() && !found; ++part) {
            if (part->second.grad().defined() && !finite(part->second.grad())) {
                found = NonFinite{part->first, "gradient"};
            }
        }
        for (const auto& [name, parameter] : m_optimizer.parameters()) {
            if (!found && !finite(parameter.grad())) {
                found = NonFinite{name, "gradient"};
            }
        }
        if (found) {
            break;
        }
    }
    m_optimizer.zeroGradients();
    return found;
}

} // namespace espalier
