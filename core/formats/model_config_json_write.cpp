// The writing half of model_config_json.h.

#include "core/base/files.h"
#include "core/formats/model_config_json.h"
#include "core/formats/model_config_keys.h"
#include "core/formats/rope_json.h"

namespace espalier {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace {

ordered_json idOrNull(int64_t id)
{
    return id < 0 ? ordered_json(nullptr) : ordered_json(id);
}

/// One id as a number, several as a list, none as null.
ordered_json idsOrNull(const std::vector<int64_t>& ids)
{
    if (ids.empty())
        return nullptr;
    return ids.size() == 1 ? ordered_json(ids.front()) : ordered_json(ids);
}

std::string architecture(const ModelConfig& config)
{
    const auto named = [&](const char* stem, const char* language) {
        return stem + std::string(config.classifies() ? "ForSequenceClassification" : language);
    };
    switch (config.family) {
    case ModelFamily::Gpt2:
        return named("GPT2", "LMHeadModel");
    case ModelFamily::Llama:
        return named("Llama", "ForCausalLM");
    case ModelFamily::Mistral:
        return named("Mistral", "ForCausalLM");
    case ModelFamily::Qwen2:
        return named("Qwen2", "ForCausalLM");
    case ModelFamily::Qwen3:
        return named("Qwen3", "ForCausalLM");
    case ModelFamily::Bert:
        return named("Bert", "ForMaskedLM");
    }
    return "";
}

void writeGpt2(const ModelConfig& config, ordered_json& out)
{
    out["vocab_size"] = config.vocabSize;
    out["n_positions"] = config.positions;
    out["n_ctx"] = config.positions;
    out["n_embd"] = config.width;
    out["n_layer"] = config.layers;
    out["n_head"] = config.heads;
    out["n_inner"] =
        config.inner == 4 * config.width ? ordered_json(nullptr) : ordered_json(config.inner);
    out["activation_function"] = config.activation;
    out["resid_pdrop"] = 0.0;
    out["embd_pdrop"] = 0.0;
    out["attn_pdrop"] = 0.0;
    out["layer_norm_epsilon"] = config.normEps;
    out["initializer_range"] = config.initStd;
    out["scale_attn_weights"] = true;
    out["scale_attn_by_inverse_layer_idx"] = config.scaleByLayer;
    out["reorder_and_upcast_attn"] = false;
    if (!config.bias)
        out[kBiasKey] = false;
}

void writeLlamaLike(const ModelConfig& config, ordered_json& out)
{
    out["vocab_size"] = config.vocabSize;
    out["hidden_size"] = config.width;
    out["intermediate_size"] = config.inner;
    out["num_hidden_layers"] = config.layers;
    out["num_attention_heads"] = config.heads;
    out["num_key_value_heads"] = config.kvHeads;
    out["head_dim"] = config.headDim;
    out["hidden_act"] = config.activation;
    out["max_position_embeddings"] = config.positions;
    out["initializer_range"] = config.initStd;
    out["rms_norm_eps"] = config.normEps;
    out["attention_dropout"] = 0.0;
    if (config.family == ModelFamily::Llama || config.family == ModelFamily::Qwen3)
        out["attention_bias"] = config.attentionBias;
    if (config.family == ModelFamily::Llama)
        out["mlp_bias"] = config.mlpBias;
    if (config.family == ModelFamily::Mistral)
        out["sliding_window"] = idOrNull(config.slidingWindow > 0 ? config.slidingWindow : -1);
    if (config.family == ModelFamily::Qwen2 || config.family == ModelFamily::Qwen3) {
        out["use_sliding_window"] = config.slidingWindow > 0;
        out["sliding_window"] = idOrNull(config.slidingWindow > 0 ? config.slidingWindow : -1);
        out["max_window_layers"] = config.slidingWindow > 0 ? 0 : config.layers;
    }
    writeRope(config.rope, out);
}

void writeBert(const ModelConfig& config, ordered_json& out)
{
    out["vocab_size"] = config.vocabSize;
    out["hidden_size"] = config.width;
    out["num_hidden_layers"] = config.layers;
    out["num_attention_heads"] = config.heads;
    out["intermediate_size"] = config.inner;
    out["hidden_act"] = config.activation;
    out["hidden_dropout_prob"] = 0.0;
    out["attention_probs_dropout_prob"] = 0.0;
    out["max_position_embeddings"] = config.positions;
    out["type_vocab_size"] = config.segmentTypes;
    out["initializer_range"] = config.initStd;
    out["layer_norm_eps"] = config.normEps;
    out["position_embedding_type"] = "absolute";
}

void writeLabels(const std::vector<std::string>& labels, ordered_json& out)
{
    ordered_json names = ordered_json::object(), numbers = ordered_json::object();
    for (size_t i = 0; i < labels.size(); ++i) {
        names[std::to_string(i)] = labels[i];
        numbers[labels[i]] = i;
    }
    out["id2label"] = names;
    out["label2id"] = numbers;
    out["problem_type"] = "single_label_classification";
}

} // namespace

ordered_json modelConfigToJson(const ModelConfig& config)
{
    ordered_json out;
    out["architectures"] = {architecture(config)};
    out["model_type"] = modelFamilyName(config.family);
    if (config.family == ModelFamily::Gpt2)
        writeGpt2(config, out);
    else if (config.family == ModelFamily::Bert)
        writeBert(config, out);
    else
        writeLlamaLike(config, out);
    if (config.classifies())
        writeLabels(config.labels, out);
    out["tie_word_embeddings"] = config.tiedHead;
    out["use_cache"] = true;
    out["bos_token_id"] = idOrNull(config.bosId);
    out["eos_token_id"] = idsOrNull(config.eosIds);
    out["pad_token_id"] = idOrNull(config.padId);
    out["torch_dtype"] = "float32";
    out["dtype"] = "float32";
    return out;
}

void writeModelConfig(const ModelConfig& config, const fs::path& folder)
{
    writeAtomically(folder / "config.json", modelConfigToJson(config).dump(2) + "\n");
}

} // namespace espalier
