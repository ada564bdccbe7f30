#include "core/stages/data_labelled.h"

namespace espalier {

StageInfo dataLabelled()
{
    return rowFileStage(
        RowKind::Labelled,
        trNoop("Labelled text"),
        trNoop("Texts or pairs of texts with the name of a class, to learn to tell classes apart. "
               "A share is set aside for validation."),
        describe<DataLabelledParams>());
}

} // namespace espalier
