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

/// Weights that learn: those of the adapters where a model has some.
double trainedWeights(const Facts& model);
/// Bytes of text that a token stands for; 4 where it isn't known.
double bytesPerToken(const Facts& model);

/// A typed value of complete parameters; `fallback` where it is missing or of another type.
int64_t integerOf(const Values& params, const char* name, int64_t fallback = 0);
double numberOf(const Values& params, const char* name, double fallback = 0);
std::string textOf(const Values& params, const char* name);
bool flagOf(const Values& params, const char* name);

/// The finding that a context of `block` tokens is longer than the model's positions; nothing where it fits or the
/// positions aren't known.
std::optional<Finding> blockTooLong(int64_t block, const Facts& model);

/// The finding that a model can't write answers: it fills gaps, or sorts texts.
std::optional<Finding> cantAnswer(const Facts& model);

/// The finding that answers of `tokens` tokens leave no room for what is asked; nothing where they do
/// or the positions aren't known.
std::optional<Finding> noRoomToAsk(int64_t tokens, const Facts& model);

/// Answers that models write.
struct Writing
{
    double tokens = 0;  ///< of all answers
    int64_t batch = 1;  ///< answers written together
    int64_t models = 1; ///< in memory
    int64_t passes = 3; ///< the time of a token, in forward passes at the rate of training
};
/// What writing takes; nothing on disk.
Estimate writingEstimate(const Writing& writing, const Facts& model, const Machine& machine);

/// The facts of an input, or nothing known.
Facts factsOf(const StageQuery& query, const char* port);

} // namespace espalier
