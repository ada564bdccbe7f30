#pragma once

/// Rankings as rows of preferences, to train on.

#include "core/rows/row.h"
#include "core/store/labels.h"

namespace espalier {

/// How rankings become pairs.
struct RankingRowsOptions
{
    bool ties = false;      ///< a tied pair becomes a row with margin 0; else it is left out
    bool margin = false;    ///< how much better, as Row::margin: places apart, or, of an aggregate,
                            ///< the share of annotators for it less the share against it
    bool aggregate = false; ///< one row a pair by the majority of its annotators
    bool flagged = true;    ///< whether rankings that bear a flag are taken
};

/// What a row's `kind` says where no person made it, or not only people.
inline constexpr const char* kSimulatedMark = "simulated";
inline constexpr const char* kMixedMark = "mixed";

/// All pairs of the rankings, in their order; those of one prompt and pair only once where they are
/// aggregated. Rankings where all were judged bad, skips, and what is no verdict (isVerdict()) give
/// none. A row made by a rule or a model bears kSimulatedMark. Throws Error (input) where a prompt
/// or candidate is missing.
std::vector<Row> rowsOfRankings(
    Database& database,
    const std::vector<Ranking>& rankings,
    const RankingRowsOptions& options = {});

/// A prompt's content in a row: a text, or messages with the system's text apart.
void takePrompt(Row& row, const nlohmann::json& content);
/// The other way: what of a row is the prompt.
nlohmann::json promptContent(const Row& row);
/// What a candidate says, in a conversation or after a text.
Passage passageOfCandidate(const Candidate& candidate, bool conversation);

} // namespace espalier
