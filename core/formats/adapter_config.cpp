#include "core/formats/adapter_config.h"

#include "core/base/files.h"
#include "core/formats/json_reader.h"

#include <array>
#include <cmath>
#include <regex>

namespace espalier {

namespace fs = std::filesystem;
using nlohmann::json;
using nlohmann::ordered_json;

namespace {

constexpr std::array<AdapterKindInfo, 5> kKinds{{
    {AdapterKind::Lora, "lora", "LORA"},
    {AdapterKind::Bottleneck, "adapter", "BOTTLENECK"},
    {AdapterKind::Prefix, "prefix", "PREFIX_TUNING"},
    {AdapterKind::Prompt, "prompt", "PROMPT_TUNING"},
    {AdapterKind::Ia3, "ia3", "IA3"},
}};

constexpr const char* kFile = "adapter_config.json";

/// A list of names, or one name (PEFT's pattern).
std::vector<std::string> names(const JsonReader& in, const char* key)
{
    const json* value = in.find(key);
    if (value == nullptr)
        return {};
    if (value->is_string())
        return {value->get<std::string>()};
    std::vector<std::string> all;
    if (!value->is_array())
        throw in.wrong(key, tr("it should be a text or a list of texts."));
    for (const json& name : *value) {
        if (!name.is_string())
            throw in.wrong(key, tr("it should be a text or a list of texts."));
        all.push_back(name.get<std::string>());
    }
    return all;
}

ordered_json namesJson(const std::vector<std::string>& all)
{
    if (all.size() == 1 &&
        (all.front() == "all-linear" || all.front().find('*') != std::string::npos))
        return all.front();
    return all;
}

void refuseSetting(const JsonReader& in, const char* key)
{
    const json* value = in.find(key);
    const bool set = value != nullptr && !(value->is_boolean() && !value->get<bool>()) &&
                     !(value->is_structured() && value->empty());
    if (set)
        throw in.wrong(key, tr("it should not be set; an adapter with it is not supported."));
}

void readLora(const JsonReader& in, AdapterConfig& config)
{
    for (const char* key :
         {"use_dora",
          "modules_to_save",
          "rank_pattern",
          "alpha_pattern",
          "layers_to_transform",
          "megatron_config",
          "layer_replication"})
        refuseSetting(in, key);
    config.targets = names(in, "target_modules");
    config.rank = in.size("r");
    config.alpha = in.number("lora_alpha").value_or(8);
    config.dropout = in.number("lora_dropout").value_or(0);
    config.rankStabilised = in.boolean("use_rslora").value_or(false);
    config.bias = in.text("bias").value_or("none");
    if (config.bias != "none" && config.bias != "all" && config.bias != "lora_only")
        throw in.wrong("bias", tr("it should be one of {}.", "none, all, lora_only"));
}

void readBottleneck(const json& object, const std::string& place, AdapterConfig& config)
{
    const JsonReader outer(object, place);
    const json* inside = outer.find("config");
    const JsonReader in(inside != nullptr && inside->is_object() ? *inside : object, place);
    config.afterAttention = in.boolean("mh_adapter").value_or(true);
    config.afterFeedForward = in.boolean("output_adapter").value_or(true);
    config.reduction = in.number("reduction_factor").value_or(16);
    const std::string name = in.text("non_linearity").value_or("swish");
    config.activation = name == "swish" ? "silu" : name;
    if (config.reduction <= 0)
        throw in.wrong("reduction_factor", tr("it should be a number above zero."));
}

void readPrompt(const JsonReader& in, AdapterConfig& config)
{
    config.virtualTokens = in.size("num_virtual_tokens");
    config.initText = in.text("prompt_tuning_init_text").value_or("");
    const auto init = in.text("prompt_tuning_init").value_or("");
    if (init == "TEXT" && !config.initText.empty())
        config.init = "text";
    else if (init == "SAMPLE_VOCAB")
        config.init = "vocab";
}

/// PEFT refuses TEXT where text or tokenizer are missing; the base's folder has the tokenizer.
void writePrompt(const AdapterConfig& config, ordered_json& out)
{
    const bool text = config.init == "text";
    out["num_virtual_tokens"] = config.virtualTokens;
    out["prompt_tuning_init"] = text ? "TEXT" : config.init == "vocab" ? "SAMPLE_VOCAB" : "RANDOM";
    out["prompt_tuning_init_text"] = text ? ordered_json(config.initText) : ordered_json(nullptr);
    out["tokenizer_name_or_path"] = text ? ordered_json(config.base) : ordered_json(nullptr);
}

void writeLora(const AdapterConfig& config, ordered_json& out)
{
    out["r"] = config.rank;
    out["lora_alpha"] = config.alpha;
    out["lora_dropout"] = config.dropout;
    out["use_rslora"] = config.rankStabilised;
    out["use_dora"] = false;
    out["bias"] = config.bias;
    out["fan_in_fan_out"] = false;
    out["target_modules"] = namesJson(config.targets);
    out["init_lora_weights"] = true;
    out["modules_to_save"] = nullptr;
}

void writeBottleneck(const AdapterConfig& config, ordered_json& out)
{
    out["config"] = {
        {"mh_adapter", config.afterAttention},
        {"output_adapter", config.afterFeedForward},
        {"reduction_factor", config.reduction},
        {"non_linearity", config.activation == "silu" ? "swish" : config.activation},
        {"original_ln_before", false},
        {"ln_before", false},
        {"ln_after", false},
        {"residual_before_ln", true},
        {"is_parallel", false},
        {"scaling", 1.0}};
}

} // namespace

std::span<const AdapterKindInfo> adapterKinds()
{
    return kKinds;
}

const AdapterKindInfo& adapterKind(AdapterKind kind)
{
    return kKinds[static_cast<size_t>(kind)];
}

double AdapterConfig::scale() const
{
    const auto r = static_cast<double>(rank);
    return alpha / (rankStabilised ? std::sqrt(r) : r);
}

bool isAdapterFolder(const fs::path& folder)
{
    std::error_code ignored;
    return fs::exists(folder / kFile, ignored);
}

AdapterConfig readAdapterConfig(const fs::path& folder)
{
    const std::string place = (folder / kFile).string();
    const json object = readJsonObject(folder / kFile);
    const JsonReader in(object, place);
    AdapterConfig config;
    // AdapterHub's files name no peft_type; their kind stands in `config`.
    const auto type = in.text("peft_type").value_or(in.has("config") ? "BOTTLENECK" : "");
    const AdapterKindInfo* found = nullptr;
    std::string known;
    for (const auto& info : kKinds) {
        if (type == info.peftType)
            found = &info;
        known += (known.empty() ? "" : ", ") + std::string(info.peftType);
    }
    if (found == nullptr)
        throw in.wrong("peft_type", tr("it should be one of {}.", known));
    config.kind = found->kind;
    config.base = in.text("base_model_name_or_path").value_or("");
    config.classifies = in.text("task_type").value_or("") == "SEQ_CLS";
    switch (config.kind) {
    case AdapterKind::Lora:
        readLora(in, config);
        break;
    case AdapterKind::Bottleneck:
        readBottleneck(object, place, config);
        break;
    case AdapterKind::Prefix:
        config.virtualTokens = in.size("num_virtual_tokens");
        config.projection = in.boolean("prefix_projection").value_or(false);
        config.projectionWidth = in.integer("encoder_hidden_size").value_or(0);
        break;
    case AdapterKind::Prompt:
        readPrompt(in, config);
        break;
    case AdapterKind::Ia3:
        config.targets = names(in, "target_modules");
        config.feedForward = names(in, "feedforward_modules");
        break;
    }
    return config;
}

void writeAdapterConfig(const AdapterConfig& config, const fs::path& folder)
{
    ordered_json out;
    out["peft_type"] = adapterKind(config.kind).peftType;
    out["task_type"] = config.classifies ? "SEQ_CLS" : "CAUSAL_LM";
    out["base_model_name_or_path"] = config.base;
    out["inference_mode"] = true;
    switch (config.kind) {
    case AdapterKind::Lora:
        writeLora(config, out);
        break;
    case AdapterKind::Bottleneck:
        writeBottleneck(config, out);
        break;
    case AdapterKind::Prefix:
        out["num_virtual_tokens"] = config.virtualTokens;
        out["prefix_projection"] = config.projection;
        out["encoder_hidden_size"] = config.projectionWidth;
        break;
    case AdapterKind::Prompt:
        writePrompt(config, out);
        break;
    case AdapterKind::Ia3:
        out["target_modules"] = namesJson(config.targets);
        out["feedforward_modules"] = namesJson(config.feedForward);
        out["fan_in_fan_out"] = false;
        out["modules_to_save"] = nullptr;
        break;
    }
    writeAtomically(folder / kFile, out.dump(2) + "\n");
}

bool isTarget(std::string_view module, const std::vector<std::string>& targets)
{
    for (const std::string& target : targets) {
        if (target == "all-linear" || module == target)
            return true;
        if (module.size() > target.size() && module.ends_with(target) &&
            module[module.size() - target.size() - 1] == '.')
            return true;
    }
    if (targets.size() != 1 || targets.front().find_first_of("*+?[(|\\^$") == std::string::npos)
        return false;
    try {
        return std::regex_match(module.begin(), module.end(), std::regex(targets.front()));
    } catch (const std::regex_error&) {
        throw inputError(
            "`{}` is no regular expression; name linear maps such as q_proj, or `all-linear`.",
            targets.front());
    }
}

} // namespace espalier
