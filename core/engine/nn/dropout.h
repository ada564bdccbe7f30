#pragma once

/// Dropout masks that are a pure function of a seed: the same in every twin and on every device, so
/// that a kernel can form them again in its backward pass instead of keeping them.

#include "core/engine/torch.h"

#include <cstdint>
#include <vector>

namespace espalier {

/// A fresh seed from torch's default generator.
uint64_t dropoutSeed();

/// Mask (rows, columns): 0 or 1 / (1 - p). Element (r, c) depends on seed, r and c alone
/// (kernels::maskBits).
torch::Tensor
dropoutMask(uint64_t seed, int64_t rows, int64_t columns, double p, torch::TensorOptions options);

} // namespace espalier
