#pragma once

/// What was said so far of the answers of an artifact of candidates.

#include "core/rows/candidates.h"
#include "core/store/database.h"

#include <string>
#include <vector>

namespace espalier {

/// Two answers of a set of which somebody placed one higher.
struct JudgedPair
{
    size_t set = 0; ///< its place among the sets
    size_t better = 0, worse = 0;
    bool simulated = false; ///< whether a rule or a model said it, not a person
    bool operator==(const JudgedPair&) const = default;
};

/// Every pair that effective rankings of these sets order, an annotator at a time, in the order
/// they came; of several by one annotator of the same answers the newest counts. Whatever is ranked
/// counts, though its task be not met. The rankings are those of the rows of `candidates`, the
/// artifact's key, and of the rows that tasks of runs have of their own, where prompt and texts are
/// these. Ties, skips and answers that were all judged bad give none.
std::vector<JudgedPair> judgedPairs(
    Database& database, const std::string& candidates, const std::vector<CandidateSet>& sets);

} // namespace espalier
