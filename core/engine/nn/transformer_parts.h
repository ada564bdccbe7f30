#pragma once

/// What the parts of TransformerImpl share; for its own sources.

#include "core/engine/nn/transformer.h"

namespace espalier {

/// One block's parts; those that the family lacks are empty.
struct TransformerImpl::Layer
{
    std::string name; ///< "transformer.h.0", "model.layers.0" or "bert.encoder.layer.0"
    std::shared_ptr<torch::nn::Module> module;
    Norm before{nullptr}, between{nullptr}; ///< BERT: after attention, after feed-forward
    Projection qkv{nullptr};                       // GPT-2: packed
    Projection q{nullptr}, k{nullptr}, v{nullptr}; // Llama, BERT
    Norm qNorm{nullptr}, kNorm{nullptr};           // Qwen3
    Projection attentionOut{nullptr};
    Projection gate{nullptr}, up{nullptr}, down{nullptr}; // GPT-2 and BERT have no gate
};

/// What every block of one forward pass shares.
struct TransformerImpl::Context
{
    ForwardOptions options;
    int64_t offset = 0;
    torch::Tensor starts;    ///< (B, T) first key a query sees, or undefined
    torch::Tensor ends;      ///< (B, T) key after the last one it sees, or undefined: causal
    torch::Tensor positions; ///< (B or 1, T)
    /// (2 layers, P, Hkv, D): keys and values of a tuned prefix, layer by layer; or undefined.
    torch::Tensor prefix;
    torch::Tensor cos, sin;  ///< (B or 1, T, D/2), Llama
    double dropout = 0;

    void observe(const std::string& name, const torch::Tensor& output) const
    {
        if (options.observe) {
            options.observe(name, output);
        }
    }
};

} // namespace espalier
