#pragma once

/// Rankings of candidates as an artifact of preferences: pairs as rows, whole rankings beside them.

#include "core/rows/candidates.h"
#include "core/rows/rankings.h"
#include "core/rows/rows.h"

#include <optional>

namespace espalier {

/// How somebody ranked a set.
struct RankedSet
{
    const CandidateSet* set = nullptr;
    std::vector<std::vector<int64_t>> places; ///< answers by number, best first; ties together
    double weight = 1;
    std::string mark;           ///< Row::kind of its pairs; empty: people
    std::vector<double> scores; ///< of the answers, where pairs shall bear margins
};

/// Writes preferences: of each ranking its "neighbours", "extremes" or "all" pairs; ties give none.
/// Returns the number of pairs. Throws Error (input) where there is no pair at all.
uint64_t writeRankedSets(
    const std::filesystem::path& folder,
    const std::vector<RankedSet>& ranked,
    const std::string& pairs,
    const std::string& form);

} // namespace espalier
