#include "core/engine/peft/adapted_model.h"

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/engine/formats/model_folder.h"
#include "core/formats/adapter_folder.h"
#include "core/formats/adapter_modules.h"
#include "core/formats/model_config_json.h"

#include <algorithm>
#include <array>

namespace espalier {

namespace fs = std::filesystem;

namespace {

/// The folder that an adapter stands on.
fs::path baseOf(const AdapterConfig& config, const fs::path& folder)
{
    if (config.base.empty())
        throw inputError(
            "{}: adapter_config.json names no base model (`base_model_name_or_path`).",
            folder.string());
    const fs::path base = config.base;
    const fs::path beside = base.is_absolute() ? base : folder / base;
    if (fs::is_directory(beside))
        return beside;
    throw inputError(
        "{}: the base model {} is not there. An adapter needs the model that it was trained on; "
        "set `base_model_name_or_path` in adapter_config.json to its folder.",
        folder.string(),
        config.base);
}

/// The model of a folder; with labels, and where its head is for words, with a head for these in
/// its place: fresh from a seed, or zeros.
Transformer
openBase(const fs::path& folder, const std::vector<std::string>& labels, const uint64_t* seed)
{
    ModelConfig config = readModelConfig(folder);
    if (labels.empty() || config.classifies())
        return loadModelFolder(folder).model;
    config.labels = labels;
    Transformer model(config);
    if (seed != nullptr)
        model->initialise(*seed);
    loadModelWeights(model, folder, HeadWeights::FreshIfMissing);
    return model;
}

/// Whether a key of an adapter's file is that of one of the model's weights.
bool belongsTo(
    const std::string& key, const std::vector<ModelWeight>& weights, const AdapterConfig& config)
{
    return std::ranges::any_of(weights, [&](const ModelWeight& weight) {
        return key == savedPrefix(config.kind) + weight.name;
    });
}

/// The pooler of a BERT that had none is zero: such a model sorts everything alike.
void requirePooler(const Transformer& model, const fs::path& folder)
{
    const auto weights = model->weightsInUse();
    const auto found = weights.find("bert.pooler.dense.weight");
    if (found != weights.end() && found->second.count_nonzero().item<int64_t>() == 0)
        throw inputError(
            "{}: the adapter brings a head for labels, but neither it nor the model has the pooler "
            "that goes before; train it with `pooler` among `modules_to_save`.",
            folder.string());
}

/// Which head an adapter finds on the model.
enum class Head {
    OfFiles, ///< the model's, or one that the folder brings
    Fresh    ///< a new one for labels, which becomes the adapter's own
};

void addFrom(AdaptedModel& model, const fs::path& folder, Head head)
{
    requireAdapterFolder(folder);
    AdapterConfig config = readAdapterFolder(folder);
    const ModelConfig& shape = model.model->config();
    if (!config.labels.empty() && !shape.classifies())
        throw inputError(
            "{}: the adapter sorts texts with a head of its own, and the model is opened for "
            "words. Evaluate it with eval.classify.",
            folder.string());
    fs::path place = findAdapterWeights(folder);
    TensorMap files = loadTensors(place);
    if (config.name != "default") {
        TensorMap renamed;
        for (auto& [key, value] : files)
            renamed.emplace(keyUnderDefault(key, config.name), value);
        files = std::move(renamed);
        config.name = "default";
    }
    if (keepsProjection(config, folder)) {
        files.merge(loadTensors(folder / kPrefixProjectionFile));
        place = folder;
    }
    // Made for words: its biases, if all learn, are those of a model without a head for labels.
    const bool forWords = shape.classifies() && !config.classifies;
    if (forWords)
        leaveHeadForWords(config.modulesToSave, shape);
    if (head == Head::Fresh) {
        config.classifies = true;
        for (const std::string& module : labelHead(shape.family))
            config.modulesToSave.push_back(module);
        config.labels = shape.labels;
    } else if (config.bias != "all") {
        config.classifies = shape.classifies();
    }
    if (config.labels.size() == shape.labels.size()) // a folder may number what the model names
        config.labels = shape.labels;
    auto adapter = attachAdapter(model.model, config, 0, nullptr, AdapterWeights::FromFiles);
    if (forWords)
        std::erase_if(files, [](const auto& item) {
            const std::string prefix = kPeftPrefix;
            return item.first.starts_with(prefix + "cls.") ||
                   item.first.starts_with(prefix + "lm_head.");
        });
    if (head == Head::Fresh) {
        const auto fresh = savedWeights(shape, labelHead(shape.family));
        for (const auto& [key, value] : adapter->files())
            if (belongsTo(key, fresh, config))
                files.emplace(key, value.clone());
    }
    adapter->load(files, place.string());
    if (!adapter->config().labels.empty())
        requirePooler(model.model, folder);
    for (const auto& below : model.adapters)
        for (auto [name, weight] : below->trained())
            weight.set_requires_grad(false);
    model.adapters.push_back(std::move(adapter));
}

/// A model and the adapters on it, from the bottom; labels and seed as openBase takes them.
AdaptedModel
openStack(const fs::path& folder, const std::vector<std::string>& labels, const uint64_t* seed)
{
    if (!isAdapterFolder(folder))
        return {openBase(folder, labels, seed), {}, {}};
    requireAdapterFolder(folder);
    const AdapterConfig config = readAdapterFolder(folder);
    const fs::path base = baseOf(config, folder);
    // An adapter on this one may only number what this one names.
    const auto count = static_cast<int64_t>(config.labels.size());
    const bool named = labels.empty() || labels == numberedLabels(count);
    AdaptedModel model = openStack(base, named ? config.labels : labels, seed);
    addFrom(model, folder, Head::OfFiles);
    model.base = base;
    return model;
}

} // namespace

NamedTensors AdaptedModel::trained() const
{
    if (adapted())
        return adapters.back()->trained();
    NamedTensors all;
    for (const auto& item : model->named_parameters())
        all.emplace_back(item.key(), item.value());
    return all;
}

int64_t AdaptedModel::trainedCount() const
{
    int64_t count = 0;
    for (const auto& [name, weight] : trained())
        count += weight.numel();
    return count;
}

void moveTo(AdaptedModel& model, torch::Device device)
{
    model.model->to(device);
    // Adapters' weights are no parameters of the model; what holds them sees the same tensors.
    for (const auto& adapter : model.adapters) {
        for (auto [name, weight] : adapter->trained())
            weight.set_data(weight.detach().to(device));
        for (torch::Tensor weight : adapter->fixed())
            weight.set_data(weight.detach().to(device));
    }
}

void addAdapter(AdaptedModel& model, const fs::path& folder)
{
    addFrom(model, folder, Head::OfFiles);
}

AdaptedModel openModel(const fs::path& folder, const std::vector<std::string>& labels)
{
    return openStack(folder, labels, nullptr);
}

AdaptedModel
openForLabels(const fs::path& folder, const std::vector<std::string>& labels, uint64_t seed)
{
    if (!isAdapterFolder(folder))
        return openStack(folder, labels, &seed);
    const fs::path base = baseOf(readAdapterConfig(folder), folder);
    AdaptedModel model = openStack(base, labels, &seed);
    addFrom(model, folder, Head::Fresh);
    model.base = base;
    return model;
}

std::string baseDigest(const Transformer& model)
{
    Hasher hasher;
    for (const auto& item : model->named_parameters()) {
        const std::string& name = item.key();
        if (std::ranges::any_of(
                std::array{"score.", "classifier.", "lm_head.", "cls.", "bert.pooler."},
                [&](const char* head) { return name.starts_with(head); }))
            continue;
        const torch::Tensor value = item.value().detach().cpu().contiguous();
        hasher.add(name).add(
            {static_cast<const char*>(value.data_ptr()), static_cast<size_t>(value.nbytes())});
    }
    return hasher.hex();
}

void saveAdapterFolder(const Adapter& adapter, const fs::path& base, const fs::path& folder)
{
    AdapterConfig config = adapter.config();
    config.base = fs::relative(fs::absolute(base), fs::absolute(folder)).string();
    config.baseDigest = baseDigest(adapter.model());
    saveTensors(
        folder / weightsFileOf(config.kind),
        adapter.files(),
        adapterMetadata(config),
        torch::kFloat32);
    if (const TensorMap beside = adapter.filesBeside(); !beside.empty())
        saveTensors(folder / kPrefixProjectionFile, beside, {{"format", "pt"}}, torch::kFloat32);
    writeAdapterConfig(asOthersRead(config), folder);
    copyTokenizerFiles(base, folder);
}

void saveAdapted(const AdaptedModel& model, const fs::path& tokenizer, const fs::path& folder)
{
    if (model.adapted())
        saveAdapterFolder(*model.adapters.back(), model.base, folder);
    else
        saveModelFolder(model.model, folder, tokenizer);
}

void mergeAdapters(AdaptedModel& model)
{
    for (const auto& adapter : model.adapters)
        if (!adapter->folds())
            throw inputError(
                "An adapter of kind {} can't be merged: it is more than a change of weights. LoRA "
                "and IA3 can; export this one as it is.",
                adapterKind(adapter->config().kind).name);
    const torch::NoGradGuard guard;
    model.model->keepStandIns();
    for (auto [name, projection] : projections(model.model)) {
        if (projection->changes.empty())
            continue;
        const auto [weight, bias] = projection->folded();
        projection->changes.clear();
        projection->weight.copy_(weight);
        if (bias.defined())
            projection->bias.copy_(bias);
    }
    model.adapters.clear();
    model.base.clear();
    for (torch::Tensor& weight : model.model->parameters())
        weight.set_requires_grad(true);
}

} // namespace espalier
