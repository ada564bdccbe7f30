#pragma once

/// A value for every state of an answer: what reward is still to come.

#include "core/engine/align/sequences.h"
#include "core/engine/peft/adapter.h"

namespace espalier {

/// A linear head on hidden states: the policy's own, or those of a second model of the same shape.
class Critic
{
public:
    /// A head of zeros on the policy's hidden states (width) or, where `trunk` is a model, on its.
    Critic(int64_t width, torch::Device device, Transformer trunk = nullptr);

    bool separate() const { return !m_trunk.is_empty(); }
    /// (B, T): the value after each token. `hidden` of the policy is taken where the head is
    /// shared.
    torch::Tensor values(
        const SequenceBatch& batch,
        const torch::Tensor& hidden,
        const ComputeOptions& options = {});
    /// What learns: head and trunk, under names that no policy has.
    NamedTensors trained() const;

private:
    Transformer m_trunk{nullptr};
    torch::Tensor m_weight, m_bias; ///< (1, width), (1)
};

} // namespace espalier
