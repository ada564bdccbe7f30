#include "core/stages/stages.h"

#include "core/stages/data_text.h"
#include "core/stages/eval_language.h"
#include "core/stages/export_huggingface.h"
#include "core/stages/model_new.h"
#include "core/stages/tokenizer_train.h"
#include "core/stages/train_pretrain.h"

#include <vector>

namespace espalier {

std::span<const StageInfo> stages()
{
    static const std::vector<StageInfo> all{
        dataText(),
        tokenizerTrain(),
        tokenizerLoad(),
        modelNew(),
        modelLoad(),
        trainPretrain(),
        evalLanguage(),
        exportHuggingface()};
    return all;
}

} // namespace espalier
