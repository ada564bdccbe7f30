#pragma once

/// Where an adapter takes hold of a model: linear maps by name, known from the description alone.

#include "core/formats/adapter_config.h"
#include "core/formats/model_config.h"

namespace espalier {

/// A linear map inside the blocks of a model, under its name in the state dict.
struct LinearMap
{
    std::string name; ///< "transformer.h.0.attn.c_attn"
    int64_t in = 0, out = 0;
    bool bias = false;
    bool endsAttention = false;   ///< the last map of the attention part
    bool endsFeedForward = false; ///< the last map of the feed-forward part
};

/// All of them, block by block in order of computation; heads are not among them.
std::vector<LinearMap> linearMaps(const ModelConfig& model);

/// Those that `targets` names. Throws Error (input) naming some that there are where none fits.
std::vector<LinearMap>
targetMaps(const ModelConfig& model, const std::vector<std::string>& targets);

/// Sets targets that are empty to those that PEFT takes for the family (LoRA: attention; IA3: keys,
/// values and feed-forward, and `feedForward` likewise).
void fillTargets(AdapterConfig& config, const ModelConfig& model);

/// Names each map in full where PEFT would find more of the targets than linearMaps has: `dense`
/// and all-linear are maps of a BERT's head too, and those have no weights in the adapter.
void nameTargetsInFull(AdapterConfig& config, const ModelConfig& model);

/// The inner width of a bottleneck adapter, at least 1.
int64_t bottleneckWidth(const AdapterConfig& config, const ModelConfig& model);

/// Weights that learn with the adapter: its own, and those of the model that it has copies of.
/// Throws as targetMaps and savedWeights do.
int64_t adapterParameterCount(AdapterConfig config, const ModelConfig& model);

} // namespace espalier
