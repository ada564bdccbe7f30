#pragma once

/// Several answers to each prompt, waiting to be preferred: an artifact of candidates is a file
/// `candidates.jsonl`, a prompt a line.

#include "core/data/split.h"
#include "core/rows/row.h"

#include <filesystem>
#include <vector>

namespace espalier {

/// One answer.
struct CandidateAnswer
{
    std::string text;
    std::string model; ///< which of the wired models, "model 1"; its node where known
    double temperature = 1;
    int64_t tokens = 0;
    bool ended = true;  ///< by itself
    double logProb = 0; ///< of the answer under its model
    bool operator==(const CandidateAnswer&) const = default;
};

/// The answers to one prompt.
struct CandidateSet
{
    Split side = Split::Train;
    Row row; ///< the prompt, and what is known of the right answer
    std::vector<CandidateAnswer> answers;
    bool operator==(const CandidateSet&) const = default;
};

void writeCandidates(const std::filesystem::path& folder, const std::vector<CandidateSet>& sets);
/// Throws Error (input) where the folder holds none or is damaged.
std::vector<CandidateSet> readCandidates(const std::filesystem::path& folder);

/// Whether two answers say nearly the same: equal but for case and white space, or sharing at least
/// `share` of their pairs of neighbouring words (Jaccard).
bool nearlySame(const std::string& a, const std::string& b, double share);

/// An answer as the completion of its row: a turn of the assistant where the row is a conversation.
Passage answerTo(const Row& row, const std::string& text);

} // namespace espalier
