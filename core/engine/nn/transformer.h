#pragma once

#include "core/engine/nn/layers.h"
#include "core/formats/model_config.h"

#include <functional>
#include <vector>

namespace espalier {

/// Keys and values of what a model has read, with room for more. One entry a layer.
class KvCache
{
public:
    KvCache(
        const ModelConfig& config,
        int64_t batch,
        int64_t capacity,
        torch::TensorOptions options = torch::kFloat32);
    /// Appends k and v (B, T, Hkv, D) of one layer and returns all keys and values so far (B,
    /// length + T, Hkv, D).
    std::array<torch::Tensor, 2>
    append(int64_t layer, const torch::Tensor& k, const torch::Tensor& v);
    /// After all layers have appended T positions.
    void advance(int64_t count) { m_length += count; }
    void truncate(int64_t length) { m_length = length; }
    int64_t length() const { return m_length; }
    int64_t capacity() const { return m_capacity; }

private:
    std::vector<torch::Tensor> m_k, m_v; ///< (B, capacity, Hkv, D)
    int64_t m_length = 0;
    int64_t m_capacity;
};

/// How one forward pass runs. Everything undefined or at its default means: whole sequences from
/// position 0.
struct ForwardOptions : ComputeOptions
{
    torch::Tensor positions; ///< (B, T) int64; undefined: counted from the start of each document
    /// (B, T) int64, non-decreasing along T: examples packed into one row see only their own
    /// segment. Positions then restart with each segment unless given.
    torch::Tensor segments;
    torch::Tensor starts;     ///< (B) int64: first valid key of a row (left padding); undefined: 0
    KvCache* cache = nullptr; ///< read and appended to; then T new tokens follow its length
    double dropout = 0; ///< embedding, attention and residual; in effect only while is_training()
    bool checkpoint = false; ///< keep only each block's input, compute the rest again backwards
    /// Called with the name of each part (module name as in the state dict) and its output, in
    /// order of computation.
    std::function<void(const std::string&, const torch::Tensor&)> observe;
};

/// One decoder-only transformer for the GPT-2 and Llama families (Llama, Mistral, Qwen2, Qwen3),
/// from one description.
///
/// Parameters bear Hugging Face's state-dict names and shapes (`transformer.h.0.attn.c_attn.weight`
/// (in, out), `model.layers.0.self_attn.q_proj.weight` (out, in), `lm_head.weight` only where the
/// head isn't tied), so files map one to one.
class TransformerImpl : public torch::nn::Module
{
public:
    explicit TransformerImpl(const ModelConfig& config);

    /// Fresh weights from named random streams of `seed`: normal(0, initStd), GPT-2's residual
    /// projections divided by sqrt(2 layers), norms one, biases zero. The same on every machine,
    /// whatever the order of construction.
    void initialise(uint64_t seed);

    /// ids (B, T) int64 -> hidden states after the last norm (B, T, width).
    torch::Tensor forward(const torch::Tensor& ids, const ForwardOptions& options = {});
    /// The same from input vectors (B, T, width) instead of ids.
    torch::Tensor forwardEmbeddings(const torch::Tensor& x, const ForwardOptions& options = {});
    /// Token vectors (without positions): ids (B, T) -> (B, T, width).
    torch::Tensor embed(const torch::Tensor& ids, const ComputeOptions& options = {});
    /// hidden (..., width) -> (..., vocab).
    torch::Tensor logits(const torch::Tensor& hidden, const ComputeOptions& options = {});

    const ModelConfig& config() const { return m_config; }
    /// (vocab, width): lm_head.weight, or the token table where tied.
    torch::Tensor headWeight() const;
    torch::Device device() const;

private:
    struct Context;
    struct Layer;
    /// The residual stream: what it holds, and what is still to be added to it (by the next norm,
    /// in one pass).
    using Stream = std::array<torch::Tensor, 2>;

    void buildGpt2();
    void buildLlama();
    Projection
    project(torch::nn::Module& parent, const char* name, int64_t in, int64_t out, bool bias) const;
    Context prepare(int64_t batch, int64_t tokens, const ForwardOptions& options) const;
    torch::Tensor
    run(const torch::Tensor& x, const torch::Tensor& positions, const Context& context);
    Stream block(int64_t layer, const Stream& x, const Context& context);
    Stream checkpointed(int64_t layer, const Stream& x, const Context& context);
    AttentionOptions attentionOptions(int64_t layer, const Context& context) const;
    torch::Tensor gpt2Attention(int64_t layer, const torch::Tensor& x, const Context& context);
    torch::Tensor llamaAttention(int64_t layer, const torch::Tensor& x, const Context& context);
    torch::Tensor attend(
        int64_t layer,
        const torch::Tensor& q,
        const torch::Tensor& k,
        const torch::Tensor& v,
        const Context& context);
    torch::Tensor feedForward(int64_t layer, const torch::Tensor& x, const Context& context);

    ModelConfig m_config;
    Activation m_activation = Activation::GeluTanh;
    std::shared_ptr<torch::nn::Module> m_root; ///< "transformer" or "model"
    Table m_tokens{nullptr};
    Table m_positions{nullptr}; ///< GPT-2
    Norm m_lastNorm{nullptr};
    Projection m_head{nullptr}; ///< where not tied
    std::vector<std::shared_ptr<Layer>> m_layers;
};
TORCH_MODULE(Transformer);

/// Names and maps of every linear projection, in order: what an adapter may be attached to.
std::vector<std::pair<std::string, Projection>> projections(const Transformer& model);

/// Rotation speeds of RoPE (D/2), stretched as the config says ("default", "linear", "llama3").
std::vector<double> ropeFrequencies(const ModelConfig& config);

} // namespace espalier
