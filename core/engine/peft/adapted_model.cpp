#include "core/engine/peft/adapted_model.h"

#include "core/base/error.h"
#include "core/engine/formats/model_folder.h"
#include "core/engine/peft/projection_adapter.h"
#include "core/formats/adapter_folder.h"

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
    for (const auto& adapter : model.adapters)
        for (auto [name, weight] : adapter->trained())
            weight.set_data(weight.detach().to(device));
}

void addAdapter(AdaptedModel& model, const fs::path& folder)
{
    requireAdapterFolder(folder);
    AdapterConfig config = readAdapterConfig(folder);
    config.classifies = model.model->config().classifies();
    TensorMap files = loadTensors(folder / kAdapterWeightsFile);
    fs::path place = folder / kAdapterWeightsFile;
    if (keepsProjection(config, folder)) {
        files.merge(loadTensors(folder / kPrefixProjectionFile));
        place = folder;
    }
    auto adapter = attachAdapter(model.model, config, 0, nullptr);
    adapter->load(files, place.string());
    for (const auto& below : model.adapters)
        for (auto [name, weight] : below->trained())
            weight.set_requires_grad(false);
    model.adapters.push_back(std::move(adapter));
}

AdaptedModel openModel(const fs::path& folder)
{
    if (!isAdapterFolder(folder))
        return {loadModelFolder(folder).model, {}, {}};
    const fs::path base = baseOf(readAdapterConfig(folder), folder);
    AdaptedModel model = openModel(base);
    addAdapter(model, folder);
    model.base = base;
    return model;
}

void saveAdapterFolder(const Adapter& adapter, const fs::path& base, const fs::path& folder)
{
    AdapterConfig config = adapter.config();
    config.base = fs::relative(fs::absolute(base), fs::absolute(folder)).string();
    const auto write = [&](const char* name, const TensorMap& tensors) {
        saveTensors(folder / name, tensors, {{"format", "pt"}}, torch::kFloat32);
    };
    write(kAdapterWeightsFile, adapter.files());
    if (const TensorMap beside = adapter.filesBeside(); !beside.empty())
        write(kPrefixProjectionFile, beside);
    writeAdapterConfig(config, folder);
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
    for (auto [name, projection] : projections(model.model)) {
        if (projection->changes.empty())
            continue;
        const auto [weight, bias] = projection->folded();
        projection->changes.clear();
        chooseBias(*projection); // its own again, which is what the model's files hold
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
