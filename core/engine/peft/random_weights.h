#pragma once

#include "core/engine/torch.h"

#include <string>

namespace espalier {

/// Values uniform in (-bound, bound), from a named stream: the same on every machine.
torch::Tensor
uniformWeights(at::IntArrayRef sizes, double bound, uint64_t seed, const std::string& name);
/// Values normal around 0.
torch::Tensor
normalWeights(at::IntArrayRef sizes, double deviation, uint64_t seed, const std::string& name);

} // namespace espalier
