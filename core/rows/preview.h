#pragma once

/// The first rows of an artifact or of a file, as plain texts to be shown.

#include "core/rows/row_reader.h"
#include "core/rows/rows.h"

namespace espalier {

/// A piece of a row and what it is: "system", "user", "assistant", "tool", "prompt", "completion",
/// "chosen", "rejected", "margin", "rationale", "answer", "choice", "correct",
/// "tests", "entry_point", "text", "second", "label", "kind", "weight".
struct RowPart
{
    std::string role;
    std::string text;
    bool operator==(const RowPart&) const = default;
};

/// The parts of a row in the order of reading, each cut at `maxBytes` (at a character's end). Turns
/// of an answer that is one of two bear its name before the role: "chosen assistant".
std::vector<RowPart> partsOf(const Row& row, size_t maxBytes = 4096);

struct RowsPreview
{
    RowKind kind = RowKind::Instructions;
    std::string form; ///< as recognised
    std::vector<std::vector<RowPart>> rows;
};

RowsPreview previewRows(const Rows& rows, Split side, size_t count, size_t maxBytes = 4096);
/// The first rows of files; without a wanted kind as what they are. Throws Error like RowReader.
RowsPreview previewRows(RowFileOptions options, size_t count, size_t maxBytes = 4096);

} // namespace espalier
