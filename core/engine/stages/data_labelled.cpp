/// data.labelled: reads rows once, checks them, splits them and writes them as an artifact of rows.

#include "core/stages/data_labelled.h"

#include "core/engine/stages/all.h"
#include "core/engine/stages/context.h"
#include "core/engine/stages/row_import.h"

namespace espalier {

void runDataLabelled(StageContext& context)
{
    const auto params = context.params<DataLabelledParams>();
    if (params.builtIn())
        writeBuiltInRows(context, params, RowKind::Labelled);
    else
        importRowFile(context, params.options(context.resolve(params.path)), params.splitOptions());
}

} // namespace espalier
