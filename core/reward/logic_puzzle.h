#pragma once

/// Puzzles: orders (Ann before Bo), assignments (Ann has the red box) and propositions (Ann says
/// that Bo lies). Solved by trying places one by one and giving up early.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

/// What must hold: between things, between a thing and a place, or of other conditions.
struct LogicCondition
{
    enum class Kind {
        Before, ///< things `a` and `b`: a's place is before b's
        NextTo, ///< things: their places are neighbours
        At,     ///< thing `a` has place `b`
        Count   ///< of `parts` hold at least `a` and at most `b`: every connective is one of these
    };
    Kind kind = Kind::At;
    size_t a = 0, b = 0;
    bool negated = false;
    std::vector<LogicCondition> parts = {};
};

/// The place of each thing; kNowhere where it is not said.
using Arrangement = std::vector<size_t>;
inline constexpr size_t kNowhere = static_cast<size_t>(-1);
/// The places in puzzles of propositions.
inline constexpr size_t kTruePlace = 0, kFalsePlace = 1;

struct LogicPuzzle
{
    enum class Form {
        Assignment, ///< every thing has a place, no place two things
        Order,      ///< likewise, as many places as things, one behind the other
        Truth       ///< every thing is true or false: two places for any number
    };
    Form form = Form::Assignment;
    std::vector<std::string> things;
    std::vector<std::string> places; ///< of an order "1", "2", ...; else their words
    std::vector<LogicCondition> conditions;
    std::string asked; ///< "all", a thing (its place is asked) or a place (its things are asked)
    std::optional<LogicCondition> question; ///< or whether this holds

    /// Whether a condition holds; nothing where things have no place yet and it hangs on them.
    std::optional<bool> value(const LogicCondition& condition, const Arrangement& places) const;
    /// Whether it surely holds.
    bool holds(const LogicCondition& condition, const Arrangement& places) const
    {
        return value(condition, places) == true;
    }
    /// Whether a place may have only one thing.
    bool oneEach() const { return form != Form::Truth; }
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
