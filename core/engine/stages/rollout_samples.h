#pragma once

#include "core/engine/align/rollouts.h"
#include "core/engine/stages/context.h"
#include "core/rows/row.h"
#include "core/text/tokenizer.h"

namespace espalier {

/// Some answers of a step as the algorithm sees them: each token with its log-probability, distance
/// to the reference, reward, value and advantage. `prompts` are the rows asked, a group each. The
/// numbers of these samples follow those of the usual ones.
std::vector<SampledText> rolloutSamples(
    const Rollouts& rollouts, const std::vector<Row>& prompts, const Tokenizer& tokenizer);

} // namespace espalier
