#pragma once

#include "core/engine/torch.h"

namespace espalier {

/// Gradients of y = x W + b; undefined where they aren't wanted or went straight into `.grad`.
struct LinearGradients
{
    torch::Tensor x, weight, bias;
};

/// x (N, in), dy (N, out) dense float32 on the CPU. inPlace: weight and bias gradients are added to
/// their `.grad`.
LinearGradients linearGradients(
    const torch::Tensor& x,
    const torch::Tensor& dy,
    const torch::Tensor& weight,
    const torch::Tensor& bias,
    bool inOut,
    bool inPlace,
    bool inputWanted);

} // namespace espalier
