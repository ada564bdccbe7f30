#pragma once

/// Losses that move a policy by advantages: pure functions over response columns (B, T).

#include "core/engine/align/rollouts.h"

namespace espalier {

/// A minibatch: what was known when the answers were written, and what the policy says now.
struct Minibatch
{
    torch::Tensor mask;                       ///< (B, T)
    torch::Tensor logProbs;                   ///< (B, T), differentiable
    torch::Tensor oldLogProbs, refLogProbs;   ///< (B, T)
    torch::Tensor advantages;                 ///< (B, T)
    torch::Tensor entropy;                    ///< (B, T), differentiable; or undefined
    torch::Tensor values, oldValues, returns; ///< (B, T); or undefined
};

/// A loss to descend, and what is shown of it.
struct PolicyLoss
{
    torch::Tensor loss;
    Curves curves;
};

/// PPO (Schulman et al. 2017): mean over tokens of max(-A rho, -A clip(rho, 1 - e, 1 + e')) +
/// c_v / 2 mean max((V - R)^2, (clip(V, V_old +- e_v) - R)^2) - c_e H.
PolicyLoss ppoLoss(const Minibatch& batch, const RlParams& params);

/// A2C (Mnih et al. 2016): -mean(A log p) + c_v mean (V - R)^2 - c_e H.
PolicyLoss a2cLoss(const Minibatch& batch, const RlParams& params);

/// GRPO (Shao et al. 2024): per token -min(rho A, clip(rho, 1 - e, 1 + e') A) + beta KL_k3,
/// averaged as `loss_type` says: grpo (Shao et al.: answer, then answers), dapo (Yu et al. 2025:
/// all tokens), dr_grpo (Liu et al. 2025: longest possible answer).
PolicyLoss grpoLoss(const Minibatch& batch, const RlParams& params, double klCoefficient);

/// RLOO (Ahmadian et al. 2024): -min(rho A, clip(rho) A) of whole answers, rho the ratio of their
/// probabilities. `advantages` bear one value an answer in every column.
PolicyLoss rlooLoss(const Minibatch& batch, const RlParams& params);

} // namespace espalier
