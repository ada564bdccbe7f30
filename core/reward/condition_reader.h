#pragma once

/// One condition of a puzzle, read from a line of the language of constraints (README.md).

#include "core/reward/logic_puzzle.h"

namespace espalier {

/// The condition that a line states about the puzzle's things and places; nothing where it is none.
std::optional<LogicCondition> readCondition(const LogicPuzzle& puzzle, std::string_view line);

/// "first", "last" or the name of a place, whatever its capitals.
std::optional<size_t> placeNamed(const LogicPuzzle& puzzle, std::string_view name);
/// Which of these names it is, whatever its capitals.
std::optional<size_t> indexOfName(const std::vector<std::string>& names, std::string_view name);

} // namespace espalier
