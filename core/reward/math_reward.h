#pragma once

/// The reward for a solution to a question of mathematics.

#include "core/reward/answers.h"
#include "core/reward/verifier.h"

#include <string_view>

namespace espalier {

/// 1 where the final answer of a solution is the gold one, else 0. The final answer is the one that
/// the text marks ("####", \boxed{}, "the answer is", "답은"), else its last number (strict: else
/// the whole text, where it is one line); compared by words, then by value (sameMath()).
double mathReward(
    std::string_view solution, std::string_view gold, Extraction extraction = Extraction::Flexible);

/// {"kind": "math", "extraction": "flexible"}: mathReward(). Rows with an answer in words are
/// judged too, those of the kind "safety" by whether the reply declines; rows without a gold answer
/// can't be scored, nor those of code.
std::unique_ptr<Verifier> makeMathVerifier(const nlohmann::json& description);

} // namespace espalier
