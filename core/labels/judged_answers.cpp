#include "core/labels/judged_answers.h"

#include "core/labels/annotators.h"
#include "core/labels/order.h"
#include "core/labels/ranking_rows.h"
#include "core/store/label_tasks.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace espalier {

namespace {

/// Which answer of which set a row of the database is.
struct AnswerPlace
{
    size_t set = 0, answer = 0;
};

/// A prompt's candidates by uid: an answer of each set that asks the same.
using PlacesByUid = std::map<std::string, std::vector<AnswerPlace>>;

/// The answer of a set that a candidate is; nothing where it is none of them.
std::optional<size_t> answerIn(const CandidateSet& set, const Candidate& candidate)
{
    std::optional<size_t> found;
    for (size_t i = 0; i < set.answers.size(); ++i)
        if (set.answers[i].text == candidate.text) {
            if (set.answers[i].model == candidate.origin)
                return i;
            found = found.value_or(i);
        }
    return found;
}

/// Prompts of the database that ask what the sets ask, by uid.
std::map<std::string, PlacesByUid> promptsOfSets(
    Labels& labels, const std::set<std::string>& origins, const std::vector<CandidateSet>& sets)
{
    std::map<std::string, std::vector<size_t>> byContent;
    for (size_t i = 0; i < sets.size(); ++i)
        byContent[promptContent(sets[i].row).dump()].push_back(i);
    std::map<std::string, PlacesByUid> prompts;
    for (const std::string& origin : origins)
        for (const Prompt& prompt : labels.promptsOf(origin)) {
            const auto asked = byContent.find(prompt.content.dump());
            if (asked == byContent.end())
                continue;
            PlacesByUid& places = prompts[prompt.uid];
            for (const Candidate& candidate : labels.candidates(prompt.uid))
                for (const size_t set : asked->second)
                    if (const auto answer = answerIn(sets[set], candidate))
                        places[candidate.uid].push_back({set, *answer});
        }
    return prompts;
}

/// The pair in the first set that holds both answers.
std::optional<JudgedPair> judgedPair(const PlacesByUid& places, const RankedPair& pair)
{
    const auto better = places.find(pair.better), worse = places.find(pair.worse);
    if (better == places.end() || worse == places.end())
        return std::nullopt;
    for (const AnswerPlace& good : better->second)
        for (const AnswerPlace& bad : worse->second)
            if (good.set == bad.set && good.answer != bad.answer)
                return JudgedPair{good.set, good.answer, bad.answer};
    return std::nullopt;
}

} // namespace

std::vector<JudgedPair> judgedPairs(
    Database& database, const std::string& candidates, const std::vector<CandidateSet>& sets)
{
    Labels labels(database);
    std::set<std::string> origins{candidates};
    for (const LabelTask& task : LabelTasks(database).all())
        origins.insert(task.uid);
    const auto people = uidsOfPeople(database);
    const auto prompts = promptsOfSets(labels, origins, sets);
    using Who = std::tuple<std::string, std::string, std::set<std::string>>;
    std::map<Who, Ranking> newest;
    for (Ranking& ranking : labels.effective())
        if (ranking.kind != "skip" && prompts.contains(ranking.promptUid))
            newest.insert_or_assign(
                {ranking.promptUid, ranking.annotatorUid, candidatesOf(ranking.verdict)},
                std::move(ranking));
    std::vector<Ranking> rankings;
    for (auto& [who, ranking] : newest)
        rankings.push_back(std::move(ranking));
    std::ranges::sort(rankings, {}, &Ranking::id);
    std::vector<JudgedPair> pairs;
    for (const Ranking& ranking : rankings)
        for (const RankedPair& ranked : pairsOf(ranking.verdict))
            if (auto pair = judgedPair(prompts.at(ranking.promptUid), ranked)) {
                pair->simulated = !people.contains(ranking.annotatorUid);
                pairs.push_back(*pair);
            }
    return pairs;
}

} // namespace espalier
