#pragma once

/// Rules of thumb that several stages' estimates share.

#include "core/formats/model_config.h"
#include "core/pipeline/stage.h"

#include <optional>

namespace espalier {

/// What is known of a file, a folder or a pattern without reading it: its bytes (gz counted as four times its size).
int64_t textBytes(const std::filesystem::path& path);

/// Facts of a model of this shape.
Facts modelFacts(const ModelConfig& config);

/// Floating-point operations of training one token: 6 a weight and 12 x layers x width x context for attention
/// (Chinchilla's and nanoGPT's count); a third of it is the forward pass.
double trainFlopsPerToken(const Facts& model, int64_t block);

/// A typed value of complete parameters; `fallback` where it is missing or of another type.
int64_t integerOf(const Values& params, const char* name, int64_t fallback = 0);
double numberOf(const Values& params, const char* name, double fallback = 0);
std::string textOf(const Values& params, const char* name);
bool flagOf(const Values& params, const char* name);

/// The finding that a context of `block` tokens is longer than the model's positions; nothing where it fits or the
/// positions aren't known.
std::optional<Finding> blockTooLong(int64_t block, const Facts& model);

/// The facts of an input, or nothing known.
Facts factsOf(const StageQuery& query, const char* port);

} // namespace espalier
