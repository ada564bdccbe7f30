#pragma once

/// What the stages that read files of rows do; they differ in their options alone.

#include "core/rows/import_rows.h"

namespace espalier {

class StageContext;

/// Reads files of rows into the stage's artifact, and says how they were read and what was left
/// out.
void importRowFile(StageContext& context, const RowFileOptions& file, const SplitOptions& split);

} // namespace espalier
