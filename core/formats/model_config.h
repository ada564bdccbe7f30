#pragma once

/// What a model is, without its weights: the one description that the GPT-2, Llama-like and BERT
/// families share.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

/// Families whose Hugging Face folders are read and written.
enum class ModelFamily { Gpt2, Llama, Mistral, Qwen2, Qwen3, Bert };

/// Hugging Face's model_type: "gpt2", "llama", "mistral", "qwen2", "qwen3", "bert".
const char* modelFamilyName(ModelFamily family);
/// The family of that model_type, if we read it.
std::optional<ModelFamily> findModelFamily(std::string_view name);
/// "gpt2, llama, mistral, qwen2, qwen3, bert", for sentences.
std::string modelFamilyNames();

/// Position encoding by rotation (rotate-half), optionally stretched the way Llama 3 does it.
struct RopeConfig
{
    double theta = 10000.0;
    std::string type = "default"; ///< "default", "linear" or "llama3"
    double factor = 1.0;
    double lowFreqFactor = 1.0;          ///< llama3
    double highFreqFactor = 4.0;         ///< llama3
    int64_t originalMaxPositions = 8192; ///< llama3
    bool operator==(const RopeConfig&) const = default;
};

/// One transformer's shape. Names in the comments are those of Hugging Face's config.json (gpt2 /
/// llama and bert).
struct ModelConfig
{
    ModelFamily family = ModelFamily::Gpt2;
    int64_t vocabSize = 50257; ///< vocab_size
    int64_t positions = 1024;  ///< n_positions / max_position_embeddings: the longest context
    int64_t width = 768;       ///< n_embd / hidden_size
    int64_t layers = 12;       ///< n_layer / num_hidden_layers
    int64_t heads = 12;        ///< n_head / num_attention_heads
    int64_t kvHeads = 12;      ///< num_key_value_heads; equal to heads for gpt2
    int64_t headDim = 64;      ///< head_dim, width / heads unless given
    int64_t inner = 3072;      ///< n_inner (null: 4 x width) / intermediate_size
    std::string activation =
        "gelu_new";        ///< gelu_new (tanh), gelu (erf), gelu_pytorch_tanh, relu, silu
    double normEps = 1e-5; ///< layer_norm_epsilon / rms_norm_eps
    double initStd = 0.02; ///< initializer_range
    bool tiedHead = true;  ///< tie_word_embeddings
    bool bias = true; ///< gpt2: biases of linear maps (norms keep theirs). false only for models
                      ///< made here (bench's peer shape)
    bool attentionBias = false; ///< llama: q, k, v, o biases (attention_bias)
    bool qkvBias = false;       ///< qwen2: q, k, v biases only
    bool mlpBias = false;       ///< llama: mlp_bias
    bool qkNorm = false;        ///< qwen3: RMSNorm per head on q and k
    int64_t slidingWindow = 0;  ///< mistral / qwen2 with use_sliding_window; 0 is none
    bool scaleByLayer = false;  ///< gpt2: scale_attn_by_inverse_layer_idx
    int64_t segmentTypes = 2;   ///< bert: type_vocab_size, rows of the segment table
    RopeConfig rope;
    /// id2label: with labels the model ends in a head that sorts a whole text into one of them
    /// (architectures "...ForSequenceClassification"), without in a language head.
    std::vector<std::string> labels;
    int64_t bosId = -1; ///< -1: none
    std::vector<int64_t> eosIds;
    int64_t padId = -1;

    bool usesRope() const { return family != ModelFamily::Gpt2 && family != ModelFamily::Bert; }
    /// Tokens see those after them too: trained by filling gaps, can't continue a text.
    bool bidirectional() const { return family == ModelFamily::Bert; }
    bool classifies() const { return !labels.empty(); }
    /// Number of weights, counting a tied head once.
    int64_t parameterCount() const;
    bool operator==(const ModelConfig&) const = default;
};

} // namespace espalier
