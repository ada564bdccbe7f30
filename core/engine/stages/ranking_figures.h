#pragma once

#include "core/base/message.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace espalier {

/// Answers to a prompt that a reward model did not learn from: how they were placed, and what it
/// says of them.
struct JudgedRanking
{
    std::vector<std::vector<int64_t>> places; ///< answers by number, best first; ties together
    uint64_t prompt = 0;                      ///< the same of all rankings of one prompt
    std::vector<double> scores, lengths;      ///< by answer
    std::vector<double> spread; ///< by answer: deviation of its heads; empty where there is one
    std::vector<double> gold;   ///< by answer: a gold reward, NaN where it can't tell; or empty
};

/// How good it is on held-out pairs: accuracy, by how sure it is, how well its certainty fits, and
/// how much of it is length alone; with a gold reward, how far it goes with that (`gold_...`).
/// Every pair of answers in different places counts alike.
///
/// Pairs about one prompt are not independent. The standard error of a share is therefore that of a
/// ratio of sums over prompts (Cochran 1977), and its interval Wilson's for so many independent
/// pairs as would have that error; where no error can be told, for one pair a prompt. Standard
/// error and interval of the gold correlation are those of a bootstrap over prompts.
nlohmann::json rankingFigures(const std::vector<JudgedRanking>& judged);

/// What speaks against reinforcement with a reward model of these figures, with a remedy: its
/// accuracy can't be told from a coin's, or length alone (either way round) orders as many pairs
/// right. Nothing where neither is so, or where nothing was held out.
std::optional<Message> doubtAbout(const nlohmann::json& figures);

} // namespace espalier
