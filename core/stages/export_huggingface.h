#pragma once

#include "core/pipeline/stage.h"

namespace espalier {

/// Parameters of export.huggingface.
struct ExportHuggingfaceParams {
    std::string path;
    std::string precision = "f32";

    static constexpr auto fields()
    {
        using P = ExportHuggingfaceParams;
        return std::tuple{
            field("path", &P::path, "the folder to write; a relative path lies in the workspace's folder `exports`, and an empty one writes none: the run keeps the files either way"),
            field("precision", &P::precision, "number format of the weights").choices("f32", "bf16", "f16"),
        };
    }
};

/// Whether a relative path leads out of the folder `exports`, and what to say of it then.
bool leavesExports(const std::filesystem::path& path);
Message wayOut(const std::string& path);

StageInfo exportHuggingface();

} // namespace espalier
