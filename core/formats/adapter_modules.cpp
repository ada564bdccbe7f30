#include "core/formats/adapter_modules.h"

#include "core/base/error.h"
#include "core/formats/adapter_targets.h"

#include <algorithm>

namespace espalier {

namespace {

/// Collects weights module by module.
struct Weights
{
    std::vector<ModelWeight> all;

    void add(const std::string& module, int64_t weights, int64_t biases)
    {
        all.push_back({module + ".weight", weights});
        if (biases > 0)
            all.push_back({module + ".bias", biases});
    }
};

void addEmbeddings(const ModelConfig& c, Weights& weights)
{
    switch (c.family) {
    case ModelFamily::Gpt2:
        weights.add("transformer.wte", c.vocabSize * c.width, 0);
        weights.add("transformer.wpe", c.positions * c.width, 0);
        break;
    case ModelFamily::Bert:
        weights.add("bert.embeddings.word_embeddings", c.vocabSize * c.width, 0);
        weights.add("bert.embeddings.position_embeddings", c.positions * c.width, 0);
        weights.add("bert.embeddings.token_type_embeddings", c.segmentTypes * c.width, 0);
        weights.add("bert.embeddings.LayerNorm", c.width, c.width);
        break;
    default:
        weights.add("model.embed_tokens", c.vocabSize * c.width, 0);
        break;
    }
}

void addNorms(const ModelConfig& c, Weights& weights)
{
    for (int64_t i = 0; i < c.layers; ++i) {
        const std::string number = std::to_string(i);
        if (c.family == ModelFamily::Gpt2) {
            for (const char* norm : {".ln_1", ".ln_2"})
                weights.add("transformer.h." + number + norm, c.width, c.width);
        } else if (c.family == ModelFamily::Bert) {
            for (const char* norm : {".attention.output.LayerNorm", ".output.LayerNorm"})
                weights.add("bert.encoder.layer." + number + norm, c.width, c.width);
        } else {
            const std::string at = "model.layers." + number;
            for (const char* norm : {".input_layernorm", ".post_attention_layernorm"})
                weights.add(at + norm, c.width, 0);
            for (const char* norm : {".self_attn.q_norm", ".self_attn.k_norm"})
                if (c.qkNorm)
                    weights.add(at + norm, c.headDim, 0);
        }
    }
    if (c.family == ModelFamily::Gpt2)
        weights.add("transformer.ln_f", c.width, c.width);
    else if (c.usesRope())
        weights.add("model.norm", c.width, 0);
}

void addHead(const ModelConfig& c, Weights& weights)
{
    const auto labels = static_cast<int64_t>(c.labels.size());
    if (c.family != ModelFamily::Bert) {
        if (c.classifies())
            weights.add("score", c.width * labels, 0);
        else if (!c.tiedHead)
            weights.add("lm_head", c.vocabSize * c.width, 0);
    } else if (c.classifies()) {
        weights.add("bert.pooler.dense", c.width * c.width, c.width);
        weights.add("classifier", c.width * labels, labels);
    } else {
        weights.all.push_back({"cls.predictions.bias", c.vocabSize});
        weights.add("cls.predictions.transform.dense", c.width * c.width, c.width);
        weights.add("cls.predictions.transform.LayerNorm", c.width, c.width);
        if (!c.tiedHead)
            weights.add("cls.predictions.decoder", c.vocabSize * c.width, 0);
    }
}

/// Whether the name of the module, or of one that it is part of, ends in one of the names. As in
/// PEFT not by whole parts: `norm` is each `input_layernorm` too.
bool isNamed(std::string_view module, const std::vector<std::string>& names)
{
    while (!module.empty()) {
        for (const std::string& name : names)
            if (!name.empty() && module.ends_with(name))
                return true;
        const size_t dot = module.find_last_of('.');
        module = module.substr(0, dot == std::string_view::npos ? 0 : dot);
    }
    return false;
}

bool isTokenTable(std::string_view module)
{
    return module == "transformer.wte" || module == "model.embed_tokens" ||
           module == "bert.embeddings.word_embeddings";
}

/// Last parts of the modules' names, each once: "wte, wpe, ln_1, ...".
std::string lastParts(const std::vector<ModelWeight>& weights)
{
    std::vector<std::string> parts;
    std::string text;
    for (const ModelWeight& weight : weights) {
        const std::string_view module = weight.module();
        const std::string part(module.substr(module.find_last_of('.') + 1));
        if (std::ranges::find(parts, part) != parts.end())
            continue;
        parts.push_back(part);
        text += (text.empty() ? "" : ", ") + part;
    }
    return text;
}

/// Those of the names that name nothing among the weights.
std::vector<std::string>
strangersTo(const std::vector<ModelWeight>& weights, std::vector<std::string> names)
{
    std::erase_if(names, [&](const std::string& name) {
        return std::ranges::any_of(
            weights, [&](const ModelWeight& weight) { return isNamed(weight.module(), {name}); });
    });
    return names;
}

Error noSuchModules(const std::vector<std::string>& names, const std::vector<ModelWeight>& weights)
{
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return inputError(
        "No module of the model is named `{}`; it has {}. Name some of these in "
        "`modules_to_save`. A head for labels is added by train.sft itself.",
        text,
        lastParts(weights));
}

void checkPissa(const AdapterConfig& config, const std::vector<LinearMap>& maps)
{
    for (const LinearMap& map : maps) {
        if (config.rankOf(map.name) > std::min(map.in, map.out))
            throw inputError(
                "PiSSA begins with the {} largest directions of `{}`, which has only {}; lower "
                "`rank`, or set `init_lora_weights` to kaiming.",
                config.rankOf(map.name),
                map.name,
                std::min(map.in, map.out));
        if (config.scaleOf(map.name) <= 0)
            throw inputError(
                "PiSSA begins with weights divided by alpha, and alpha is 0 at `{}`; set it above "
                "zero, or set `init_lora_weights` to kaiming.",
                map.name);
    }
}

} // namespace

std::string_view ModelWeight::module() const
{
    return std::string_view(name).substr(0, name.find_last_of('.'));
}

std::vector<ModelWeight> modelWeights(const ModelConfig& model)
{
    Weights weights;
    addEmbeddings(model, weights);
    for (const LinearMap& map : linearMaps(model))
        weights.add(map.name, map.in * map.out, map.bias ? map.out : 0);
    addNorms(model, weights);
    addHead(model, weights);
    return std::move(weights.all);
}

std::vector<std::string> labelHead(ModelFamily family)
{
    return family == ModelFamily::Bert ? std::vector<std::string>{"pooler", "classifier"}
                                       : std::vector<std::string>{"score"};
}

std::vector<ModelWeight>
savedWeights(const ModelConfig& model, const std::vector<std::string>& names)
{
    if (names.empty())
        return {};
    const auto there = modelWeights(model);
    auto all = there;
    std::erase_if(all, [&](const ModelWeight& weight) { return !isNamed(weight.module(), names); });
    for (const ModelWeight& weight : all)
        if (model.tiedHead && !model.classifies() && isTokenTable(weight.module()))
            throw inputError(
                "The model's token table `{}` is its head too, so it can't learn apart from it; "
                "leave it out of `modules_to_save`, or take a model whose head is not tied.",
                weight.module());
    if (all.empty())
        throw noSuchModules(names, there);
    return all;
}

void leaveHeadForWords(std::vector<std::string>& names, const ModelConfig& model)
{
    if (!model.classifies())
        return;
    ModelConfig words = model;
    words.labels.clear();
    words.tiedHead = false;
    const auto strangers = strangersTo(modelWeights(model), names);
    const auto unknown = strangersTo(modelWeights(words), strangers);
    std::erase_if(names, [&](const std::string& name) {
        return std::ranges::find(strangers, name) != strangers.end() &&
               std::ranges::find(unknown, name) == unknown.end();
    });
}

std::vector<ModelWeight> trainedBiases(const AdapterConfig& config, const ModelConfig& model)
{
    if (config.kind != AdapterKind::Lora || config.bias == "none")
        return {};
    auto weights = modelWeights(model);
    std::erase_if(weights, [&](const ModelWeight& weight) {
        return !weight.isBias() || isNamed(weight.module(), config.modulesToSave) ||
               (!config.classifies && isNamed(weight.module(), labelHead(model.family)));
    });
    if (config.bias == "all")
        return weights;
    const auto maps = targetMaps(model, config.targets);
    std::erase_if(weights, [&](const ModelWeight& weight) {
        return std::ranges::find(maps, weight.module(), &LinearMap::name) == maps.end();
    });
    return weights;
}

void checkAdapter(const AdapterConfig& config, const ModelConfig& model)
{
    (void)savedWeights(model, config.modulesToSave);
    const bool lora = config.kind == AdapterKind::Lora;
    if (!lora && config.kind != AdapterKind::Ia3)
        return;
    const auto maps = targetMaps(model, config.targets);
    for (const LinearMap& map : maps)
        if (isNamed(map.name, config.modulesToSave))
            throw inputError(
                "The adapter would change `{}` and save it in full (`modules_to_save`) at once; "
                "leave it out of one of the two.",
                map.name);
    if (lora && config.start == "pissa")
        checkPissa(config, maps);
}

void checkModulesToSave(const AdapterConfig& config, const ModelConfig& model)
{
    const auto there = modelWeights(model);
    const auto strangers = strangersTo(there, config.modulesToSave);
    if (!strangers.empty())
        throw noSuchModules(strangers, there);
}

void checkPatterns(const AdapterConfig& config, const ModelConfig& model)
{
    if (config.rankPattern.empty() && config.alphaPattern.empty())
        return;
    const auto maps = targetMaps(model, config.targets);
    const auto check = [&](const std::string& pattern) {
        for (const LinearMap& map : maps)
            if (fitsPattern(map.name, pattern))
                return;
        throw inputError(
            "The pattern `{}` fits none of the linear maps that the adapter changes; name one of "
            "its targets, or take the pattern out.",
            pattern);
    };
    for (const auto& [pattern, rank] : config.rankPattern)
        check(pattern);
    for (const auto& [pattern, alpha] : config.alphaPattern)
        check(pattern);
}

} // namespace espalier
