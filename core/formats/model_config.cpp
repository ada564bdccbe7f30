#include "core/formats/model_config.h"

#include <array>
#include <utility>

namespace espalier {

namespace {

constexpr std::array<std::pair<ModelFamily, const char*>, 6> kFamilies{{
    {ModelFamily::Gpt2, "gpt2"},
    {ModelFamily::Llama, "llama"},
    {ModelFamily::Mistral, "mistral"},
    {ModelFamily::Qwen2, "qwen2"},
    {ModelFamily::Qwen3, "qwen3"},
    {ModelFamily::Bert, "bert"},
}};

/// Weights of a linear map with `outputs` biases or none.
int64_t linear(int64_t inputs, int64_t outputs, bool bias)
{
    return inputs * outputs + (bias ? outputs : 0);
}

int64_t gpt2Parameters(const ModelConfig& c)
{
    const int64_t norm = 2 * c.width; // norms keep their biases
    const int64_t block = 2 * norm + linear(c.width, 3 * c.width, c.bias) +
                          linear(c.width, c.width, c.bias) + linear(c.width, c.inner, c.bias) +
                          linear(c.inner, c.width, c.bias);
    return (c.vocabSize + c.positions) * c.width + c.layers * block + norm;
}

int64_t llamaParameters(const ModelConfig& c)
{
    const int64_t queries = c.heads * c.headDim;
    const int64_t keys = c.kvHeads * c.headDim;
    const bool inputBias = c.attentionBias || c.qkvBias;
    const int64_t attention = linear(c.width, queries, inputBias) +
                              2 * linear(c.width, keys, inputBias) +
                              linear(queries, c.width, c.attentionBias);
    const int64_t mlp =
        2 * linear(c.width, c.inner, c.mlpBias) + linear(c.inner, c.width, c.mlpBias);
    const int64_t norms = 2 * c.width + (c.qkNorm ? 2 * c.headDim : 0);
    return c.vocabSize * c.width + c.layers * (attention + mlp + norms) + c.width;
}

int64_t bertParameters(const ModelConfig& c)
{
    const int64_t norm = 2 * c.width;
    const int64_t block = 4 * linear(c.width, c.width, true) + linear(c.width, c.inner, true) +
                          linear(c.inner, c.width, true) + 2 * norm;
    return (c.vocabSize + c.positions + c.segmentTypes) * c.width + norm + c.layers * block;
}

/// What follows the blocks: a table of the vocabulary (none where it is the token table), or a row
/// for each label.
int64_t headParameters(const ModelConfig& c)
{
    const auto labels = static_cast<int64_t>(c.labels.size());
    const bool bert = c.family == ModelFamily::Bert;
    if (c.classifies())
        return bert ? linear(c.width, c.width, true) + linear(c.width, labels, true)
                    : linear(c.width, labels, false);
    const int64_t table = c.tiedHead ? 0 : c.vocabSize * c.width;
    return bert ? table + linear(c.width, c.width, true) + 2 * c.width + c.vocabSize : table;
}

} // namespace

const char* modelFamilyName(ModelFamily family)
{
    for (const auto& [value, name] : kFamilies)
        if (value == family)
            return name;
    return "";
}

std::optional<ModelFamily> findModelFamily(std::string_view name)
{
    for (const auto& [value, known] : kFamilies)
        if (known == name)
            return value;
    return std::nullopt;
}

std::string modelFamilyNames()
{
    std::string names;
    for (const auto& [value, name] : kFamilies)
        names += (names.empty() ? "" : ", ") + std::string(name);
    return names;
}

int64_t ModelConfig::parameterCount() const
{
    const int64_t body = family == ModelFamily::Gpt2   ? gpt2Parameters(*this)
                         : family == ModelFamily::Bert ? bertParameters(*this)
                                                       : llamaParameters(*this);
    return body + headParameters(*this);
}

} // namespace espalier
