#pragma once

/// An adapter's folder as files: what must be there, and how many weights learn.

#include "core/formats/adapter_config.h"
#include "core/formats/safetensors.h"

#include <cstdint>
#include <filesystem>

namespace espalier {

/// The weights, under PEFT's keys.
constexpr const char* kAdapterWeightsFile = "adapter_model.safetensors";
/// The weights of a bottleneck adapter, which PEFT lacks, as AdapterHub's library calls them.
constexpr const char* kAdapterHubWeightsFile = "adapter.safetensors";
/// The name that an adapter's weights are written under.
const char* weightsFileOf(AdapterKind kind);
/// A folder's file of weights: that of its kind; of older bottlenecks of ours PEFT's, where there
/// is no other. Throws Error (input) as readAdapterConfig does.
std::filesystem::path findAdapterWeights(const std::filesystem::path& folder);
/// Under "default", which every adapter's keys have here, instead of under a name of AdapterHub's.
std::string keyUnderDefault(std::string key, const std::string& name);
/// PEFT's prefix of the keys of kinds that change modules.
constexpr const char* kPeftPrefix = "base_model.model.";
/// PEFT's prefix of the model's own weights beside an adapter of that kind: one that only puts
/// learned tokens before a text stands right around the model.
const char* savedPrefix(AdapterKind kind);
/// The network that a prefix is learned through, and what goes into it; other programs read only
/// what it gives, which stands in the other file.
constexpr const char* kPrefixProjectionFile = "prefix_projection.safetensors";

/// Throws Error (input) where the folder isn't there, or has no adapter_config.json, or no weights
/// as safetensors, or a head in AdapterHub's files, which are not read.
void requireAdapterFolder(const std::filesystem::path& folder);

/// The adapter of a folder: adapter_config.json, and what the file of weights says beside it: names
/// of the labels whose head it brings ("LABEL_0", ... where none are given), the digest of the
/// base, and PiSSA behind what others read as a plain LoRA. Throws Error (input) as
/// readAdapterConfig and SafetensorsFile do.
AdapterConfig readAdapterFolder(const std::filesystem::path& folder);

/// What labels are called where nobody named them: "LABEL_0", "LABEL_1", ...
std::vector<std::string> numberedLabels(int64_t count);

/// What others read of the adapter in adapter_config.json: PiSSA as the plain LoRA of twice the
/// rank that it is on a base which stays as it was ([B, -B0] [A; A0], the start taken away).
AdapterConfig asOthersRead(AdapterConfig config);
/// The metadata of the weights' file that readAdapterFolder knows the rest from.
TensorMetadata adapterMetadata(const AdapterConfig& config);

/// Whether the folder of such an adapter keeps the network behind a prefix, so that learning goes
/// on through it.
bool keepsProjection(const AdapterConfig& config, const std::filesystem::path& folder);

/// Whether a tensor is one that PEFT saves with LoRA's `bias: all` for its name alone: masks of old
/// GPT-2 modules, a second name of one bias, what a saved module stands in for.
bool isLeftOver(std::string_view tensor);

/// Weights of a folder's adapter that learn when it is trained further. Throws Error (input) as
/// readAdapterConfig and SafetensorsFile do.
int64_t trainedWeightsIn(const std::filesystem::path& folder);

} // namespace espalier
