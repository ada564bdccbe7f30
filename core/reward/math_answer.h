#pragma once

/// Whether two answers to a question of mathematics are the same.

#include <string_view>

namespace espalier {

/// Whether an answer is written as mathematics rather than in words: digits, LaTeX, or signs
/// between letters that stand alone.
bool looksLikeMath(std::string_view answer);

/// Equal in value: fractions, decimals, thousands separators, percent (75 % is 75 as well as 0.75,
/// as gold answers leave the sign away), units and currencies left out, LaTeX, formulas with
/// letters (sameValue()), "x = 5" beside "5", pairs and longer tuples piece by piece, sets in any
/// order, Korean 천, 만 and 억. False where either can't be read as mathematics.
bool sameMath(std::string_view answer, std::string_view gold);

} // namespace espalier
