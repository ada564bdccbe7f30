#pragma once

/// An adapter's folder as files: what must be there, and how many weights learn.

#include "core/formats/adapter_config.h"

#include <cstdint>
#include <filesystem>

namespace espalier {

/// The weights, under PEFT's keys.
constexpr const char* kAdapterWeightsFile = "adapter_model.safetensors";
/// The network that a prefix is learned through, and what goes into it; other programs read only
/// what it gives, which stands in the other file.
constexpr const char* kPrefixProjectionFile = "prefix_projection.safetensors";

/// Throws Error (input) where the folder isn't there, or has no adapter_config.json, or no weights
/// as safetensors.
void requireAdapterFolder(const std::filesystem::path& folder);

/// Whether the folder of such an adapter keeps the network behind a prefix, so that learning goes
/// on through it.
bool keepsProjection(const AdapterConfig& config, const std::filesystem::path& folder);

/// Weights of a folder's adapter that learn when it is trained further. Throws Error (input) as
/// readAdapterConfig and SafetensorsFile do.
int64_t trainedWeightsIn(const std::filesystem::path& folder);

} // namespace espalier
