/// data.preferences: reads rows once, checks them, splits them and writes them as an artifact of
/// rows.

#include "core/stages/data_preferences.h"

#include "core/engine/stages/all.h"
#include "core/engine/stages/context.h"
#include "core/engine/stages/row_import.h"

namespace espalier {

void runDataPreferences(StageContext& context)
{
    const auto params = context.params<DataPreferencesParams>();
    if (params.builtIn())
        writeBuiltInRows(context, params, RowKind::Preferences);
    else
        importRowFile(context, params.options(context.resolve(params.path)), params.splitOptions());
}

} // namespace espalier
