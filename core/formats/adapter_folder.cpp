#include "core/formats/adapter_folder.h"

#include "core/base/error.h"
#include "core/formats/adapter_config_json.h"

#include <algorithm>
#include <cmath>

namespace espalier {

namespace fs = std::filesystem;
using nlohmann::json;
using nlohmann::ordered_json;

namespace {

/// Where the weights' file says what adapter_config.json has no key for.
constexpr const char* kOwnFacts = "espalier";

/// An object; empty where the file says nothing of the kind.
json ownFacts(const SafetensorsFile& file)
{
    const auto found = file.metadata().find(kOwnFacts);
    if (found == file.metadata().end())
        return json::object();
    json facts = json::parse(found->second, nullptr, /*allow_exceptions=*/false);
    return facts.is_object() ? facts : json::object();
}

/// PiSSA as it was written; nothing happens where another program changed the folder since.
void restorePissa(const json& facts, const SafetensorsFile& file, AdapterConfig& config)
{
    const auto sizes = facts.find("pissa");
    if (config.kind != AdapterKind::Lora || sizes == facts.end() || !sizes->is_object())
        return;
    AdapterConfig own = config;
    adapter_json::readSizes(JsonReader(*sizes, file.path().string()), own);
    own.start = "pissa";
    if (asOthersRead(own) == config)
        config = own;
}

/// The head for labels that the file holds: its modules, and the labels' names.
void findHead(const json& facts, const SafetensorsFile& file, AdapterConfig& config)
{
    if (!config.classifies)
        return;
    int64_t labels = 0;
    for (const TensorInfo& tensor : file.tensors()) {
        // A bias alone is one that learns (`bias: all`) of a head that is the model's own.
        if (tensor.shape.size() != 2)
            continue;
        for (const std::string module : {"score", "classifier", "pooler"}) {
            const bool pooler = module == "pooler";
            if (!tensor.name.ends_with("." + module + (pooler ? ".dense.weight" : ".weight")))
                continue;
            if (std::ranges::find(config.modulesToSave, module) == config.modulesToSave.end())
                config.modulesToSave.push_back(module);
            if (!pooler)
                labels = tensor.shape.front();
        }
    }
    const auto named = facts.find("labels");
    if (named != facts.end() && named->is_array() &&
        static_cast<int64_t>(named->size()) == labels &&
        std::ranges::all_of(*named, [](const json& label) { return label.is_string(); })) {
        config.labels = named->get<std::vector<std::string>>();
        return;
    }
    config.labels = numberedLabels(labels);
}

} // namespace

const char* weightsFileOf(AdapterKind kind)
{
    return kind == AdapterKind::Bottleneck ? kAdapterHubWeightsFile : kAdapterWeightsFile;
}

fs::path findAdapterWeights(const fs::path& folder)
{
    std::error_code ignored;
    const fs::path own = folder / weightsFileOf(readAdapterConfig(folder).kind);
    const fs::path older = folder / kAdapterWeightsFile;
    return !fs::exists(own, ignored) && fs::exists(older, ignored) ? older : own;
}

std::string keyUnderDefault(std::string key, const std::string& name)
{
    const std::string before = "adapters.", part = before + name + ".";
    for (size_t at = key.find(part); at != std::string::npos; at = key.find(part, at + 1))
        // "attention_adapters." before it ends alike.
        if (at == 0 || key[at - 1] == '.')
            return key.replace(at + before.size(), name.size(), "default");
    return key;
}

const char* savedPrefix(AdapterKind kind)
{
    const bool tokens = kind == AdapterKind::Prefix || kind == AdapterKind::Prompt;
    return tokens ? "base_model." : kPeftPrefix;
}

AdapterConfig readAdapterFolder(const fs::path& folder)
{
    AdapterConfig config = readAdapterConfig(folder);
    const SafetensorsFile file(findAdapterWeights(folder));
    const json facts = ownFacts(file);
    restorePissa(facts, file, config);
    findHead(facts, file, config);
    if (const auto digest = facts.find("base"); digest != facts.end() && digest->is_string())
        config.baseDigest = digest->get<std::string>();
    return config;
}

std::vector<std::string> numberedLabels(int64_t count)
{
    std::vector<std::string> labels;
    for (int64_t i = 0; i < count; ++i)
        labels.push_back("LABEL_" + std::to_string(i));
    return labels;
}

AdapterConfig asOthersRead(AdapterConfig config)
{
    if (config.kind != AdapterKind::Lora || config.start != "pissa")
        return config;
    // The factor on B A stays: alpha / r, or alpha / sqrt(r).
    const double more = config.rankStabilised ? std::sqrt(2.0) : 2.0;
    config.start = "kaiming";
    config.rank *= 2;
    config.alpha *= more;
    for (auto& [pattern, rank] : config.rankPattern)
        rank *= 2;
    for (auto& [pattern, alpha] : config.alphaPattern)
        alpha *= more;
    return config;
}

TensorMetadata adapterMetadata(const AdapterConfig& config)
{
    ordered_json facts = ordered_json::object();
    if (!config.baseDigest.empty())
        facts["base"] = config.baseDigest;
    if (!config.labels.empty())
        facts["labels"] = config.labels;
    if (config.kind == AdapterKind::Lora && config.start == "pissa")
        adapter_json::writeSizes(config, facts["pissa"]);
    TensorMetadata metadata{{"format", "pt"}};
    if (!facts.empty())
        metadata.emplace(kOwnFacts, facts.dump());
    return metadata;
}

void requireAdapterFolder(const fs::path& folder)
{
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored))
        throw inputError(
            "{}: there is no such folder. Name one that holds adapter_config.json and the "
            "adapter's "
            "weights as safetensors.",
            folder.string());
    if (!isAdapterFolder(folder))
        throw inputError(
            "{}: adapter_config.json is missing, so this is no adapter's folder. Name the folder "
            "that PEFT's save_pretrained wrote.",
            folder.string());
    if (fs::exists(folder / "head_config.json", ignored))
        throw inputError(
            "{}: head_config.json: heads of AdapterHub's library are not read. Let it write the "
            "adapter again with with_head=False.",
            folder.string());
    const fs::path weights = findAdapterWeights(folder);
    if (fs::is_regular_file(weights, ignored))
        return;
    if (weights.filename() == kAdapterHubWeightsFile)
        throw inputError(
            "{}: adapter.safetensors is missing. Pickled weights (pytorch_adapter.bin) are not "
            "read; let AdapterHub's library write the adapter again with use_safetensors=True.",
            folder.string());
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

bool isLeftOver(std::string_view tensor)
{
    return tensor.ends_with(".attn.bias") || tensor.ends_with(".attn.masked_bias") ||
           tensor.ends_with(".cls.predictions.decoder.bias") ||
           tensor.find(".original_module.") != std::string_view::npos ||
           tensor.find(".modules_to_save.") != std::string_view::npos;
}

int64_t trainedWeightsIn(const fs::path& folder)
{
    const AdapterConfig config = readAdapterFolder(folder);
    const bool projected = keepsProjection(config, folder);
    const SafetensorsFile file(findAdapterWeights(folder));
    // Of PiSSA that others read as a plain LoRA half is the start, which does not learn.
    const bool halved = config.start == "pissa" && readAdapterConfig(folder).start != "pissa";
    int64_t count = 0;
    for (const TensorInfo& tensor : file.tensors()) {
        const bool product =
            tensor.name.ends_with(".lora_A.weight") || tensor.name.ends_with(".lora_B.weight");
        const bool given = projected && tensor.name == "prompt_embeddings";
        const bool leftOver = config.kind == AdapterKind::Lora && isLeftOver(tensor.name);
        if (!given && !leftOver)
            count += halved && product ? tensor.count() / 2 : tensor.count();
    }
    if (!projected)
        return count;
    const SafetensorsFile beside(folder / kPrefixProjectionFile);
    for (const TensorInfo& tensor : beside.tensors())
        count += tensor.count();
    return count;
}

} // namespace espalier
