#pragma once

/// Puzzles in which every thing has one place: orders (Ann before Bo) and assignments (Ann has the
/// red box). Solved by trying places one by one and giving up early.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

/// What must hold between things, or between a thing and a place.
struct LogicCondition
{
    enum class Kind {
        Before, ///< things `a` and `b`: a's place is before b's
        NextTo, ///< things: their places are neighbours
        At      ///< thing `a` has place `b`
    };
    Kind kind = Kind::At;
    size_t a = 0, b = 0;
    bool negated = false;
};

/// The place of each thing; kNowhere where it is not said.
using Arrangement = std::vector<size_t>;
inline constexpr size_t kNowhere = static_cast<size_t>(-1);

struct LogicPuzzle
{
    std::vector<std::string> things;
    std::vector<std::string> places; ///< as many; of an order "1", "2", ...
    bool ordered = false;
    std::vector<LogicCondition> conditions;
    std::string asked; ///< "all", a thing (its place is asked) or a place (its thing is asked)

    /// Whether a condition holds; false where a thing has no place yet.
    bool holds(const LogicCondition& condition, const Arrangement& places) const;
};

/// An order of these things, nothing known yet.
LogicPuzzle orderOf(std::vector<std::string> things);

/// The arrangements that satisfy all conditions, at most `most` of them; two say that a puzzle has
/// no one answer.
std::vector<Arrangement> solutionsOf(const LogicPuzzle& puzzle, size_t most = 2);

/// A puzzle from the language of constraints (README.md). Throws Error (input) with the line that
/// is none.
LogicPuzzle readConstraints(std::string_view text);

/// The value of a formula of True, False, not, and, or, ( and ): "True" or "False"; empty where it
/// is none.
std::string formulaValue(std::string_view formula);

} // namespace espalier
