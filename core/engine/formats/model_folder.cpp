#include "core/engine/formats/model_folder.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/engine/formats/tensors.h"
#include "core/formats/model_config_json.h"
#include "core/formats/safetensors.h"
#include "core/formats/side_files.h"

#include <algorithm>
#include <array>
#include <bit>
#include <map>

namespace espalier {

namespace fs = std::filesystem;

namespace {

/// Where a tensor lies.
struct Source
{
    const SafetensorsFile* file;
    const TensorInfo* info;
};

Error tensorError(const Source& source, Message what)
{
    return Error(std::move(what), Error::Kind::Input)
        .within(tr("{}: tensor `{}`", source.file->path().string(), source.info->name));
}

/// What files of these families carry beside the weights of this model: causal masks of GPT-2,
/// tables of rotary positions, BERT's numbers of positions and its heads for other tasks.
bool isLeftOut(const ModelConfig& config, const std::string& name)
{
    switch (config.family) {
    case ModelFamily::Gpt2:
        return name.ends_with(".attn.bias") || name.ends_with(".attn.masked_bias");
    case ModelFamily::Bert:
        return name.ends_with("embeddings.position_ids") ||
               name.starts_with("cls.seq_relationship.") ||
               name == "cls.predictions.decoder.bias" || // the same as cls.predictions.bias
               (config.classifies() ? name.starts_with("cls.") : name.starts_with("bert.pooler.") || name.starts_with("pooler."));
    default:
        return name.ends_with(".rotary_emb.inv_freq");
    }
}

const char* rootPrefix(const ModelConfig& config)
{
    switch (config.family) {
    case ModelFamily::Gpt2:
        return "transformer.";
    case ModelFamily::Bert:
        return "bert.";
    default:
        return "model.";
    }
}

std::string_view headName(const ModelConfig& config)
{
    return config.family == ModelFamily::Bert ? "cls.predictions.decoder.weight" : "lm_head.weight";
}

/// Weights that belong to the head for labels alone: fresh where a language model's folder is read
/// into a model with labels.
bool isLabelHead(const std::string& name)
{
    return name.starts_with("score.") || name.starts_with("classifier.") ||
           name.starts_with("bert.pooler.");
}

/// The name as we know it: the first BERT files call a norm's weights gamma and beta.
std::string modernName(const ModelConfig& config, std::string name)
{
    if (config.family == ModelFamily::Bert && name.ends_with(".LayerNorm.gamma"))
        name.replace(name.size() - 5, 5, "weight");
    else if (config.family == ModelFamily::Bert && name.ends_with(".LayerNorm.beta"))
        name.replace(name.size() - 4, 4, "bias");
    return name;
}

bool allFinite(const torch::Tensor& values)
{
    constexpr uint32_t exponent = 0x7f800000U;
    const auto* numbers = values.data_ptr<float>();
    uint32_t found = 0;
    for (int64_t i = 0; i < values.numel(); ++i)
        found |=
            static_cast<uint32_t>((std::bit_cast<uint32_t>(numbers[i]) & exponent) == exponent);
    return found == 0;
}

/// Copies a tensor of a file over `weight`, with all checks.
void readInto(torch::Tensor weight, const Source& source)
{
    const TensorInfo& info = *source.info;
    if (info.dtype != DType::F32 && info.dtype != DType::F16 && info.dtype != DType::BF16 &&
        info.dtype != DType::F64)
        throw tensorError(
            source,
            tr("it holds {}, but weights are F32, F16, BF16 or F64. Convert the file.",
               dtypeName(info.dtype)));
    const std::vector<int64_t> shape = weight.sizes().vec();
    if (info.shape != shape)
        throw tensorError(
            source,
            tr("its shape is {}, but config.json asks for {}. Config and weights belong to "
               "different models.",
               shapeText(info.shape),
               shapeText(shape)));
    torch::Tensor values = readTensor(*source.file, info).to(torch::kFloat32);
    if (!allFinite(values))
        throw tensorError(
            source,
            tr("it holds values that are not finite (NaN or infinity). Take an earlier checkpoint "
               "of this model."));
    weight.copy_(values);
}

/// A second copy of the token table under the head's name is fine; another table is not.
void checkTiedHead(const Transformer& model, const Source& source)
{
    torch::Tensor copy = torch::empty_like(model->headWeight(), torch::kFloat32);
    readInto(copy, source);
    if (!torch::equal(copy, model->headWeight().to(copy.device())))
        throw tensorError(
            source,
            tr("it differs from the token table, but config.json says that the two are one. Set "
               "`tie_word_embeddings` to false."));
}

constexpr std::array<const char*, 8> kTokenizerFiles{
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.json",
    "merges.txt",
    "tokenizer.model",
    "chat_template.jinja"};

} // namespace

void loadModelWeights(Transformer& model, const fs::path& folder, HeadWeights head)
{
    const torch::NoGradGuard guard;
    const ModelConfig& config = model->config();
    const std::string prefix = rootPrefix(config);
    const std::vector<SafetensorsFile> files = openModelWeights(folder);

    std::map<std::string, Source> sources;
    std::map<std::string, torch::Tensor> weights;
    for (const auto& item : model->named_parameters())
        weights.emplace(item.key(), item.value());
    for (const SafetensorsFile& file : files) {
        for (const TensorInfo& info : file.tensors()) {
            const Source source{&file, &info};
            const std::string own = modernName(config, info.name);
            const bool languageHead = own == headName(config);
            const bool tiedHead = config.tiedHead && languageHead && !config.classifies();
            const bool named = weights.contains(own) || tiedHead;
            const std::string name = named ? own : prefix + own;
            if (!weights.contains(name) && !tiedHead) {
                if (isLeftOut(config, own) || (config.classifies() && languageHead))
                    continue;
                throw tensorError(
                    source,
                    tr("a model of config.json's shape has no such tensor. Config and weights "
                       "belong to different models."));
            }
            if (!sources.emplace(name, source).second)
                throw tensorError(
                    source,
                    tr("it is there twice, with and without `{}`. Write the file again.", prefix));
        }
    }
    for (const auto& [name, weight] : weights) {
        const auto found = sources.find(name);
        if (found == sources.end() && head == HeadWeights::FreshIfMissing && isLabelHead(name))
            continue;
        if (found == sources.end())
            throw inputError(
                "{}: tensor `{}` is missing. The file is not whole, or config.json belongs to "
                "another model.",
                files.front().path().string(),
                name);
        readInto(weight, found->second);
    }
    if (const auto copy = sources.find(std::string(headName(config)));
        config.tiedHead && !config.classifies() && copy != sources.end())
        checkTiedHead(model, copy->second);
}

LoadedModel loadModelFolder(const fs::path& folder)
{
    LoadedModel loaded{readModelConfig(folder), nullptr};
    loaded.model = Transformer(loaded.config);
    loadModelWeights(loaded.model, folder, HeadWeights::AllThere);
    return loaded;
}

void copyTokenizerFiles(const fs::path& from, const fs::path& to)
{
    for (const char* name : kTokenizerFiles)
        if (fs::is_regular_file(from / name))
            writeAtomically(to / name, readFile(from / name));
}

void saveModelFolder(
    const Transformer& model, const fs::path& folder, const fs::path& tokenizerFolder)
{
    const ModelConfig& config = model->config();
    if (!tokenizerFolder.empty())
        copyTokenizerFiles(tokenizerFolder, folder);
    GenerationConfig generation;
    generation.bosId = config.bosId;
    generation.eosIds = config.eosIds;
    generation.padId = config.padId;
    writeGenerationConfig(generation, folder);
    TensorMap weights;
    for (const auto& item : model->named_parameters())
        weights.emplace(item.key(), item.value());
    saveTensors(folder / "model.safetensors", weights, {{"format", "pt"}}, torch::kFloat32);
    writeModelConfig(config, folder);
}

} // namespace espalier
