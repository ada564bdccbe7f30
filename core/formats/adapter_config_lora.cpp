// LoRA's part of adapter_config.json.

#include "core/base/ascii.h"
#include "core/formats/adapter_config_json.h"

namespace espalier::adapter_json {

using nlohmann::json;
using nlohmann::ordered_json;

namespace {

void refuseSetting(const JsonReader& in, const char* key)
{
    const json* value = in.find(key);
    const bool set = value != nullptr && !(value->is_boolean() && !value->get<bool>()) &&
                     !(value->is_structured() && value->empty());
    if (set)
        throw in.wrong(key, tr("it should not be set; an adapter with it is not supported."));
}

/// An object of numbers by name or expression; empty where missing.
template <typename T>
std::map<std::string, T> pattern(const JsonReader& in, const char* key, double least)
{
    std::map<std::string, T> found;
    const json* value = in.find(key);
    if (value == nullptr)
        return found;
    const auto fits = [&](const json& number) {
        return (std::is_integral_v<T> ? number.is_number_integer() : number.is_number()) &&
               number.get<double>() >= least;
    };
    const auto wrong = [&] {
        return in.wrong(
            key,
            std::is_integral_v<T>
                ? tr("it should be an object of names with a whole number above zero each.")
                : tr("it should be an object of names with a number each."));
    };
    if (!value->is_object())
        throw wrong();
    for (const auto& [name, number] : value->items()) {
        if (!fits(number))
            throw wrong();
        found.emplace(name, number.template get<T>());
    }
    return found;
}

/// How the weights began: only PiSSA's start says something of an adapter that exists, since others
/// leave the base as it is, or change it in ways that a folder doesn't tell.
std::string startIn(const JsonReader& in)
{
    const char* key = "init_lora_weights";
    const json* value = in.find(key);
    if (value == nullptr || value->is_boolean())
        return "kaiming";
    const std::string name = ascii::lowered(in.text(key).value_or(""));
    if (name == "gaussian" || name == "pissa")
        return name;
    if (name == "eva" || name == "orthogonal")
        return "kaiming";
    throw in.wrong(
        key,
        tr("it should be true, false, gaussian, pissa, eva or orthogonal. Other starts change the "
           "base model: let PEFT save the adapter with `path_initial_model_for_weight_conversion`, "
           "which turns it into a plain LoRA."));
}

} // namespace

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
    if (all.size() == 1 && (all.front() == "all-linear" || isExpression(all.front())))
        return all.front();
    return all;
}

ordered_json modulesJson(const std::vector<std::string>& modules)
{
    return modules.empty() ? ordered_json(nullptr) : ordered_json(modules);
}

void readSizes(const JsonReader& in, AdapterConfig& config)
{
    config.rank = in.size("r");
    config.alpha = in.number("lora_alpha").value_or(8);
    config.rankPattern = pattern<int64_t>(in, "rank_pattern", 1);
    config.alphaPattern = pattern<double>(in, "alpha_pattern", 0);
}

void writeSizes(const AdapterConfig& config, ordered_json& out)
{
    out["r"] = config.rank;
    out["lora_alpha"] = config.alpha;
    out["rank_pattern"] = ordered_json(config.rankPattern);
    out["alpha_pattern"] = ordered_json(config.alphaPattern);
}

void readLora(const JsonReader& in, AdapterConfig& config)
{
    for (const char* key :
         {"layers_to_transform",
          "megatron_config",
          "layer_replication",
          "exclude_modules",
          "target_parameters",
          "trainable_token_indices",
          "lora_bias",
          "use_qalora",
          "alora_invocation_tokens"})
        refuseSetting(in, key);
    readSizes(in, config);
    config.targets = names(in, "target_modules");
    config.dropout = in.number("lora_dropout").value_or(0);
    config.rankStabilised = in.boolean("use_rslora").value_or(false);
    config.dora = in.boolean("use_dora").value_or(false);
    config.start = startIn(in);
    config.modulesToSave = names(in, "modules_to_save");
    config.bias = in.text("bias").value_or("none");
    if (config.bias != "none" && config.bias != "all" && config.bias != "lora_only")
        throw in.wrong("bias", tr("it should be one of {}.", "none, all, lora_only"));
}

void writeLora(const AdapterConfig& config, ordered_json& out)
{
    writeSizes(config, out);
    out["lora_dropout"] = config.dropout;
    out["use_rslora"] = config.rankStabilised;
    out["use_dora"] = config.dora;
    out["bias"] = config.bias;
    out["fan_in_fan_out"] = false;
    out["target_modules"] = namesJson(config.targets);
    out["init_lora_weights"] =
        config.start == "kaiming" ? ordered_json(true) : ordered_json(config.start);
    out["modules_to_save"] = modulesJson(config.modulesToSave);
}

} // namespace espalier::adapter_json
