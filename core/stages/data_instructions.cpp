#include "core/stages/data_instructions.h"

namespace espalier {

StageInfo dataInstructions()
{
    return rowFileStage(
        RowKind::Instructions,
        trNoop("Instructions"),
        trNoop("Prompts with the answers to learn, for supervised fine-tuning: TRL's rows, Alpaca, "
               "ShareGPT, or a table whose columns you name. Problems with an answer are taken "
               "too. A share is set aside for validation."),
        describe<DataInstructionsParams>());
}

} // namespace espalier
