#pragma once

/// Cross-entropy over a vocabulary without the logits of all tokens: the head's product is formed
/// for a few rows at a time.

#include "core/engine/nn/functions.h"

namespace espalier {

/// How a loss over the vocabulary is formed.
struct HeadOptions
{
    double scale = 1.0;       ///< multiplies loss and gradients (1 / tokens of the whole batch: mean)
    double temperature = 1.0; ///< logits are divided by it (targetLogProbs)
    bool fused = true;
    bool accumulateInPlace = false; ///< see ComputeOptions
    int64_t chunkRows = 0; ///< logits of at most so many tokens exist at a time; 0: 32 MiB of them
    int64_t ignore = -100; ///< a target that doesn't count
    torch::Tensor bias;    ///< (V), added to the logits, or undefined
    torch::Tensor weights; ///< (N) float32, weight of each token's loss, or undefined: 1
    /// The entropy of each token's distribution too, without gradients: nearly free in our kernels,
    /// some passes over the logits elsewhere.
    bool entropy = false;
};

/// Sum of -weight log softmax(hidden W^T + bias)[target] over counted tokens, and what is known
/// beside it.
struct HeadLoss
{
    torch::Tensor sum;   ///< scalar, differentiable: sum of the losses times `scale`
    int64_t counted = 0; ///< tokens with target != ignore
    int64_t correct = 0; ///< of those, how many had the largest logit
    double entropy = 0;  ///< summed over them, nats; where it was asked for
};

/// hidden (N, C), headWeight (V, C), targets (N) int64. The gradients of hidden, headWeight and
/// bias are formed in the forward pass, chunk by chunk.
HeadLoss headLoss(
    const torch::Tensor& hidden,
    const torch::Tensor& headWeight,
    const torch::Tensor& targets,
    const HeadOptions& options = {});

/// Log-probability of each target, and whether it was the most likely token. Ignored targets give
/// 0, false and no entropy.
struct TargetScores
{
    torch::Tensor logProbs; ///< (N) float32, differentiable
    torch::Tensor correct;  ///< (N) bool
    torch::Tensor entropy;  ///< (N) float32, nats, no gradient; undefined unless asked for
};

/// Chunked like headLoss; the backward forms the logits again. For evaluation and for losses over
/// log-probabilities. The bias gets no gradient here.
TargetScores targetLogProbs(
    const torch::Tensor& hidden,
    const torch::Tensor& headWeight,
    const torch::Tensor& targets,
    const HeadOptions& options = {});

} // namespace espalier
