#pragma once

/// What the stages that read files of rows do; they differ in their options alone.

#include "core/stages/row_file.h"

namespace espalier {

class StageContext;

/// Reads files of rows into the stage's artifact, and says how they were read and what was left
/// out.
void importRowFile(StageContext& context, const RowFileOptions& file, const SplitOptions& split);

/// Writes rows of the built-in world as the stage's artifact; validation rows are asked of
/// held-out stories.
void writeBuiltInRows(StageContext& context, const RowFileParams& params, RowKind kind);

} // namespace espalier
