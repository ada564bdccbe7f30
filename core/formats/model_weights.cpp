// Which files a model folder's weights lie in (openModelWeights of safetensors.h).

#include "core/formats/json_reader.h"
#include "core/formats/safetensors.h"
#include "core/formats/side_files.h"

#include <set>

namespace espalier {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

/// Tensor name -> shard, as the index says.
std::map<std::string, std::string> readIndex(const fs::path& index)
{
    const json object = readJsonObject(index);
    const JsonReader in(object, index.string());
    const json* map = in.find("weight_map");
    if (map == nullptr || !map->is_object() || map->empty())
        throw in.wrong("weight_map", tr("it should be an object of tensor names and files."));
    std::map<std::string, std::string> shards;
    for (const auto& [tensor, shard] : map->items()) {
        if (!shard.is_string())
            throw in.wrong("weight_map", tr("it should be an object of tensor names and files."));
        const auto name = shard.get<std::string>();
        if (name.empty() || fs::path(name).filename() != name || name == "..")
            throw inputError(
                "{}: tensor `{}` is said to lie in `{}`, which is no plain file name. Fetch the "
                "index again.",
                index.string(),
                tensor,
                name);
        shards.emplace(tensor, name);
    }
    return shards;
}

void checkShard(
    const SafetensorsFile& file,
    const std::map<std::string, std::string>& shards,
    const fs::path& index)
{
    const std::string name = file.path().filename().string();
    for (const auto& [tensor, shard] : shards)
        if (shard == name && file.find(tensor) == nullptr)
            throw inputError(
                "{}: tensor `{}` should lie in {}, but does not. Fetch both files again.",
                index.string(),
                tensor,
                name);
    for (const TensorInfo& tensor : file.tensors()) {
        const auto found = shards.find(tensor.name);
        if (found == shards.end() || found->second != name)
            throw inputError(
                "{}: tensor `{}` lies in {}, but the index does not say so. Fetch both files "
                "again.",
                index.string(),
                tensor.name,
                name);
    }
}

} // namespace

std::vector<SafetensorsFile> openModelWeights(const fs::path& folder)
{
    std::vector<SafetensorsFile> files;
    if (present(folder / "model.safetensors")) {
        files.emplace_back(folder / "model.safetensors");
        return files;
    }
    const fs::path index = folder / "model.safetensors.index.json";
    if (!present(index)) {
        if (present(folder / "pytorch_model.bin") || present(folder / "pytorch_model.bin.index.json"))
            throw inputError(
                "{} holds pickled weights (pytorch_model.bin), which can run code when they are "
                "read. Take the model's safetensors version.",
                folder.string());
        throw inputError(
            "{} has no weights: model.safetensors is missing. Fetch it again.", folder.string());
    }
    const auto shards = readIndex(index);
    std::set<std::string> names;
    for (const auto& [tensor, shard] : shards)
        names.insert(shard);
    for (const auto& name : names) {
        if (!present(folder / name))
            throw inputError(
                "{}: the file {} is missing beside it. Fetch it.", index.string(), name);
        files.emplace_back(folder / name);
        checkShard(files.back(), shards, index);
    }
    return files;
}

} // namespace espalier
