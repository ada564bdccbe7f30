#include "core/engine/formats/tensors.h"

#include "core/base/error.h"
#include "core/engine/torch.h"

#include <array>
#include <cstring>

namespace espalier {

namespace {

constexpr std::array<std::pair<DType, torch::ScalarType>, 10> kTypes{{
    {DType::F64, torch::kDouble},
    {DType::I64, torch::kLong},
    {DType::F32, torch::kFloat},
    {DType::I32, torch::kInt},
    {DType::F16, torch::kHalf},
    {DType::BF16, torch::kBFloat16},
    {DType::I16, torch::kShort},
    {DType::I8, torch::kChar},
    {DType::U8, torch::kByte},
    {DType::Bool, torch::kBool},
}};

} // namespace

DType toDType(torch::ScalarType type)
{
    for (const auto& [ours, theirs] : kTypes)
        if (theirs == type)
            return ours;
    throw Error(tr("Tensors of type {} can't be written as safetensors.", torch::toString(type)));
}

torch::ScalarType toScalarType(DType type)
{
    for (const auto& [ours, theirs] : kTypes)
        if (ours == type)
            return theirs;
    throw inputError("Tensors of type {} can't be read. Convert the file.", dtypeName(type));
}

void saveTensors(
    const std::filesystem::path& file,
    const TensorMap& tensors,
    TensorMetadata metadata,
    c10::optional<torch::ScalarType> as)
{
    const torch::NoGradGuard guard;
    std::vector<TensorInfo> infos;
    infos.reserve(tensors.size());
    for (const auto& [name, tensor] : tensors)
        infos.push_back(
            {name, toDType(as.value_or(tensor.scalar_type())), tensor.sizes().vec(), 0, 0});
    SafetensorsWriter writer(file, std::move(infos), std::move(metadata));
    for (const auto& [name, tensor] : tensors) {
        const torch::Tensor plain =
            tensor.to(torch::kCPU, as.value_or(tensor.scalar_type())).contiguous();
        writer.write(
            name,
            {static_cast<const char*>(plain.data_ptr()),
             static_cast<size_t>(plain.numel()) * plain.element_size()});
    }
    writer.finish();
}

torch::Tensor readTensor(const SafetensorsFile& file, const TensorInfo& info)
{
    torch::ScalarType type = torch::kFloat;
    try {
        type = toScalarType(info.dtype);
    } catch (const Error& error) {
        throw error.within(tr("{}: tensor `{}`", file.path().string(), info.name));
    }
    torch::Tensor tensor = torch::empty(info.shape, type);
    const std::string_view bytes = file.bytes(info);
    if (!bytes.empty())
        std::memcpy(tensor.data_ptr(), bytes.data(), bytes.size());
    return tensor;
}

TensorMap loadTensors(const std::filesystem::path& file)
{
    const SafetensorsFile opened(file);
    TensorMap tensors;
    for (const TensorInfo& info : opened.tensors())
        tensors.emplace(info.name, readTensor(opened, info));
    return tensors;
}

} // namespace espalier
