#pragma once

/// Known kinds of puzzles, read from their sentences and solved.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

/// A puzzle in words, solved.
struct SolvedPuzzle
{
    std::string answer;
    std::vector<std::string> candidates; ///< all answers that could be given
    std::vector<std::string> wordings;   ///< of options: each in words; else empty
    bool lastCounts = false;             ///< of several candidates in a line, rather than the first
};

/// Reads a formula ("not ( True ) and False is"), a chain of liars ("Ann lies. Bo says Ann lies.
/// Does Bo tell the truth?"), or things in a fixed order with options ("... three birds: a quail, a
/// raven, and a crow. The quail is the leftmost. ... Options: (A) ..."), as BIG-Bench-Hard writes
/// them (Suzgun et al. 2022). Nothing where the prompt is none of these, or has no one answer.
std::optional<SolvedPuzzle> solvePuzzle(std::string_view prompt);

} // namespace espalier
