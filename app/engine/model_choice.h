#pragma once

#include "core/engine/generate/generator.h"
#include "core/engine/peft/adapted_model.h"
#include "core/text/tokenizer.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace espalier {

/// The folder that `--model` names: a Hugging Face or PEFT folder, or RUN:NODE, the model that a
/// run's node made (RUN alone: its last model). Throws Error (input) where there is none.
std::filesystem::path modelFolder(const std::string& choice, const std::string& workspace);

/// A model with its tokenizer and its adapters, ready to sample from.
struct SpeakingModel
{
    std::filesystem::path folder;
    Tokenizer tokenizer;
    AdaptedModel adapted;
    Transformer model{nullptr}; ///< of `adapted`
};
SpeakingModel loadSpeakingModel(const std::filesystem::path& folder);

/// A model and adapters for it, of which one at a time (or none) takes effect. The model's weights
/// are in memory once.
class Speaker
{
public:
    /// `adapters`: each a folder or RUN:NODE, as NAME=... where it should have another name. Throws
    /// Error (input) where one of them was made for another model.
    Speaker(
        const std::string& model,
        const std::vector<std::string>& adapters,
        const std::string& workspace);

    const Tokenizer& tokenizer() const { return m_speaking.tokenizer; }
    const ModelConfig& config() const { return m_speaking.model->config(); }
    /// In the order given.
    const std::vector<std::string>& adapters() const { return m_names; }
    /// What continues texts with that adapter; "" is the model as it was named. Throws Error
    /// (input) where no adapter has the name.
    Generator& with(const std::string& adapter);

private:
    SpeakingModel m_speaking;
    size_t m_own = 0; ///< adapters that belong to the model as it was named
    std::vector<std::string> m_names;
    std::string m_current;
    std::optional<Generator> m_generator;
};

} // namespace espalier
