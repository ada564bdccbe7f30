#pragma once

/// Hugging Face's config.json of the families that we read: gpt2, llama, mistral, qwen2, qwen3.
/// Both spellings of transformers 4 and 5 are read (`rope_theta` + `rope_scaling` and
/// `rope_parameters`, `torch_dtype` and `dtype`) and written. Left out: quantisation, other rope
/// stretchings (yarn, dynamic), mixed attention layers.

#include "core/formats/model_config.h"

#include <nlohmann/json.hpp>

#include <filesystem>

namespace espalier {

/// A model from the content of a config.json; `place` (a path) stands in front of every sentence.
/// Throws Error (input) naming the key that is missing, of the wrong type, contradicting or not
/// supported.
ModelConfig modelConfigFromJson(const nlohmann::json& json, const std::string& place);

/// The content of config.json, keys in Hugging Face's order. Weights are said to be float32.
nlohmann::ordered_json modelConfigToJson(const ModelConfig& config);

/// Reads a config.json; `path` is the file or the folder it lies in. Errors as modelConfigFromJson.
ModelConfig readModelConfig(const std::filesystem::path& path);

/// Writes `folder`/config.json atomically.
void writeModelConfig(const ModelConfig& config, const std::filesystem::path& folder);

} // namespace espalier
