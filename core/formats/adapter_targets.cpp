#include "core/formats/adapter_targets.h"

#include "core/base/error.h"
#include "core/formats/adapter_modules.h"

#include <algorithm>
#include <cmath>

namespace espalier {

namespace {

void addGpt2Block(const ModelConfig& c, int64_t layer, std::vector<LinearMap>& maps)
{
    const std::string at = "transformer.h." + std::to_string(layer) + ".";
    maps.push_back({at + "attn.c_attn", c.width, 3 * c.width, c.bias});
    maps.push_back({at + "attn.c_proj", c.width, c.width, c.bias, true});
    maps.push_back({at + "mlp.c_fc", c.width, c.inner, c.bias});
    maps.push_back({at + "mlp.c_proj", c.inner, c.width, c.bias, false, true});
}

void addBertBlock(const ModelConfig& c, int64_t layer, std::vector<LinearMap>& maps)
{
    const std::string at = "bert.encoder.layer." + std::to_string(layer) + ".";
    for (const char* part : {"query", "key", "value"})
        maps.push_back({at + "attention.self." + part, c.width, c.width, true});
    maps.push_back({at + "attention.output.dense", c.width, c.width, true, true});
    maps.push_back({at + "intermediate.dense", c.width, c.inner, true});
    maps.push_back({at + "output.dense", c.inner, c.width, true, false, true});
}

void addLlamaBlock(const ModelConfig& c, int64_t layer, std::vector<LinearMap>& maps)
{
    const std::string at = "model.layers." + std::to_string(layer) + ".";
    const int64_t queries = c.heads * c.headDim, keys = c.kvHeads * c.headDim;
    const bool bias = c.attentionBias || c.qkvBias;
    maps.push_back({at + "self_attn.q_proj", c.width, queries, bias});
    maps.push_back({at + "self_attn.k_proj", c.width, keys, bias});
    maps.push_back({at + "self_attn.v_proj", c.width, keys, bias});
    maps.push_back({at + "self_attn.o_proj", queries, c.width, c.attentionBias, true});
    maps.push_back({at + "mlp.gate_proj", c.width, c.inner, c.mlpBias});
    maps.push_back({at + "mlp.up_proj", c.width, c.inner, c.mlpBias});
    maps.push_back({at + "mlp.down_proj", c.inner, c.width, c.mlpBias, false, true});
}

} // namespace

std::vector<LinearMap> linearMaps(const ModelConfig& model)
{
    std::vector<LinearMap> maps;
    for (int64_t i = 0; i < model.layers; ++i) {
        if (model.family == ModelFamily::Gpt2)
            addGpt2Block(model, i, maps);
        else if (model.family == ModelFamily::Bert)
            addBertBlock(model, i, maps);
        else
            addLlamaBlock(model, i, maps);
    }
    return maps;
}

std::vector<LinearMap> targetMaps(const ModelConfig& model, const std::vector<std::string>& targets)
{
    auto maps = linearMaps(model);
    std::string some;
    for (const LinearMap& map : maps) {
        const std::string last = map.name.substr(map.name.find_last_of('.') + 1);
        if ((some + ",").find(last + ",") == std::string::npos)
            some += (some.empty() ? "" : ", ") + last;
    }
    std::erase_if(maps, [&](const LinearMap& map) { return !isTarget(map.name, targets); });
    if (!maps.empty())
        return maps;
    std::string asked;
    for (const std::string& target : targets)
        asked += (asked.empty() ? "" : ", ") + target;
    throw inputError(
        "No linear map of the model is named `{}`; it has {}. Name some of these, or write "
        "all-linear.",
        asked,
        some);
}

void fillTargets(AdapterConfig& config, const ModelConfig& model)
{
    const bool ia3 = config.kind == AdapterKind::Ia3;
    if (config.kind != AdapterKind::Lora && !ia3)
        return;
    switch (model.family) {
    case ModelFamily::Gpt2:
        if (config.targets.empty())
            config.targets = ia3 ? std::vector<std::string>{"c_attn", "mlp.c_proj"}
                                 : std::vector<std::string>{"c_attn"};
        if (ia3 && config.feedForward.empty())
            config.feedForward = {"mlp.c_proj"};
        break;
    case ModelFamily::Bert:
        if (config.targets.empty())
            config.targets = ia3 ? std::vector<std::string>{"key", "value", "output.dense"}
                                 : std::vector<std::string>{"query", "value"};
        if (ia3 && config.feedForward.empty())
            config.feedForward = {"output.dense"};
        break;
    default:
        if (config.targets.empty())
            config.targets = ia3 ? std::vector<std::string>{"k_proj", "v_proj", "down_proj"}
                                 : std::vector<std::string>{"q_proj", "v_proj"};
        if (ia3 && config.feedForward.empty())
            config.feedForward = {"down_proj"};
        break;
    }
}

void nameTargetsInFull(AdapterConfig& config, const ModelConfig& model)
{
    const bool targets = config.kind == AdapterKind::Lora || config.kind == AdapterKind::Ia3;
    if (model.family != ModelFamily::Bert || !targets)
        return;
    if (!isTarget("bert.pooler.dense", config.targets) &&
        !isTarget("cls.predictions.transform.dense", config.targets))
        return;
    const auto maps = targetMaps(model, config.targets);
    config.targets.clear();
    for (const LinearMap& map : maps)
        config.targets.push_back(map.name);
}

int64_t bottleneckWidth(const AdapterConfig& config, const ModelConfig& model)
{
    return std::max<int64_t>(
        1, static_cast<int64_t>(std::floor(static_cast<double>(model.width) / config.reduction)));
}

int64_t adapterParameterCount(AdapterConfig config, const ModelConfig& model)
{
    fillTargets(config, model);
    int64_t count = 0;
    switch (config.kind) {
    case AdapterKind::Lora:
        for (const LinearMap& map : targetMaps(model, config.targets))
            count += config.rankOf(map.name) * (map.in + map.out) + (config.dora ? map.out : 0);
        for (const ModelWeight& bias : trainedBiases(config, model))
            count += bias.count;
        break;
    case AdapterKind::Ia3:
        for (const LinearMap& map : targetMaps(model, config.targets))
            count += isTarget(map.name, config.feedForward) ? map.in : map.out;
        break;
    case AdapterKind::Bottleneck: {
        const int64_t inner = bottleneckWidth(config, model);
        const int64_t each = 2 * model.width * inner + inner + model.width;
        count = model.layers * each *
                ((config.afterAttention ? 1 : 0) + (config.afterFeedForward ? 1 : 0));
        break;
    }
    case AdapterKind::Prefix: {
        const int64_t row = 2 * model.layers * model.kvHeads * model.headDim;
        const int64_t inner = config.projectionWidth > 0 ? config.projectionWidth : model.width;
        count = config.projection ? config.virtualTokens * model.width + (model.width + 1) * inner +
                                        (inner + 1) * row
                                  : config.virtualTokens * row;
        break;
    }
    case AdapterKind::Prompt:
        count = config.virtualTokens * model.width;
        break;
    }
    for (const ModelWeight& weight : savedWeights(model, config.modulesToSave))
        count += weight.count;
    return count;
}

} // namespace espalier
