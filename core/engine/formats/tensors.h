#pragma once

/// Named tensors in a safetensors file: checkpoints, optimizer state, random states.

#include "core/formats/safetensors.h"

#include <torch/types.h>

#include <filesystem>
#include <map>
#include <string>

namespace espalier {

using TensorMap = std::map<std::string, torch::Tensor>;

/// The file's type for a torch type, and back. Throws Error for a type that the other side doesn't
/// know.
DType toDType(torch::ScalarType type);
torch::ScalarType toScalarType(DType type);

/// Writes every tensor in its shape, from any device, atomically; each in its own type or all
/// turned into `as`.
void saveTensors(
    const std::filesystem::path& file,
    const TensorMap& tensors,
    TensorMetadata metadata = {{"format", "pt"}},
    c10::optional<torch::ScalarType> as = c10::nullopt);

/// Reads every tensor into memory of its own, on the CPU. Throws Error (input) as SafetensorsFile
/// does.
TensorMap loadTensors(const std::filesystem::path& file);

/// One tensor of an open file, copied; on the CPU.
torch::Tensor readTensor(const SafetensorsFile& file, const TensorInfo& info);

} // namespace espalier
