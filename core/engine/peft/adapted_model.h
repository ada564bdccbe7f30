#pragma once

#include "core/engine/peft/adapter.h"

#include <filesystem>

namespace espalier {

/// A model as it stands in a folder: weights of its own, or a base and the adapters on it. Base
/// weights exist once, in memory and on disk.
struct AdaptedModel
{
    Transformer model{nullptr};
    std::vector<std::unique_ptr<Adapter>> adapters; ///< in order of attaching; the last one learns
    std::filesystem::path base;                     ///< the folder that the last adapter stands on

    bool adapted() const { return !adapters.empty(); }
    /// What a training of it changes: the last adapter's weights, or all of a model without.
    NamedTensors trained() const;
    int64_t trainedCount() const;
};

/// Reads a model's folder or a PEFT folder, and what that one stands on (base_model_name_or_path:
/// relative to the folder, or a path). Adapters under the last one are frozen. Where an adapter
/// brings a head for labels, or `labels` says that one is to come, a base with a head for words
/// gets a head for labels in its place. Throws Error (input) as loadModelFolder and Adapter::load
/// do, and where the base isn't there.
AdaptedModel
openModel(const std::filesystem::path& folder, const std::vector<std::string>& labels = {});

/// Opens a model with a head for words to sort into `labels`: it gets a fresh head from `seed`. Of
/// an adapted model this head is the last adapter's own, learned and saved with it.
AdaptedModel openForLabels(
    const std::filesystem::path& folder, const std::vector<std::string>& labels, uint64_t seed);

/// Moves the model and the adapters on it.
void moveTo(AdaptedModel& model, torch::Device device);

/// Attaches one more adapter from its folder to an opened model, which must be its base; what
/// `base_model_name_or_path` says is not asked. Those under it are frozen. Throws Error (input) as
/// requireAdapterFolder, readAdapterConfig and Adapter::load do.
void addAdapter(AdaptedModel& model, const std::filesystem::path& folder);

/// Content hash of a model's own weights but its head's, which an adapter may bring: whether an
/// adapter is put on the model that it was trained on (AdapterConfig::baseDigest). As it stands in
/// memory, so a folder in 16 bits has another one than that in 32.
std::string baseDigest(const Transformer& model);

/// Writes the last adapter as a PEFT folder (a bottleneck as AdapterHub's) whose base is `base`
/// (written relative to the folder), with the tokenizer's files; what only learning further needs
/// goes into a file beside, or into the metadata of the file of weights.
void saveAdapterFolder(
    const Adapter& adapter, const std::filesystem::path& base, const std::filesystem::path& folder);

/// Writes the model: as a Hugging Face folder with the tokenizer's files of `tokenizer`, or where
/// it has adapters the last one as saveAdapterFolder does.
void saveAdapted(
    const AdaptedModel& model,
    const std::filesystem::path& tokenizer,
    const std::filesystem::path& folder);

/// Folds the changes of all adapters into the weights, with the modules that they saved in place of
/// the model's, and takes the adapters away. Throws Error (input) where one of them can't be
/// folded.
void mergeAdapters(AdaptedModel& model);

} // namespace espalier
