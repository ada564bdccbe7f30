#include "core/formats/model_config_json.h"

#include "core/base/files.h"
#include "core/formats/json_reader.h"

#include <algorithm>
#include <array>

namespace espalier {

namespace fs = std::filesystem;
using nlohmann::json;
using nlohmann::ordered_json;

namespace {

/// Our key for what Hugging Face's gpt2 has no word for; other readers pass over it.
constexpr const char* kBiasKey = "espalier_bias";

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

/// Stretching of positions: transformers 5 keeps all in `rope_parameters`, older ones theta beside
/// `rope_scaling`.
RopeConfig readRope(const JsonReader& in, const std::string& place)
{
    RopeConfig rope;
    rope.theta = in.number("rope_theta").value_or(10000.0);
    const char* key = in.has("rope_parameters") ? "rope_parameters" : "rope_scaling";
    if (const auto* object = in.find(key); object != nullptr) {
        const JsonReader nested(*object, place + ": " + key);
        rope.theta = nested.number("rope_theta").value_or(rope.theta);
        rope.type = nested.text("rope_type").value_or(nested.text("type").value_or("default"));
        const bool llama3 = rope.type == "llama3";
        if (!llama3 && rope.type != "default" && rope.type != "linear")
            throw inputError(
                "{}: the position stretching `{}` of `{}` is not supported; default, linear and "
                "llama3 are.",
                place,
                rope.type,
                key);
        const auto required = [&](const char* name) {
            const auto value = nested.number(name);
            if (!value || !(*value > 0))
                throw nested.wrong(name, tr("it should be a number above zero."));
            return *value;
        };
        if (rope.type != "default")
            rope.factor = required("factor");
        if (llama3) {
            rope.lowFreqFactor = required("low_freq_factor");
            rope.highFreqFactor = required("high_freq_factor");
            rope.originalMaxPositions = nested.size("original_max_position_embeddings");
            if (rope.lowFreqFactor >= rope.highFreqFactor)
                throw nested.wrong(
                    "high_freq_factor", tr("it should be greater than low_freq_factor."));
        }
    }
    if (in.number("partial_rotary_factor").value_or(1) != 1)
        throw in.wrong(
            "partial_rotary_factor", tr("it should be 1; rotating a part is not supported."));
    if (!(rope.theta > 0))
        throw inputError("{}: `rope_theta` must be above zero.", place);
    return rope;
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

void writeRope(const RopeConfig& rope, ordered_json& out)
{
    ordered_json stretch{{"rope_type", rope.type}};
    if (rope.type != "default")
        stretch["factor"] = rope.factor;
    if (rope.type == "llama3") {
        stretch["low_freq_factor"] = rope.lowFreqFactor;
        stretch["high_freq_factor"] = rope.highFreqFactor;
        stretch["original_max_position_embeddings"] = rope.originalMaxPositions;
    }
    out["rope_theta"] = rope.theta;
    out["rope_scaling"] = rope.type == "default" ? ordered_json(nullptr) : stretch;
    stretch["rope_theta"] = rope.theta;
    out["rope_parameters"] = stretch;
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

void writeModelConfig(const ModelConfig& config, const fs::path& folder)
{
    writeAtomically(folder / "config.json", modelConfigToJson(config).dump(2) + "\n");
}

} // namespace espalier
