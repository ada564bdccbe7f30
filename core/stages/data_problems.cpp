#include "core/stages/data_problems.h"

namespace espalier {

StageInfo dataProblems()
{
    return rowFileStage(
        RowKind::Problems,
        trNoop("Problems"),
        trNoop("Prompts with an answer that can be checked: GSM8K, HumanEval, MBPP, "
               "BIG-Bench-Hard, multiple choice, or a table whose columns you name. A share is set "
               "aside for validation."),
        describe<DataProblemsParams>());
}

} // namespace espalier
