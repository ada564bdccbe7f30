#include "core/engine/stages/all.h"
#include "core/engine/stages/context.h"

#include <array>

namespace espalier {

StageFunction stageFunction(std::string_view name)
{
    static constexpr std::array<std::pair<std::string_view, StageFunction>, 8> all{{
        {"data.text", runDataText},
        {"tokenizer.train", runTokenizerTrain},
        {"tokenizer.load", runTokenizerLoad},
        {"model.new", runModelNew},
        {"model.load", runModelLoad},
        {"train.pretrain", runPretrain},
        {"eval.language", runEvalLanguage},
        {"export.huggingface", runExportHuggingface},
    }};
    for (const auto& [stage, function] : all)
        if (stage == name)
            return function;
    return nullptr;
}

} // namespace espalier
