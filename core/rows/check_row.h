#pragma once

/// What a row of each kind must be, and what other kinds it can be made into.

#include "core/rows/row.h"

namespace espalier {

/// Throws RowProblem (line 0) where the row breaks the rules of its kind: nothing to ask or to
/// answer, roles out of order, texts and conversations mixed.
void checkRow(const Row& row, RowKind kind);

/// Makes a row of one kind into another, where that makes sense: problems into instructions (the
/// rationale, if wanted, and the answer) or prompts; preferences and instructions into prompts;
/// instructions with an answer into problems. Nothing where it makes none.
std::optional<Row> convertRow(Row row, RowKind from, RowKind to, bool rationale = true);

/// What tells rows apart when they are split by seed: rows with the same question fall on the same
/// side, whatever their answers.
std::string questionOf(const Row& row, RowKind kind);

} // namespace espalier
