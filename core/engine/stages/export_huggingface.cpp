/// export.huggingface: the model's folder with weights in the number format asked for, kept as an artifact and, where a
/// path is given, copied there.

#include "core/stages/export_huggingface.h"

#include "core/base/files.h"
#include "core/engine/formats/model_folder.h"
#include "core/engine/stages/all.h"
#include "core/engine/stages/context.h"

namespace espalier {

namespace fs = std::filesystem;

void runExportHuggingface(StageContext& context)
{
    const auto params = context.params<ExportHuggingfaceParams>();
    const auto source = context.input("model");
    const auto model = loadModelFolder(source);
    const auto type = params.precision == "bf16" ? torch::kBFloat16 : params.precision == "f16" ? torch::kFloat16 : torch::kFloat32;
    saveModelFolder(model, context.output(), type);
    for (const auto& entry : fs::directory_iterator(source)) {
        const auto target = context.output() / entry.path().filename();
        if (entry.is_regular_file() && entry.path().filename() != "manifest.json" && !fs::exists(target))
            fs::copy_file(entry.path(), target);
    }
    if (params.path.empty())
        return;
    const auto target = context.resolve(params.path);
    fs::create_directories(target);
    for (const auto& entry : fs::directory_iterator(context.output()))
        fs::copy_file(entry.path(), target / entry.path().filename(), fs::copy_options::overwrite_existing);
    syncTree(target);
    context.say("exported", Weight::Info, tr("written to {}", target.string()));
}

} // namespace espalier
