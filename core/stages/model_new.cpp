#include "core/stages/model_new.h"

#include "core/formats/model_config_json.h"
#include "core/stages/estimates.h"

namespace espalier {

namespace {

std::map<std::string, Facts> inferNew(const StageQuery& query)
{
    const auto tokenizer = factsOf(query, "tokenizer");
    const auto params = bind<ModelNewParams>(query.params);
    Facts facts = modelFacts(params.config(tokenizer.vocabSize > 0 ? tokenizer.vocabSize : 256));
    facts.bytesPerToken = tokenizer.bytesPerToken;
    return {{"model", facts}};
}

Estimate estimateNew(const StageQuery& query, const Machine&)
{
    const auto weights = 4.0 * static_cast<double>(inferNew(query).at("model").parameters);
    return {200e6 + 2 * weights, 0.3 + weights / 200e6, weights + 1e6, 0};
}

std::vector<Finding> checkNew(const StageQuery& query)
{
    const auto params = bind<ModelNewParams>(query.params);
    std::vector<Finding> findings;
    if (params.headDim == 0 && params.width % params.heads != 0)
        findings.push_back(
            {"heads",
             tr("the width {} can't be shared out to {} heads; make one a multiple of the other.",
                params.width,
                params.heads)});
    const auto config = params.config(256);
    if (config.kvHeads > 0 && config.heads % config.kvHeads != 0)
        findings.push_back(
            {"kv_heads",
             tr("{} heads can't share {} key and value heads; use a divisor of the heads.",
                config.heads,
                config.kvHeads)});
    if (config.usesRope() && config.headDim % 2 != 0)
        findings.push_back(
            {"heads",
             tr("rotary positions need an even head width, and it is {}.", config.headDim)});
    return findings;
}

std::map<std::string, Facts> inferLoaded(const StageQuery& query)
{
    Facts facts;
    try {
        facts = modelFacts(readModelConfig(query.folder / textOf(query.params, "path")));
    } catch (const Error&) {
        // checkLoaded says what is wrong.
    }
    return {{"model", facts}};
}

std::vector<Finding> checkLoaded(const StageQuery& query)
{
    const auto path = textOf(query.params, "path");
    if (path.empty())
        return {{"path", tr("no folder is named; set `path`.")}};
    try {
        (void)readModelConfig(query.folder / path);
    } catch (const Error& error) {
        return {{"path", error.message()}};
    }
    return {};
}

} // namespace

ModelConfig ModelNewParams::config(int64_t vocabSize) const
{
    ModelConfig config;
    config.family = findModelFamily(family).value_or(ModelFamily::Gpt2);
    const bool gpt2 = config.family == ModelFamily::Gpt2;
    const bool llama = config.usesRope();
    config.vocabSize = vocabSize;
    config.positions = positions;
    config.width = width;
    config.layers = layers;
    config.heads = heads;
    config.kvHeads = kvHeads > 0 && llama ? kvHeads : heads;
    config.headDim = headDim > 0 && llama ? headDim : width / heads;
    config.inner = inner > 0 ? inner : !llama ? 4 * width : (8 * width / 3 + 63) / 64 * 64;
    config.activation = activation != "family" ? activation : gpt2 ? "gelu_new" : llama ? "silu" : "gelu";
    config.normEps = normEps;
    config.initStd = initStd;
    config.tiedHead = tiedHead;
    config.bias = gpt2 ? bias : !llama;
    config.qkvBias = config.family == ModelFamily::Qwen2;
    config.qkNorm = config.family == ModelFamily::Qwen3;
    config.slidingWindow =
        config.family == ModelFamily::Mistral || config.family == ModelFamily::Qwen2 ? slidingWindow
                                                                                     : 0;
    config.rope.theta = ropeTheta;
    if (llama && ropeScaling != "none") {
        config.rope.type = ropeScaling;
        config.rope.factor = ropeFactor;
        config.rope.originalMaxPositions = ropeOriginalPositions;
    }
    return config;
}

StageInfo modelNew()
{
    return {
        .name = "model.new",
        .title = trNoop("New model"),
        .help = trNoop(
            "A transformer with fresh weights, in the shape you give. It has learned nothing yet."),
        .inputs = {{"tokenizer", PortType::Tokenizer}},
        .outputs = {{"model", PortType::Model}},
        .params = describe<ModelNewParams>(),
        .usesSeed = true,
        .infer = inferNew,
        .estimate = estimateNew,
        .check = checkNew,
    };
}

StageInfo modelLoad()
{
    return {
        .name = "model.load",
        .title = trNoop("Load a model"),
        .help = trNoop("Reads a model that exists: a Hugging Face folder of the GPT-2, Llama, "
                       "Mistral, Qwen2, Qwen3 or BERT family with its tokenizer."),
        .inputs = {},
        .outputs = {{"model", PortType::Model}},
        .params = describe<ModelLoadParams>(),
        .infer = inferLoaded,
        .estimate =
            [](const StageQuery& query, const Machine&) {
                const auto weights =
                    4.0 * static_cast<double>(inferLoaded(query).at("model").parameters);
                return Estimate{200e6 + 2 * weights, 0.3 + weights / 200e6, weights + 1e6, 0};
            },
        .check = checkLoaded,
    };
}

} // namespace espalier
