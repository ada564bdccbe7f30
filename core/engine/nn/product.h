#pragma once

#include "core/engine/torch.h"

namespace espalier {

/// a (M, K) b (K, N) [+ bias (N)], with any strides; bias may be undefined.
///
/// With AVX-512 in float32, where b is small enough to stay near the processor, by kernels of our
/// own: a BLAS copies both sides and lets its threads wait for each other's copies. Else by
/// LibTorch. The same bits whatever the number of threads where the kernels are used.
torch::Tensor
product(const torch::Tensor& a, const torch::Tensor& b, const torch::Tensor& bias = {});

/// c (M, N, rows dense) = [c +] a b.
void productInto(torch::Tensor& c, const torch::Tensor& a, const torch::Tensor& b, bool accumulate);

} // namespace espalier
