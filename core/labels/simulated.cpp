#include "core/labels/simulated.h"

#include "core/reward/quality.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <sstream>

namespace espalier {

namespace {

double brevity(std::string_view text)
{
    return -characterCount(text);
}

/// The share of three words in a row that were not there before: as written, where the quality
/// `repetition` looks past capitals and signs.
double variety(std::string_view text)
{
    std::istringstream in{std::string(text)};
    std::vector<std::string> words;
    for (std::string word; in >> word;)
        words.push_back(word);
    if (words.size() < 3)
        return 1;
    std::set<std::array<std::string, 3>> distinct;
    for (size_t i = 0; i + 3 <= words.size(); ++i)
        distinct.insert({words[i], words[i + 1], words[i + 2]});
    return static_cast<double>(distinct.size()) / static_cast<double>(words.size() - 2);
}

} // namespace

std::span<const SimulatedRule> simulatedRules()
{
    static constexpr std::array<SimulatedRule, 3> all{{
        {"longer",
         trNoop("Longer is better"),
         trNoop("The more characters, the better."),
         characterCount},
        {"shorter",
         trNoop("Shorter is better"),
         trNoop("The fewer characters, the better."),
         brevity},
        {"fewer repetitions",
         trNoop("Fewer repetitions are better"),
         trNoop("The fewer times three words in a row come again, the better."),
         variety},
    }};
    return all;
}

const SimulatedRule* findSimulatedRule(std::string_view name)
{
    for (const SimulatedRule& rule : simulatedRules())
        if (rule.name == name)
            return &rule;
    return nullptr;
}

nlohmann::json simulatedVerdict(const SimulatedRule& rule, const std::vector<Candidate>& shown)
{
    std::map<double, std::vector<std::string>, std::greater<>> byScore;
    auto uids = nlohmann::json::array();
    for (const Candidate& candidate : shown) {
        byScore[rule.score(candidate.text)].push_back(candidate.uid);
        uids.push_back(candidate.uid);
    }
    auto order = nlohmann::json::array();
    for (const auto& [score, tied] : byScore)
        order.push_back(tied);
    return {{"order", order}, {"shown", uids}};
}

std::vector<std::string> rankBySimulated(
    Database& database, int64_t task, const SimulatedRule& rule, const std::atomic<bool>* stop)
{
    Labels labels(database);
    LabelTasks tasks(database);
    const Annotator annotator = labels.annotator(std::string("simulated: ") + rule.name, "rule");
    std::string kind = "ranking";
    for (const LabelTask& each : tasks.all())
        if (each.id == task)
            kind = each.kind;
    std::set<std::pair<std::string, std::set<std::string>>> ranked;
    for (const Ranking& ranking : tasks.rankings(task))
        if (ranking.annotatorUid == annotator.uid)
            ranked.emplace(ranking.promptUid, candidatesOf(ranking.verdict));
    std::vector<Ranking> rankings;
    std::vector<std::string> uids;
    for (const LabelItem& item : tasks.items(task)) {
        if (stop != nullptr && *stop)
            break;
        if (item.done >= item.wanted ||
            ranked.contains(
                {item.promptUid,
                 std::set<std::string>(item.candidateUids.begin(), item.candidateUids.end())}))
            continue;
        std::vector<Candidate> shown;
        for (Candidate& candidate : labels.candidates(item.promptUid))
            if (std::ranges::find(item.candidateUids, candidate.uid) != item.candidateUids.end())
                shown.push_back(std::move(candidate));
        rankings.push_back(
            {.uid = newUid(),
             .promptUid = item.promptUid,
             .annotatorUid = annotator.uid,
             .kind = kind,
             .verdict = simulatedVerdict(rule, shown)});
        uids.push_back(rankings.back().uid);
    }
    labels.addAll(std::move(rankings));
    return uids;
}

} // namespace espalier
