#include "core/stages/data_prompts.h"

namespace espalier {

StageInfo dataPrompts()
{
    return rowFileStage(
        RowKind::Prompts,
        trNoop("Prompts"),
        trNoop(
            "Prompts without answers, for sampling and reinforcement learning. Of instructions, "
            "preferences and problems the prompts are taken. A share is set aside for validation."),
        describe<DataPromptsParams>());
}

} // namespace espalier
