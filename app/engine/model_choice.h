#pragma once

#include "core/engine/peft/adapted_model.h"
#include "core/text/tokenizer.h"

#include <filesystem>
#include <string>

namespace espalier {

/// The folder that `--model` names: a Hugging Face or PEFT folder, or RUN:NODE, the model that a run's node
/// made (RUN alone: its last model). Throws Error (input) where there is none.
std::filesystem::path modelFolder(const std::string& choice, const std::string& workspace);

/// A model with its tokenizer and its adapters, ready to sample from.
struct SpeakingModel
{
    Tokenizer tokenizer;
    AdaptedModel adapted;
    Transformer model{nullptr}; ///< of `adapted`
};
SpeakingModel loadSpeakingModel(const std::filesystem::path& folder);

} // namespace espalier
