/// export.huggingface: the model's folder with weights in the number format asked for. Where a path
/// is given the run copies it there, also when it had been made before.

#include "core/stages/export_huggingface.h"

#include "core/base/files.h"
#include "core/engine/formats/model_folder.h"
#include "core/engine/formats/tensors.h"
#include "core/engine/peft/adapted_model.h"
#include "core/engine/stages/all.h"
#include "core/engine/stages/context.h"
#include "core/formats/adapter_folder.h"

namespace espalier {

namespace fs = std::filesystem;

namespace {

/// Turns the weights of a folder into 16-bit numbers, and its config.json says so.
void narrow(const fs::path& folder, bool bfloat)
{
    auto tensors = loadTensors(folder / "model.safetensors");
    for (auto& [name, tensor] : tensors)
        tensor = tensor.to(bfloat ? torch::kBFloat16 : torch::kFloat16);
    saveTensors(folder / "model.safetensors", tensors);
    auto config = nlohmann::ordered_json::parse(readFile(folder / "config.json"));
    for (const char* key : {"torch_dtype", "dtype"})
        if (config.contains(key))
            config[key] = bfloat ? "bfloat16" : "float16";
    writeAtomically(folder / "config.json", config.dump(2) + "\n");
}

/// An adapter goes with the model that it stands on, in a folder `base` beside its files.
void exportAdapter(const fs::path& source, const fs::path& target, const std::string& precision)
{
    const AdaptedModel model = openModel(source);
    if (model.adapters.size() > 1)
        throw inputError("The model has several adapters, one on another. Merge those below before "
                         "it is exported.");
    fs::create_directories(target / "base");
    saveModelFolder(model.model, target / "base", source);
    if (precision != "f32")
        narrow(target / "base", precision == "bf16");
    saveAdapterFolder(*model.adapters.back(), target / "base", target);
}

} // namespace

void runExportHuggingface(StageContext& context)
{
    const auto params = context.params<ExportHuggingfaceParams>();
    if (leavesExports(params.path))
        throw Error(wayOut(params.path), Error::Kind::Input);
    const auto source = context.input("model");
    if (isAdapterFolder(source)) {
        exportAdapter(source, context.output(), params.precision);
    } else {
        saveModelFolder(loadModelFolder(source).model, context.output());
        if (params.precision != "f32")
            narrow(context.output(), params.precision == "bf16");
    }
    // What stands beside the model; not the weights under an older name.
    for (const auto& entry : fs::directory_iterator(source)) {
        if (entry.path().filename() == kAdapterWeightsFile)
            continue;
        const auto target = context.output() / entry.path().filename();
        if (entry.is_regular_file() && entry.path().filename() != "manifest.json" &&
            !fs::exists(target))
            fs::copy_file(entry.path(), target);
    }
}

} // namespace espalier
