#pragma once

/// The reward for puzzles.

#include "core/reward/verifier.h"

#include <vector>

namespace espalier {

/// {"kind": "logic", "score": "share" or "all"}: what is right comes from the constraints in the
/// row's tests, else from the sentences of a puzzle of a known kind (solvePuzzle()), else from the
/// gold answer (answersRight()). An order or an assignment scores the share of conditions that it
/// satisfies, or 1 where it satisfies all; any other answer 1 or 0. A puzzle without one solution,
/// or whose gold answer is another, can't be scored.
std::unique_ptr<Verifier> makeLogicVerifier(const nlohmann::json& description);

/// Which of some answers a text gives: the first (or the last) that it names where it marks its
/// answer, else in its last line that names any. Names are whole words, Korean particles aside.
/// Empty: none.
std::string chosenAnswer(
    std::string_view text, const std::vector<std::string>& candidates, bool lastCounts = false);

} // namespace espalier
