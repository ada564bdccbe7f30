#pragma once

/// Files of rows into an artifact: read, checked, converted, split, written.

#include "core/rows/row_reader.h"
#include "core/rows/rows.h"

#include <functional>

namespace espalier {

/// What an import made, and what it left out.
struct ImportedRows
{
    RowsHeader header;
    std::string firstSkipped; ///< the sentence about the first broken row; empty where none was
    uint64_t moved = 0; ///< rows of the validation part that went to training, where equal ones are
};

/// Reads the files of `options` and writes an artifact into `folder`. A split by seed keeps rows
/// with the same question on one side; by position the last rows are for validation, but for those
/// that equal a row before them, and the files are read twice. `progress` is told the rows so far
/// and may end the import by false (the result is then of no use). Throws Error: those of
/// RowReader; one class or one mark alone; a side without rows.
ImportedRows importRows(
    const RowFileOptions& options,
    const SplitOptions& split,
    const std::filesystem::path& folder,
    const std::function<bool(uint64_t)>& progress = {});

} // namespace espalier
