#pragma once

/// A model as a Hugging Face folder: config.json, model.safetensors, and its tokenizer's files.

#include "core/engine/nn/transformer.h"
#include "core/formats/model_config.h"

#include <filesystem>

namespace espalier {

struct LoadedModel
{
    ModelConfig config;
    Transformer model{nullptr}; ///< float32, on the CPU, in training mode as any new module
};

/// Reads config and weights (one file or shards; F64, F32, F16 or BF16, all turned into float32).
///
/// Names with or without the leading "transformer.", "model." or "bert." are taken; causal masks,
/// rotary tables and heads for other tasks that some files carry are passed over. Throws Error (input) naming file and tensor:
/// missing, not expected, of a wrong shape or type, not a finite number, or a head that differs
/// from the token table though the config says they are one.
LoadedModel loadModelFolder(const std::filesystem::path& folder);

/// What a folder must hold of a head for labels.
enum class HeadWeights {
    AllThere,
    FreshIfMissing ///< a language model's folder is read into a model with labels: the head keeps
                   ///< the weights that it has
};

/// Only the weights, into a model of that shape; errors as loadModelFolder.
void loadModelWeights(
    Transformer& model,
    const std::filesystem::path& folder,
    HeadWeights head = HeadWeights::AllThere);

/// Writes config.json, model.safetensors (float32) and generation_config.json into an existing
/// folder, and copies the files of the tokenizer from `tokenizerFolder` (none where it is empty).
/// The config is the model's own.
void saveModelFolder(
    const Transformer& model,
    const std::filesystem::path& folder,
    const std::filesystem::path& tokenizerFolder = {});

/// Copies what belongs to a tokenizer (tokenizer.json, tokenizer_config.json, vocab.json,
/// merges.txt, ...).
void copyTokenizerFiles(const std::filesystem::path& from, const std::filesystem::path& to);

} // namespace espalier
