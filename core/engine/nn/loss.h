#pragma once

/// Cross-entropy over a vocabulary without the logits of all tokens: the head's product is formed
/// for a few rows at a time.

#include "core/engine/nn/functions.h"

namespace espalier {

/// Sum of -log softmax(hidden W^T)[target] over counted tokens, and what is known beside it.
struct HeadLoss
{
    torch::Tensor sum;   ///< scalar, differentiable: sum of the losses times `scale`
    int64_t counted = 0; ///< tokens with target != ignore
    int64_t correct = 0; ///< of those, how many had the largest logit
};

/// hidden (N, C), headWeight (V, C), targets (N) int64; target `ignore` doesn't count. The
/// gradients of hidden and headWeight are formed in the forward pass, chunk by chunk; logits of at
/// most `chunkRows` tokens exist at a time (0: as many as fit 32 MiB). `scale` multiplies loss and
/// gradients (1 / tokens of the whole batch gives the mean).
HeadLoss headLoss(
    const torch::Tensor& hidden,
    const torch::Tensor& headWeight,
    const torch::Tensor& targets,
    double scale = 1.0,
    bool fused = true,
    bool accumulateInPlace = false,
    int64_t chunkRows = 0,
    int64_t ignore = -100);

/// Log-probability of each target, and whether it was the most likely token. Ignored targets give 0
/// and false.
struct TargetScores
{
    torch::Tensor logProbs; ///< (N) float32, differentiable
    torch::Tensor correct;  ///< (N) bool
};

/// Chunked like headLoss; the backward forms the logits again. For evaluation and for losses over
/// log-probabilities.
TargetScores targetLogProbs(
    const torch::Tensor& hidden,
    const torch::Tensor& headWeight,
    const torch::Tensor& targets,
    double temperature = 1.0,
    bool fused = true,
    int64_t chunkRows = 0,
    int64_t ignore = -100);

} // namespace espalier
