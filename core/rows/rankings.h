#pragma once

/// Whole rankings beside preference rows: what pairs alone forget. An artifact of preferences may
/// hold `train.rankings.jsonl` and `validation.rankings.jsonl`.

#include "core/data/split.h"
#include "core/rows/row.h"

#include <filesystem>
#include <vector>

namespace espalier {

/// Answers to one prompt in an order of preference.
struct RankedRow
{
    Row row;                      ///< the prompt
    std::vector<Passage> answers; ///< in no order
    /// Places of answers by number, best first; those of one place are tied.
    std::vector<std::vector<int64_t>> places;
    double weight = 1;
    bool operator==(const RankedRow&) const = default;
};

/// Writes the rankings of one side; replaces what is there.
void writeRankings(
    const std::filesystem::path& folder, Split side, const std::vector<RankedRow>& rankings);
/// Those of one side; none where the artifact has none. Throws Error (input) where the file is
/// damaged.
std::vector<RankedRow> readRankings(const std::filesystem::path& folder, Split side);

} // namespace espalier
