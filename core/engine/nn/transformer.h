#pragma once

#include "core/engine/nn/layers.h"
#include "core/formats/model_config.h"

#include <functional>
#include <map>
#include <string>
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
    /// What was appended: (2 layers, B, length, Hkv, D), keys and values layer by layer.
    torch::Tensor contents() const;
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
    torch::Tensor types;      ///< (B, T) int64: segment type of each token (BERT); undefined: 0
    torch::Tensor lengths;    ///< (B) int64: tokens of a row before its padding, for bidirectional
                              ///< models (a causal one never sees what follows); undefined: all
    torch::Tensor starts;     ///< (B) int64: first valid key of a row (left padding); undefined: 0
    /// Rows that share their beginnings, each token computed once: then ids are (1, M), with
    /// positions given; `spread` (B, T) int64 says which token stands at each place of the rows
    /// (any at padding), `kept` (M) int64 at which place (row * T + t) a token's result is taken.
    /// Causal models, without segments, starts and cache.
    torch::Tensor spread, kept;
    KvCache* cache = nullptr; ///< read and appended to; then T new tokens follow its length
    double dropout = 0; ///< embedding, attention and residual; in effect only while is_training()
    bool checkpoint = false; ///< keep only each block's input, compute the rest again backwards
    /// Called with the name of each part (module name as in the state dict) and its output, in
    /// order of computation.
    std::function<void(const std::string&, const torch::Tensor&)> observe;
};

/// Tokens that no text has, before the first one: learned vectors instead of words.
struct VirtualTokens
{
    /// (P, width): stands before the token vectors (Lester et al. 2021); or empty. Called in every
    /// forward pass.
    std::function<torch::Tensor()> prompt;
    /// (2 layers, P, Hkv, D): keys and values that every layer sees before its own, layer by layer
    /// (Li & Liang 2021); or empty.
    std::function<torch::Tensor()> prefix;
    int64_t count = 0; ///< P: positions that they take from the model's
};

/// One transformer for the GPT-2, Llama (Llama, Mistral, Qwen2, Qwen3) and BERT families, from one
/// description: causal, or with BERT seeing both ways; with a head over the vocabulary, or over
/// labels where the description has some.
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

    /// ids (B, T) int64 -> hidden states after the last norm (B, T, width). Of packed examples give
    /// `segments`, of padded ones `lengths`.
    torch::Tensor forward(const torch::Tensor& ids, const ForwardOptions& options = {});
    /// The same from input vectors (B, T, width) instead of ids.
    torch::Tensor forwardEmbeddings(const torch::Tensor& x, const ForwardOptions& options = {});
    /// Token vectors (without positions): ids (B, T) -> (B, T, width).
    torch::Tensor embed(const torch::Tensor& ids, const ComputeOptions& options = {});
    /// hidden (..., width) -> (..., vocab).
    torch::Tensor logits(const torch::Tensor& hidden, const ComputeOptions& options = {});
    /// What the head's product is taken of: hidden itself, or with BERT LayerNorm(gelu(W hidden)).
    torch::Tensor headInput(const torch::Tensor& hidden, const ComputeOptions& options = {});
    /// Scores of the labels: hidden (B, T, width), lengths (B) int64 or undefined -> (B, labels).
    /// Reads the last token of each row (causal families) or the first one (BERT, through its
    /// pooler).
    torch::Tensor classify(
        const torch::Tensor& hidden,
        const torch::Tensor& lengths,
        const ForwardOptions& options = {});

    /// Puts learned tokens before every text; nullptr: none. They need rows that begin at the left
    /// edge: neither packing nor padding on the left.
    void setVirtualTokens(std::shared_ptr<const VirtualTokens> tokens)
    {
        m_virtual = std::move(tokens);
    }
    int64_t virtualTokens() const { return m_virtual ? m_virtual->count : 0; }

    const ModelConfig& config() const { return m_config; }
    /// (vocab, width): lm_head.weight, or the token table where tied.
    torch::Tensor headWeight() const;
    /// (vocab) or undefined: added to the logits (BERT).
    torch::Tensor headBias() const { return m_headBias; }
    torch::Device device() const;
    /// Type and device of the weights.
    torch::TensorOptions weightOptions() const
    {
        return m_tokens->weight.options().requires_grad(false);
    }
    /// Whether every change that adapters make can be folded into the weights (true without any).
    bool folds() const;

    /// Lets the model compute with `value` in place of its parameter `name`, until standBack is
    /// called with the same tensor; of several the last one counts. The parameter keeps its name
    /// and its values: that is what is saved as the model.
    void standIn(const std::string& name, const torch::Tensor& value);
    void standBack(const std::string& name, const torch::Tensor& value);
    /// Copies what stands in over the parameters; nothing stands in after that.
    void keepStandIns();
    /// What the model computes with under each parameter's name.
    std::map<std::string, torch::Tensor> weightsInUse() const;

private:
    struct Context;
    struct Layer;
    /// The residual stream: what it holds, and what is still to be added to it (by the next norm,
    /// in one pass).
    using Stream = std::array<torch::Tensor, 2>;

    void buildGpt2();
    void buildLlama();
    void buildBert();
    void buildHead();
    Projection
    project(torch::nn::Module& parent, const char* name, int64_t in, int64_t out, bool bias) const;
    Context prepare(int64_t batch, int64_t tokens, const ForwardOptions& options) const;
    torch::Tensor
    run(const torch::Tensor& x, const torch::Tensor& positions, const Context& context);
    Stream block(int64_t layer, const Stream& x, const Context& context);
    Stream bertBlock(int64_t layer, const torch::Tensor& x, const Context& context);
    Stream checkpointed(int64_t layer, const Stream& x, const Context& context);
    /// Weights of one block that learn: its own, those that stand in, those of adapters' changes.
    std::vector<torch::Tensor> learnedIn(const Layer& layer) const;
    /// What a part computes with under that parameter's name.
    torch::Tensor& place(const std::string& name);
    AttentionOptions attentionOptions(int64_t layer, const Context& context) const;
    torch::Tensor gpt2Attention(int64_t layer, const torch::Tensor& x, const Context& context);
    /// Queries, keys and values from projections of their own, rotated where the family does so.
    torch::Tensor separateAttention(int64_t layer, const torch::Tensor& x, const Context& context);
    torch::Tensor attend(
        int64_t layer,
        const torch::Tensor& q,
        const torch::Tensor& k,
        const torch::Tensor& v,
        const Context& context);
    torch::Tensor feedForward(int64_t layer, const torch::Tensor& x, const Context& context);

    ModelConfig m_config;
    Activation m_activation = Activation::GeluTanh;
    std::shared_ptr<torch::nn::Module> m_root; ///< "transformer", "model" or "bert"
    std::shared_ptr<const VirtualTokens> m_virtual;
    Table m_tokens{nullptr};
    Table m_positions{nullptr}; ///< GPT-2, BERT
    Table m_types{nullptr};     ///< BERT
    Norm m_firstNorm{nullptr};  ///< BERT
    Norm m_lastNorm{nullptr};
    Projection m_head{nullptr};      ///< where not tied
    Projection m_transform{nullptr}; ///< BERT's language head
    Norm m_transformNorm{nullptr};
    torch::Tensor m_headBias;
    Projection m_pooler{nullptr};     ///< BERT's head for labels
    Projection m_classifier{nullptr}; ///< with labels
    std::vector<std::shared_ptr<Layer>> m_layers;
    std::map<std::string, std::vector<torch::Tensor>> m_standIns; ///< by parameter, oldest first
};
TORCH_MODULE(Transformer);

/// Names and maps of every linear projection, in order: what an adapter may be attached to.
std::vector<std::pair<std::string, Projection>> projections(const Transformer& model);

/// Rotation speeds of RoPE (D/2), stretched as the config says ("default", "linear", "llama3").
std::vector<double> ropeFrequencies(const ModelConfig& config);

} // namespace espalier
