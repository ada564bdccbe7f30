#pragma once

/// The reward for puzzles.

#include "core/reward/verifier.h"

namespace espalier {

/// {"kind": "logic", "score": "share" or "all"}: what is right comes from the constraints in the
/// row's tests, else from the sentences of a puzzle of a known kind (solvePuzzle()), else from the
/// gold answer (answersRight()). A whole arrangement, or a list of names, scores the share of
/// conditions that it satisfies, or (all) 1 where it satisfies all; any other answer 1 or 0. A
/// puzzle without one solution, or whose gold answer is another, can't be scored.
std::unique_ptr<Verifier> makeLogicVerifier(const nlohmann::json& description);

} // namespace espalier
