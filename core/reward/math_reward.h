#pragma once

/// The reward for a solution to a question of mathematics.

#include <string_view>

namespace espalier {

/// 1 where the final answer of a solution is the gold one, else 0. The final answer is the one that
/// the text marks ("####", \boxed{}, "the answer is", "답은"), else its last number; compared by
/// words, then by value (sameMath()).
double mathReward(std::string_view solution, std::string_view gold);

} // namespace espalier
