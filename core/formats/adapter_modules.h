#pragma once

/// What an adapter lets learn of the model itself: modules and biases by name, known from the
/// description alone; and what does not go together in an adapter.

#include "core/formats/adapter_config.h"
#include "core/formats/model_config.h"

namespace espalier {

/// A weight of a model, under its name in the state dict.
struct ModelWeight
{
    std::string name; ///< "transformer.h.0.ln_1.bias"
    int64_t count = 0;

    /// "transformer.h.0.ln_1"
    std::string_view module() const;
    bool isBias() const { return name.ends_with(".bias"); }
};

/// All of them; a tied head is the token table.
std::vector<ModelWeight> modelWeights(const ModelConfig& model);

/// Modules of the family's head for labels: "score", or "pooler" and "classifier".
std::vector<std::string> labelHead(ModelFamily family);

/// The weights of the modules that `names` names. Throws Error (input) naming some modules that
/// there are where none fits, and where the token table is named of a model whose head it is too.
std::vector<ModelWeight>
savedWeights(const ModelConfig& model, const std::vector<std::string>& names);

/// Takes out of `names` those that name a model's head for words and nothing of one that has a head
/// for labels in its place. Nothing happens where the model has no such head.
void leaveHeadForWords(std::vector<std::string>& names, const ModelConfig& model);

/// Biases of the model that LoRA's `bias` lets learn, those of saved modules left out: of the maps
/// that it changes ("lora_only"), or all, those of norms and of the head for words too. An adapter
/// for words leaves a head for labels alone.
std::vector<ModelWeight> trainedBiases(const AdapterConfig& config, const ModelConfig& model);

/// Throws Error (input) where the adapter's settings don't go together or don't go with the model:
/// maps that are changed and saved in full at once, PiSSA of more directions than a map has or with
/// an alpha of zero; and as targetMaps and savedWeights do. Targets must be filled in.
void checkAdapter(const AdapterConfig& config, const ModelConfig& model);
/// Throws Error (input) where one of the modules to save is none of the model's. Folders may name
/// more than a model has; a new adapter may not.
void checkModulesToSave(const AdapterConfig& config, const ModelConfig& model);
/// Throws Error (input) where a pattern of ranks or alphas fits none of the adapter's maps.
void checkPatterns(const AdapterConfig& config, const ModelConfig& model);

} // namespace espalier
