#pragma once

#include "core/base/random.h"
#include "core/engine/generate/generator.h"

#include <cstdint>
#include <vector>

namespace espalier {

/// A token and its log-probability under softmax(logits) as the model gave them.
struct Sampled
{
    int64_t id = 0;
    float logProb = 0;
};

/// Draws one token. `logits` (vocab) is used as work space; `seen` are the ids so far (prompt
/// included), for the repetition penalty. Temperature 0 takes the largest logit, the smaller id of
/// equals, and draws nothing.
Sampled sample(
    std::vector<float>& work,
    float* logits,
    int64_t vocab,
    const SamplingOptions& options,
    const std::vector<int64_t>& seen,
    Random& random);

} // namespace espalier
