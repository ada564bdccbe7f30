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

/// Rows on their way through a model. Each token passes the blocks; those that are scored pass the
/// product with the vocabulary too.
struct Passing
{
    double tokens = 0;
    double scored = 0;
    double length = 0; ///< of a row: a token looks back at half of it
};
/// Operations of a pass: two a weight and token.
double forwardFlops(const Facts& model, const Passing& rows);
/// Operations of learning from log-probabilities: gradients of the blocks cost as much as a pass,
/// those of their `trained` weights as much again; the head forms its logits once more for both.
double learningFlops(const Facts& model, const Passing& rows, double trained);
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
    double read = 0;    ///< of all prompts, each answer reading its own
    int64_t batch = 1;  ///< answers written together
    int64_t models = 1; ///< in memory
    int64_t passes = 1; ///< times that a token passes a model: written, then judged
};
/// Seconds that writing takes: a token is computed at the rate of training, but a step of a batch
/// takes at least as long as the weights need to be read.
double writingSeconds(const Writing& writing, const Facts& model, const Machine& machine);
/// What writing takes; nothing on disk.
Estimate writingEstimate(const Writing& writing, const Facts& model, const Machine& machine);

/// Facts of the preferences that rankings of candidates give: "neighbours", "extremes" or "all"
/// pairs of each.
Facts rankedFacts(const Facts& candidates, const std::string& pairs);

/// Tokens of an average prompt of these rows: most of a row's text, where that is known.
double promptTokens(const Facts& rows, const Facts& model);
/// Share of the longest answer that an answer has, measured on the examples (0.6 to 1).
constexpr double usualAnswer = 0.75;

/// The facts of an input, or nothing known.
Facts factsOf(const StageQuery& query, const char* port);

} // namespace espalier
