#pragma once

/// Gradient checkpointing (Chen et al. 2016): a part of the model keeps only its inputs and runs
/// again in the backward pass.

#include "core/engine/torch.h"

#include <functional>
#include <vector>

namespace espalier {

/// f(inputs), differentiable with respect to inputs and parameters (those that f uses). f must be a
/// pure function of both and of torch's default generator, whose state is restored for the second
/// run. Undefined inputs are passed on.
std::vector<torch::Tensor> recomputed(
    const std::vector<torch::Tensor>& inputs,
    const std::vector<torch::Tensor>& parameters,
    std::function<std::vector<torch::Tensor>(const std::vector<torch::Tensor>&)> f);

} // namespace espalier
