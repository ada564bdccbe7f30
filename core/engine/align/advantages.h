#pragma once

/// From rewards to advantages. All tensors are (N, T) with a mask that is 1 on response columns,
/// or (N) a value per answer; averages never count padding.

#include "core/engine/torch.h"

#include <string>

namespace espalier {

/// Estimate of KL(policy || reference) per token from log-probabilities under both (Schulman,
/// "Approximating KL divergence", 2020): k1 = log p - log r, unbiased; k3 = r/p - 1 - log(r/p),
/// never negative.
torch::Tensor klPerToken(
    const torch::Tensor& logProbs, const torch::Tensor& reference, const std::string& estimator);

/// Generalised advantage estimation (Schulman et al. 2016): delta_t = r_t + gamma V_{t+1} - V_t,
/// A_t = delta_t + gamma lambda A_{t+1}; after the last response token there is nothing.
torch::Tensor generalisedAdvantages(
    const torch::Tensor& rewards,
    const torch::Tensor& values,
    const torch::Tensor& mask,
    double gamma,
    double lambda);

/// (x - mean) / sqrt(variance + 1e-8) over the mask (unbiased variance), the mean added again
/// where `keepMean`; 0 outside the mask.
torch::Tensor whiten(const torch::Tensor& x, const torch::Tensor& mask, bool keepMean);

/// How rewards of a group are scaled.
enum class GroupScale { Group, Batch, None };

/// GRPO (Shao et al. 2024): (r - mean) / (std + stdEps) within neighbours of `group`; with None the
/// difference alone (Dr. GRPO), with Batch the deviation of the whole batch. NaN rewards are left
/// out and get 0. rewards (N).
torch::Tensor
groupAdvantages(const torch::Tensor& rewards, int64_t group, GroupScale scale, double stdEps);

/// RLOO (Ahmadian et al. 2024): r_i minus the mean of the others in its group; NaN left out, 0.
torch::Tensor leaveOneOutAdvantages(const torch::Tensor& rewards, int64_t group);

/// Share of groups whose rewards are all the same (nothing to learn from).
double shareOfEqualGroups(const torch::Tensor& rewards, int64_t group);

/// The adaptive KL coefficient of Ziegler et al. 2019: error = clip(KL / target - 1, +-0.2),
/// coefficient *= 1 + error n / horizon. KL in nats per answer, n answers.
double
adaptedKlCoefficient(double coefficient, double kl, double target, double horizon, double answers);

} // namespace espalier
