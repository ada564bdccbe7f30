#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <vector>

namespace espalier {

/// What a reward model said of rankings that it did not learn from: of each its best answer and its
/// worst one.
struct JudgedRankings
{
    int64_t right = 0;                   ///< the best one scored more
    int64_t longer = 0;                  ///< the best one is longer
    std::vector<double> margins;         ///< by ranking: the best one's score less the worst one's
    std::vector<double> lengths, scores; ///< by answer
    std::vector<double> spread; ///< by answer: deviation of its heads; empty where there is one
};

/// How good it is on held-out pairs: accuracy with its interval, by how sure it is, how well its
/// certainty fits, and how much of it is length alone.
nlohmann::json rankingFigures(const JudgedRankings& judged);

} // namespace espalier
