#pragma once

/// The small files beside a model's weights: generation_config.json and tokenizer_config.json.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace espalier {

/// How a model's author wants it sampled (generation_config.json). An empty optional: the file
/// doesn't say.
struct GenerationConfig
{
    int64_t bosId = -1; ///< -1: none
    std::vector<int64_t> eosIds;
    int64_t padId = -1;
    std::optional<bool> doSample;
    std::optional<double> temperature, topP, minP, repetitionPenalty;
    std::optional<int64_t> topK, maxNewTokens;
    bool operator==(const GenerationConfig&) const = default;
};

/// What tokenizer_config.json (and chat_template.jinja beside it) adds to tokenizer.json.
struct TokenizerConfig
{
    std::string tokenizerClass = "PreTrainedTokenizerFast";
    std::optional<std::string> bosToken, eosToken, padToken, unkToken;
    bool addBosToken = false;
    int64_t maxLength = 0;    ///< model_max_length in tokens; 0 is not stated
    std::string chatTemplate; ///< Jinja2; empty is none
    bool operator==(const TokenizerConfig&) const = default;
};

/// Whether something of that name is there; false too where that can't be told.
bool present(const std::filesystem::path& file);

/// Reads `folder`/generation_config.json; nothing where the file is missing. Throws Error (input)
/// where it is broken.
std::optional<GenerationConfig> readGenerationConfig(const std::filesystem::path& folder);
void writeGenerationConfig(const GenerationConfig& config, const std::filesystem::path& folder);

/// Reads `folder`/tokenizer_config.json and chat_template.jinja; nothing where both are missing.
/// Throws Error (input) where one is broken.
std::optional<TokenizerConfig> readTokenizerConfig(const std::filesystem::path& folder);
/// Writes tokenizer_config.json and special_tokens_map.json.
void writeTokenizerConfig(const TokenizerConfig& config, const std::filesystem::path& folder);

} // namespace espalier
