#pragma once

/// What a model writes while it learns.

#include "core/engine/nn/transformer.h"
#include "core/engine/stages/context.h"
#include "core/stages/training.h"
#include "core/text/tokenizer.h"

namespace espalier {

/// A text to continue, as it is shown and as the model reads it.
struct SamplePrompt
{
    std::string shown;
    std::vector<int32_t> ids; ///< none: a new document
};

/// `prompts` in tokens.
std::vector<SamplePrompt>
samplePrompts(const Tokenizer& tokenizer, const std::vector<std::string>& prompts);

/// Continues `prompts`, each with a seed of its own. A prompt that is too long for the model loses
/// its start.
std::vector<SampledText> continuePrompts(
    Transformer model,
    const Tokenizer& tokenizer,
    const std::vector<SamplePrompt>& prompts,
    const TrainingParams& params);

/// Fills the gaps (mask tokens) of `prompts` with the likeliest tokens, in [brackets]. An empty
/// prompt stands for `example`, a text in which every seventh token is made a gap.
std::vector<SampledText> fillGaps(
    Transformer model,
    const Tokenizer& tokenizer,
    int64_t maskId,
    const std::vector<std::string>& prompts,
    const std::vector<int64_t>& example);

} // namespace espalier
