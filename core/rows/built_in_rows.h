#pragma once

/// Rows of all five kinds from the built-in world, of any number. (seed, index, language, side) and
/// the kinds chosen name one row, made without making the others. Questions are asked of the
/// stories of that side, and a hash of the question decides the side as well, so that no question
/// stands on both.

#include "core/data/world.h"
#include "core/rows/row.h"

namespace espalier {

/// Part of every cache key that depends on these rows. Raised when any row changes.
inline constexpr int builtInRowsVersion = 11;

/// Which rows are made.
struct BuiltInRows
{
    RowKind kind = RowKind::Instructions;
    Language language = Language::English;
    std::vector<std::string> kinds; ///< of builtInKinds(kind); empty is all that take turns
    uint64_t seed = 1;
    double mistakes = 0; ///< of instructions for training: the share whose answer is wrong
};

/// The names of the kinds that rows can have: "direct", "sum", ...; of labelled rows the labels.
std::vector<std::string> builtInKinds(RowKind kind);

/// Throws Error (input) where a kind has no such name.
void checkBuiltInKinds(const BuiltInRows& rows);

/// The row of that index. Its tag is the kind; of preferences it says what is the matter with the
/// rejected answer: wrong, rude, repeated, cut_off, off_topic, harmful or refuses. Throws Error
/// (input) where a kind has no such name.
Row builtInRow(const BuiltInRows& rows, uint64_t index, Split side);

} // namespace espalier
