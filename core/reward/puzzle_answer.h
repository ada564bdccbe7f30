#pragma once

/// What a text in words answers to a puzzle.

#include "core/reward/logic_puzzle.h"

namespace espalier {

/// Which of some answers a text gives: the first (or the last) that it names where it marks its
/// answer, else in its last line that names any. Names are whole words, Korean particles aside.
/// Empty: none.
std::string chosenAnswer(
    std::string_view text, const std::vector<std::string>& candidates, bool lastCounts = false);

/// The answers that a question of yes or no can have, where this gold answer is one: that for yes
/// first. All that are known, in turn yes and no, where there is no gold answer; else none.
std::vector<std::string> yesOrNo(std::string_view gold);

/// The arrangement that a text describes: of an order the things one after another, of an
/// assignment each thing with the place named after it; of propositions things with "is true" or
/// "lies" behind them, also several in a row.
Arrangement describedArrangement(const LogicPuzzle& puzzle, std::string_view text);

/// Of propositions, the arrangement of a text that names those at one place, in what it marks or
/// its last lines that do: the others have the other place. Names behind or before the other
/// place's word, or denied, are at the other. Nowhere, all of them, where it names none.
Arrangement namedArrangement(const LogicPuzzle& puzzle, size_t place, std::string_view text);

/// Of propositions, the place that a text says one of them has; kNowhere where it says none. A text
/// that names no thing speaks of this one.
size_t toldPlace(const LogicPuzzle& puzzle, size_t thing, std::string_view text);

} // namespace espalier
