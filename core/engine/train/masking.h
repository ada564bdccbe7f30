#pragma once

/// Gaps for a masked language model (Devlin et al. 2018, section 3.1).

#include "core/base/random.h"

#include <cstdint>
#include <span>
#include <vector>

namespace espalier {

struct MaskingOptions
{
    double share = 0.15;          ///< of the tokens, each by itself
    double maskTokenShare = 0.8;  ///< of those: the mask token stands in their place
    double randomTokenShare = 0.1; ///< of those: a random token does; the rest stay
    int64_t maskId = 0;
    int64_t vocabSize = 0; ///< random tokens are drawn from [0, vocabSize)
    std::vector<int64_t> keep; ///< ids that are never asked for ([CLS], [SEP], padding)
};

/// Makes gaps in `ids` and writes what stood there to `targets`, -100 elsewhere. At least one token
/// is asked for where any may be.
void maskTokens(
    std::span<int64_t> ids,
    std::span<int64_t> targets,
    const MaskingOptions& options,
    Random& random);

} // namespace espalier
