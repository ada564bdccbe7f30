#include "core/formats/model_config_json.h"

#include "core/formats/json_reader.h"
#include "core/formats/model_config_keys.h"
#include "core/formats/rope_json.h"

#include <algorithm>
#include <array>

namespace espalier {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr std::array<const char*, 7> kActivations{
    "gelu_new", "gelu", "gelu_pytorch_tanh", "gelu_fast", "relu", "silu", "swish"};

std::string readActivation(const JsonReader& in, const char* key, const char* usual)
{
    const std::string name = in.text(key).value_or(usual);
    if (std::find(kActivations.begin(), kActivations.end(), name) == kActivations.end())
        throw in.wrong(
            key, tr("it should be one of {}.", "gelu_new, gelu, gelu_pytorch_tanh, relu, silu"));
    if (name == "swish")
        return "silu";
    return name == "gelu_fast" ? "gelu_new" : name;
}

void readTokenIds(const JsonReader& in, ModelConfig& config)
{
    config.bosId = in.integer("bos_token_id").value_or(-1);
    config.eosIds = in.integers("eos_token_id");
    config.padId = in.integer("pad_token_id").value_or(-1);
}

double positive(const JsonReader& in, const char* key, double usual)
{
    const double value = in.number(key).value_or(usual);
    if (!(value > 0))
        throw in.wrong(key, tr("it should be a number above zero."));
    return value;
}

void refuse(const JsonReader& in, const char* key)
{
    if (in.boolean(key).value_or(false))
        throw in.wrong(key, tr("it should be false; a model with it is not supported."));
}

ModelConfig readGpt2(const JsonReader& in, const std::string& place)
{
    ModelConfig config;
    config.family = ModelFamily::Gpt2;
    config.vocabSize = in.size("vocab_size");
    config.positions = in.has("n_positions") ? in.size("n_positions") : in.size("n_ctx");
    config.width = in.size("n_embd");
    config.layers = in.size("n_layer");
    config.heads = in.size("n_head");
    config.kvHeads = config.heads;
    if (config.width % config.heads != 0)
        throw inputError(
            "{}: `n_embd` {} is not a multiple of `n_head` {}. Correct one of the two.",
            place,
            config.width,
            config.heads);
    config.headDim = config.width / config.heads;
    config.inner = in.has("n_inner") ? in.size("n_inner") : 4 * config.width;
    config.activation = readActivation(in, "activation_function", "gelu_new");
    config.normEps = positive(in, "layer_norm_epsilon", 1e-5);
    config.initStd = positive(in, "initializer_range", 0.02);
    config.tiedHead = in.boolean("tie_word_embeddings").value_or(true);
    config.bias = in.boolean(kBiasKey).value_or(true);
    config.scaleByLayer = in.boolean("scale_attn_by_inverse_layer_idx").value_or(false);
    if (!in.boolean("scale_attn_weights").value_or(true))
        throw in.wrong(
            "scale_attn_weights", tr("it should be true; a model without it is not supported."));
    refuse(in, "add_cross_attention");
    readTokenIds(in, config);
    return config;
}

/// Whether qwen's layers slide: stated for each (`layer_types`), or from `max_window_layers` on.
/// All do here or none.
bool allLayersSlide(const JsonReader& in, const std::string& place, int64_t layers)
{
    if (!in.boolean("use_sliding_window").value_or(false))
        return false;
    int64_t sliding = layers - std::min(in.integer("max_window_layers").value_or(layers), layers);
    if (const auto* types = in.find("layer_types"); types != nullptr)
        sliding = std::count(types->begin(), types->end(), "sliding_attention");
    if (sliding != 0 && sliding != layers)
        throw inputError(
            "{}: {} of {} layers attend through a sliding window (`layer_types`, "
            "`max_window_layers`); only all or none are supported.",
            place,
            sliding,
            layers);
    return sliding == layers;
}

int64_t readWindow(const JsonReader& in, const std::string& place, const ModelConfig& config)
{
    switch (config.family) {
    case ModelFamily::Mistral:
        if (!in.states("sliding_window"))
            return 4096; // the family's default; null is none
        break;
    case ModelFamily::Qwen2:
    case ModelFamily::Qwen3:
        if (!allLayersSlide(in, place, config.layers))
            return 0;
        break;
    default:
        return 0;
    }
    return in.has("sliding_window") ? in.size("sliding_window") : 0;
}

ModelConfig readLlamaLike(const JsonReader& in, const std::string& place, ModelFamily family)
{
    ModelConfig config;
    config.family = family;
    config.vocabSize = in.size("vocab_size");
    config.positions = in.size("max_position_embeddings");
    config.width = in.size("hidden_size");
    config.layers = in.size("num_hidden_layers");
    config.heads = in.size("num_attention_heads");
    config.kvHeads = in.has("num_key_value_heads") ? in.size("num_key_value_heads") : config.heads;
    if (config.heads % config.kvHeads != 0)
        throw inputError(
            "{}: `num_attention_heads` {} is not a multiple of `num_key_value_heads` {}. Correct "
            "one of the two.",
            place,
            config.heads,
            config.kvHeads);
    if (!in.has("head_dim") && config.width % config.heads != 0)
        throw inputError(
            "{}: `hidden_size` {} is not a multiple of `num_attention_heads` {}, and no `head_dim` "
            "is given. Add it.",
            place,
            config.width,
            config.heads);
    config.headDim = in.has("head_dim") ? in.size("head_dim") : config.width / config.heads;
    if (config.headDim % 2 != 0)
        throw inputError(
            "{}: heads of {} numbers can't be rotated; `head_dim` must be even.",
            place,
            config.headDim);
    config.inner = in.size("intermediate_size");
    config.activation = readActivation(in, "hidden_act", "silu");
    config.normEps = positive(in, "rms_norm_eps", 1e-6);
    config.initStd = positive(in, "initializer_range", 0.02);
    config.tiedHead = in.boolean("tie_word_embeddings").value_or(false);
    config.qkvBias = family == ModelFamily::Qwen2;
    config.qkNorm = family == ModelFamily::Qwen3;
    if (family == ModelFamily::Llama || family == ModelFamily::Qwen3)
        config.attentionBias = in.boolean("attention_bias").value_or(false);
    if (family == ModelFamily::Llama)
        config.mlpBias = in.boolean("mlp_bias").value_or(false);
    config.rope = readRope(in, place);
    config.slidingWindow = readWindow(in, place, config);
    readTokenIds(in, config);
    return config;
}

ModelConfig readBert(const JsonReader& in, const std::string& place)
{
    ModelConfig config;
    config.family = ModelFamily::Bert;
    config.vocabSize = in.size("vocab_size");
    config.positions = in.size("max_position_embeddings");
    config.width = in.size("hidden_size");
    config.layers = in.size("num_hidden_layers");
    config.heads = in.size("num_attention_heads");
    config.kvHeads = config.heads;
    if (config.width % config.heads != 0)
        throw inputError(
            "{}: `hidden_size` {} is not a multiple of `num_attention_heads` {}. Correct one of "
            "the two.",
            place,
            config.width,
            config.heads);
    config.headDim = config.width / config.heads;
    config.inner = in.size("intermediate_size");
    config.activation = readActivation(in, "hidden_act", "gelu");
    config.normEps = positive(in, "layer_norm_eps", 1e-12);
    config.initStd = positive(in, "initializer_range", 0.02);
    config.tiedHead = in.boolean("tie_word_embeddings").value_or(true);
    config.segmentTypes = in.has("type_vocab_size") ? in.size("type_vocab_size") : 2;
    if (in.text("position_embedding_type").value_or("absolute") != "absolute")
        throw in.wrong(
            "position_embedding_type",
            tr("it should be absolute; relative positions are not supported."));
    refuse(in, "is_decoder");
    refuse(in, "add_cross_attention");
    readTokenIds(in, config);
    return config;
}

/// The names of the classes where the model sorts texts, by number; none for a language model.
std::vector<std::string> readLabels(const JsonReader& in, const std::string& place)
{
    const auto* architectures = in.find("architectures");
    const bool classifies =
        architectures != nullptr && architectures->is_array() && !architectures->empty() &&
        architectures->front().is_string() &&
        architectures->front().get<std::string>().ends_with("ForSequenceClassification");
    if (!classifies)
        return {};
    const auto* names = in.find("id2label");
    const auto count = names != nullptr && names->is_object()
                           ? static_cast<int64_t>(names->size())
                           : in.integer("num_labels").value_or(2);
    std::vector<std::string> labels;
    for (int64_t i = 0; i < count; ++i) {
        const std::string number = std::to_string(i);
        if (names == nullptr || !names->is_object()) {
            labels.push_back("LABEL_" + number);
            continue;
        }
        const auto name = names->find(number);
        if (name == names->end() || !name->is_string())
            throw inputError(
                "{}: `id2label` has {} entries but none named {}; its keys are the numbers from 0 "
                "on.",
                place,
                count,
                number);
        labels.push_back(name->get<std::string>());
    }
    return labels;
}

} // namespace

ModelConfig modelConfigFromJson(const json& object, const std::string& place)
{
    const JsonReader in(object, place);
    const auto type = in.text("model_type");
    if (!type)
        throw in.wrong("model_type", tr("it should be one of {}.", modelFamilyNames()));
    const auto family = findModelFamily(*type);
    if (!family)
        throw inputError(
            "{}: the model family `{}` is not supported; {} are.",
            place,
            *type,
            modelFamilyNames());
    if (in.has("quantization_config"))
        throw inputError(
            "{}: the weights are quantised (`quantization_config`), which is not supported. Take "
            "the model's unquantised folder.",
            place);
    ModelConfig config = *family == ModelFamily::Gpt2   ? readGpt2(in, place)
                         : *family == ModelFamily::Bert ? readBert(in, place)
                                                        : readLlamaLike(in, place, *family);
    config.labels = readLabels(in, place);
    return config;
}

ModelConfig readModelConfig(const fs::path& path)
{
    std::error_code ignored;
    const fs::path file = fs::is_directory(path, ignored) ? path / "config.json" : path;
    if (!fs::exists(file, ignored))
        throw inputError(
            "{} is no model folder: it has no config.json. Choose a folder in Hugging Face's "
            "layout.",
            path.string());
    return modelConfigFromJson(readJsonObject(file), file.string());
}

} // namespace espalier
