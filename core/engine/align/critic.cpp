#include "core/engine/align/critic.h"

namespace espalier {

using torch::Tensor;

Critic::Critic(int64_t width, torch::Device device, Transformer trunk)
    : m_trunk(std::move(trunk))
    , m_weight(torch::zeros({1, width}, torch::TensorOptions(device).requires_grad(true)))
    , m_bias(torch::zeros({1}, torch::TensorOptions(device).requires_grad(true)))
{
}

Tensor
Critic::values(const SequenceBatch& batch, const Tensor& hidden, const ComputeOptions& options)
{
    Tensor states = hidden;
    if (separate()) {
        ForwardOptions forward;
        forward.fused = options.fused;
        states = hiddenStates(m_trunk, batch, forward);
    }
    return torch::linear(states.to(torch::kFloat32), m_weight, m_bias).squeeze(-1);
}

NamedTensors Critic::trained() const
{
    NamedTensors all{{"critic.value.weight", m_weight}, {"critic.value.bias", m_bias}};
    if (separate())
        for (const auto& item : m_trunk->named_parameters())
            if (item.value().requires_grad())
                all.emplace_back("critic." + item.key(), item.value());
    return all;
}

} // namespace espalier
