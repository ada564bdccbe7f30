/// data.instructions: reads rows once, checks them, splits them and writes them as an artifact of
/// rows.

#include "core/stages/data_instructions.h"

#include "core/engine/stages/all.h"
#include "core/engine/stages/context.h"
#include "core/engine/stages/row_import.h"

namespace espalier {

void runDataInstructions(StageContext& context)
{
    const auto params = context.params<DataInstructionsParams>();
    if (params.builtIn())
        writeBuiltInRows(context, params, RowKind::Instructions);
    else
        importRowFile(context, params.options(context.resolve(params.path)), params.splitOptions());
}

} // namespace espalier
