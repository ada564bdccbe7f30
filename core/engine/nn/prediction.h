#pragma once

/// A model's loss over targets, whatever its head is: what training and evaluation share.

#include "core/engine/nn/loss.h"
#include "core/engine/nn/transformer.h"

namespace espalier {

/// hidden (B, T, C), targets (B, T) int64 with options.ignore where nothing is asked. Where few
/// tokens are asked for, only those pass the head. options.weights (B, T) or undefined; the head's
/// bias is the model's own.
HeadLoss predictionLoss(
    Transformer model,
    const torch::Tensor& hidden,
    const torch::Tensor& targets,
    HeadOptions options = {});

/// Log-probability of each target, whether it was the likeliest and, where asked for, the entropy,
/// (B T) in the order of targets; 0 and false where nothing is asked.
TargetScores predictionScores(
    Transformer model,
    const torch::Tensor& hidden,
    const torch::Tensor& targets,
    HeadOptions options = {});

} // namespace espalier
