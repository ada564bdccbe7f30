#include "core/engine/train/step.h"

#include "core/engine/nn/compat.h"
#include "core/engine/nn/loss.h"
#include "core/engine/nn/memory.h"

#include <cmath>

namespace espalier {

namespace {

using torch::Tensor;

bool finite(const Tensor& t)
{
    return torch::isfinite(t).all().item<bool>();
}

Tensor flat(const Tensor& hidden)
{
    return hidden.reshape({-1, hidden.size(-1)});
}

} // namespace

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
    options.dropout = training ? m_options.dropout : 0;
    options.checkpoint = training && m_options.checkpoint;
    return options;
}

StepResult TrainStep::run(const std::vector<MicroBatch>& batches, double learningRate)
{
    StepResult result;
    for (const MicroBatch& batch : batches) {
        result.tokens += batch.targets.ne(-100).sum().item<int64_t>();
    }
    m_model->train();
    const double scale = 1.0 / static_cast<double>(std::max<int64_t>(1, result.tokens));
    for (const MicroBatch& batch : batches) {
        const auto options = forwardOptions(batch, true);
        HeadLoss loss;
        {
            const Autocast autocast(m_model->device(), m_options.bf16);
            const Tensor hidden = m_model->forward(batch.ids, options);
            loss = headLoss(
                flat(hidden),
                m_model->headWeight(),
                batch.targets.reshape({-1}),
                scale,
                m_options.fused,
                options.accumulateInPlace);
        }
        loss.sum.backward();
        result.loss += loss.sum.item<double>();
        result.correctTokens += loss.correct;
    }
    result.gradNorm = m_optimizer.gradientNorm();
    result.finite = std::isfinite(result.loss) && std::isfinite(result.gradNorm);
    if (!result.finite) {
        m_optimizer.zeroGradients();
        return result;
    }
    const bool clipped = m_options.clip > 0 && result.gradNorm > m_options.clip;
    m_optimizer.step(learningRate, clipped ? m_options.clip / (result.gradNorm + 1e-6) : 1.0);
    return result;
}

TrainStep::Evaluation TrainStep::evaluate(const MicroBatch& batch)
{
    const torch::NoGradGuard guard;
    const bool training = m_model->is_training();
    m_model->eval();
    const Autocast autocast(m_model->device(), m_options.bf16);
    const Tensor hidden = m_model->forward(batch.ids, forwardOptions(batch, false));
    const auto loss = headLoss(
        flat(hidden), m_model->headWeight(), batch.targets.reshape({-1}), 1.0, m_options.fused);
    m_model->train(training);
    return {loss.sum.item<double>(), loss.counted, loss.correct};
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
        const Tensor hidden = m_model->forward(batch.ids, options);
        if (found) {
            break;
        }
        const auto loss = headLoss(
            flat(hidden),
            m_model->headWeight(),
            batch.targets.reshape({-1}),
            1.0 / static_cast<double>(std::max<int64_t>(1, batch.targets.numel())),
            m_options.fused,
            options.accumulateInPlace);
        if (!finite(loss.sum)) {
            found = NonFinite{"loss", "activation"};
            break;
        }
        loss.sum.backward();
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
