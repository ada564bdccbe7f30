#include "core/formats/adapter_folder.h"

#include "core/base/error.h"
#include "core/formats/safetensors.h"

namespace espalier {

namespace fs = std::filesystem;

void requireAdapterFolder(const fs::path& folder)
{
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored))
        throw inputError(
            "{}: there is no such folder. Name one that holds adapter_config.json and "
            "adapter_model.safetensors.",
            folder.string());
    if (!isAdapterFolder(folder))
        throw inputError(
            "{}: adapter_config.json is missing, so this is no adapter's folder. Name the folder "
            "that PEFT's save_pretrained wrote.",
            folder.string());
    if (!fs::is_regular_file(folder / kAdapterWeightsFile, ignored))
        throw inputError(
            "{}: adapter_model.safetensors is missing. Pickled weights (adapter_model.bin) are not "
            "read; let PEFT write the adapter again as safetensors.",
            folder.string());
}

bool keepsProjection(const AdapterConfig& config, const fs::path& folder)
{
    std::error_code ignored;
    return config.kind == AdapterKind::Prefix && config.projection &&
           fs::is_regular_file(folder / kPrefixProjectionFile, ignored);
}

int64_t trainedWeightsIn(const fs::path& folder)
{
    const bool projected = keepsProjection(readAdapterConfig(folder), folder);
    const SafetensorsFile file(folder / (projected ? kPrefixProjectionFile : kAdapterWeightsFile));
    int64_t count = 0;
    for (const TensorInfo& tensor : file.tensors())
        count += tensor.count();
    return count;
}

} // namespace espalier
