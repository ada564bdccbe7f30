#include "core/formats/adapter_config.h"

#include "core/base/files.h"
#include "core/formats/adapter_config_json.h"

#include <algorithm>
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

/// What AdapterHub's adapters may be beside f(h) + h between a map and the residual's sum.
void refuseOtherBottlenecks(const JsonReader& in)
{
    if (const auto architecture = in.text("architecture"))
        throw in.wrong("architecture", tr("of AdapterHub's adapters only bottlenecks are read."));
    if (in.boolean("original_ln_before").value_or(false))
        throw in.wrong(
            "original_ln_before",
            tr("the adapter computes on the sum with the residual, and here adapters stand before "
               "it. Train it with original_ln_before=False."));
    if (!in.boolean("original_ln_after").value_or(true))
        throw in.wrong(
            "original_ln_after", tr("the model's own residual and norm would be left out."));
    for (const char* key : {"ln_before", "ln_after", "is_parallel", "phm_layer", "use_gating"})
        if (in.boolean(key).value_or(false))
            throw in.wrong(key, tr("only adapters without it are read."));
    const json* scaling = in.find("scaling");
    if (scaling != nullptr && *scaling != 1.0)
        throw in.wrong("scaling", tr("only adapters of scale 1 are read."));
    if (const json* left = in.find("leave_out"); left != nullptr && !left->empty())
        throw in.wrong("leave_out", tr("only adapters in every block are read."));
    if (in.has("inv_adapter"))
        throw in.wrong("inv_adapter", tr("only adapters without it are read."));
}

void readBottleneck(const json& object, const std::string& place, AdapterConfig& config)
{
    const JsonReader outer(object, place);
    const json* inside = outer.find("config");
    if (inside != nullptr && !inside->is_object())
        throw outer.wrong("config", tr("it should be an object."));
    const JsonReader in(inside != nullptr ? *inside : object, place);
    refuseOtherBottlenecks(in);
    config.name = outer.text("name").value_or("default");
    config.afterAttention = in.boolean("mh_adapter").value_or(true);
    config.afterFeedForward = in.boolean("output_adapter").value_or(true);
    config.reduction = in.number("reduction_factor").value_or(16);
    std::string name = in.text("non_linearity").value_or("swish");
    // Before they had versions, AdapterHub's files called gelu_new so, and gelu by another name.
    if (inside != nullptr && !outer.has("version") && !outer.has("peft_type"))
        name = name == "gelu" ? "gelu_new" : name == "gelu_orig" ? "gelu" : name;
    config.activation = name == "swish" ? "silu" : name;
    if (config.reduction <= 0)
        throw in.wrong("reduction_factor", tr("it should be a number above zero."));
}

/// By the task, or, where PEFT was told of none, by the class that it was put on.
bool sortsTexts(const JsonReader& in)
{
    if (const auto task = in.text("task_type"))
        return *task == "SEQ_CLS";
    const json* mapping = in.find("auto_mapping");
    return mapping != nullptr && mapping->is_object() &&
           mapping->value("base_model_class", json(""))
               .dump()
               .ends_with("ForSequenceClassification\"");
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

/// Versions of PEFT before 0.17 don't know the key beside learned tokens.
void writeModules(const AdapterConfig& config, ordered_json& out)
{
    if (!config.modulesToSave.empty())
        out["modules_to_save"] = config.modulesToSave;
}

void writeBottleneck(const AdapterConfig& config, ordered_json& out)
{
    // For the library `adapters`, which names things so and reads swish and gelu by the version.
    out["name"] = config.name;
    out["model_name"] = config.base;
    out["version"] = "adapters.1.1.0";
    out["config"] = {
        {"mh_adapter", config.afterAttention},
        {"output_adapter", config.afterFeedForward},
        {"reduction_factor", config.reduction},
        {"non_linearity", config.activation == "silu" ? "swish" : config.activation},
        {"original_ln_before", false},
        {"original_ln_after", true},
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

int64_t AdapterConfig::rankOf(std::string_view map) const
{
    for (const auto& [pattern, value] : rankPattern)
        if (fitsPattern(map, pattern))
            return value;
    return rank;
}

double AdapterConfig::scaleOf(std::string_view map) const
{
    const auto r = static_cast<double>(rankOf(map));
    const double divisor = rankStabilised ? std::sqrt(r) : r;
    for (const auto& [pattern, value] : alphaPattern)
        if (fitsPattern(map, pattern))
            return value / divisor;
    return alpha / divisor;
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
    config.base = in.text("base_model_name_or_path").value_or(in.text("model_name").value_or(""));
    config.classifies = sortsTexts(in);
    switch (config.kind) {
    case AdapterKind::Lora:
        adapter_json::readLora(in, config);
        break;
    case AdapterKind::Bottleneck:
        readBottleneck(object, place, config);
        break;
    case AdapterKind::Prefix:
        config.virtualTokens = in.size("num_virtual_tokens");
        config.projection = in.boolean("prefix_projection").value_or(false);
        config.projectionWidth = in.integer("encoder_hidden_size").value_or(0);
        config.modulesToSave = adapter_json::names(in, "modules_to_save");
        break;
    case AdapterKind::Prompt:
        readPrompt(in, config);
        config.modulesToSave = adapter_json::names(in, "modules_to_save");
        break;
    case AdapterKind::Ia3:
        config.targets = adapter_json::names(in, "target_modules");
        config.feedForward = adapter_json::names(in, "feedforward_modules");
        config.modulesToSave = adapter_json::names(in, "modules_to_save");
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
        adapter_json::writeLora(config, out);
        break;
    case AdapterKind::Bottleneck:
        writeBottleneck(config, out);
        break;
    case AdapterKind::Prefix:
        out["num_virtual_tokens"] = config.virtualTokens;
        out["prefix_projection"] = config.projection;
        out["encoder_hidden_size"] = config.projectionWidth;
        writeModules(config, out);
        break;
    case AdapterKind::Prompt:
        writePrompt(config, out);
        writeModules(config, out);
        break;
    case AdapterKind::Ia3:
        out["target_modules"] = adapter_json::namesJson(config.targets);
        out["feedforward_modules"] = adapter_json::namesJson(config.feedForward);
        out["fan_in_fan_out"] = false;
        out["modules_to_save"] = adapter_json::modulesJson(config.modulesToSave);
        break;
    }
    writeAtomically(folder / kFile, out.dump(2) + "\n");
}

bool adapter_json::isExpression(std::string_view name)
{
    return name.find_first_of("*+?[](){}|\\^$") != std::string_view::npos;
}

bool endsInName(std::string_view module, std::string_view name)
{
    return module == name || (module.size() > name.size() && module.ends_with(name) &&
                              module[module.size() - name.size() - 1] == '.');
}

bool fitsPattern(std::string_view module, const std::string& pattern)
{
    if (!adapter_json::isExpression(pattern)) {
        // Much faster than an expression, and there may be one for each map. A dot fits anything.
        if (module.size() < pattern.size())
            return false;
        const size_t before = module.size() - pattern.size();
        return (before == 0 || module[before - 1] == '.') &&
               std::ranges::equal(module.substr(before), pattern, [](char c, char wanted) {
                   return wanted == '.' || c == wanted;
               });
    }
    try {
        return std::regex_match(
            module.begin(), module.end(), std::regex("(.*\\.)?(" + pattern + ")"));
    } catch (const std::regex_error&) {
        throw inputError(
            "`{}` is no regular expression; name a linear map such as q_proj, or a part of the "
            "model such as layers.0.self_attn.q_proj.",
            pattern);
    }
}

bool isTarget(std::string_view module, const std::vector<std::string>& targets)
{
    for (const std::string& target : targets)
        if (target == "all-linear" || endsInName(module, target))
            return true;
    if (targets.size() != 1 || !adapter_json::isExpression(targets.front()))
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
