#pragma once

/// Annotators that are a stated rule, to try a pipeline out before people rank. They are named
/// "simulated: ..." and of kind "rule", and what comes of them keeps that mark.

#include "core/store/label_tasks.h"

#include <atomic>
#include <span>

namespace espalier {

/// A row of the table of rules.
struct SimulatedRule
{
    const char* name;                       ///< stable; the annotator is "simulated: <name>"
    const char* title;                      ///< for people
    const char* help;                       ///< the rule in a sentence
    double (*score)(std::string_view text); ///< the higher, the better
};

/// Every rule, in the order to offer them.
std::span<const SimulatedRule> simulatedRules();
const SimulatedRule* findSimulatedRule(std::string_view name);

/// The verdict of a rule on candidates in the order shown; equal scores are tied.
nlohmann::json simulatedVerdict(const SimulatedRule& rule, const std::vector<Candidate>& shown);

/// Ranks what of a task still waits for somebody and the rule has not ranked; stops between items
/// where `stop` is set. Returns the uids of the new rankings.
std::vector<std::string> rankBySimulated(
    Database& database,
    int64_t task,
    const SimulatedRule& rule,
    const std::atomic<bool>* stop = nullptr);

} // namespace espalier
