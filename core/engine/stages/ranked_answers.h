#pragma once

/// What train.reward learns from: answers to a prompt, in tokens, and how they were placed.

#include "core/engine/align/reward_losses.h"
#include "core/engine/align/reward_source.h"
#include "core/engine/align/sequences.h"
#include "core/rows/encode_rows.h"
#include "core/rows/rankings.h"
#include "core/rows/rows.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace espalier {

/// Answers to one prompt, in tokens, and how they were placed.
struct Ranked
{
    std::vector<Sequence> answers; ///< of a pair the first is the better one
    RankPlaces places;
    double margin = 0, weight = 1;
    uint64_t prompt = 0;      ///< a hash of it: rankings of one prompt have the same
    std::vector<double> gold; ///< by answer: what a gold reward says of it; empty without one
    int64_t longest() const
    {
        size_t most = 0;
        for (const Sequence& answer : answers)
            most = std::max(most, answer.ids.size());
        return static_cast<int64_t>(most);
    }
    int64_t tokens() const
    {
        int64_t sum = 0;
        for (const Sequence& answer : answers)
            sum += static_cast<int64_t>(answer.ids.size());
        return sum;
    }
};

/// One number an answer, in their order; NaN where it can't be scored.
using ScoreAnswers = std::function<std::vector<double>(std::span<const Answered>)>;

/// Reads them from an artifact of preferences.
class RankedReader
{
public:
    /// `rows` are those of the folder; they and `tokenizer` must outlive it.
    RankedReader(
        std::filesystem::path folder,
        const Rows& rows,
        const Tokenizer& tokenizer,
        EncodeOptions writing);

    /// Those of one side: with `whole` its rankings where the folder holds some, else its pairs.
    /// `gold`, where there is one, is asked for Ranked::gold. Throws Error (input) where the
    /// preferences are single answers.
    std::vector<Ranked> read(Split side, bool whole, const ScoreAnswers& gold = {});
    /// How many answers were too long so far.
    uint64_t cut() const { return m_cut; }
    /// How many pairs of equal answers, and of rankings how many answers equal to a better one,
    /// were left out so far; equal as they are read, so that cutting may make them so.
    uint64_t equal() const { return m_equal; }
    /// Whose labels they are so far, by the marks of their rows: people, simulated, mixed.
    std::string labels() const;

private:
    Ranked encode(const RankedRow& ranking);

    std::filesystem::path m_folder;
    const Rows& m_rows;
    const Tokenizer& m_tokenizer;
    EncodeOptions m_writing;
    uint64_t m_cut = 0, m_equal = 0;
    bool m_people = false, m_simulated = false;
};

} // namespace espalier
