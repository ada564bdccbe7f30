#pragma once

/// The residual stream's step: {norm(x + added), x + added}; added and bias may be undefined.

#include "core/engine/torch.h"

#include <array>

namespace espalier {

std::array<torch::Tensor, 2> addAndNorm(
    const torch::Tensor& x,
    const torch::Tensor& added,
    const torch::Tensor& weight,
    const torch::Tensor& bias,
    double eps,
    bool rms,
    bool fused,
    bool accumulateInPlace);

} // namespace espalier
