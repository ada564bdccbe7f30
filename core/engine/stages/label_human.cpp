/// label.human: people rank the candidates. The stage hands them to the queue of the Rank page and
/// ends; when the labels are there, it turns them into preferences. Annotators that others agree
/// with count more, where so asked. In pairs, each pair of a prompt's answers is an item of its
/// own.

#include "core/stages/label_human.h"

#include "core/engine/stages/all.h"
#include "core/engine/stages/context.h"
#include "core/engine/stages/label_rows.h"
#include "core/engine/stages/people_items.h"
#include "core/labels/ranking_rows.h"

#include <cmath>

namespace espalier {

namespace {

/// Which of two answers somebody places higher: 1 the first, -1 the second, 0 neither.
int preferenceIn(const std::vector<std::vector<int64_t>>& places, int64_t a, int64_t b)
{
    int first = -1, second = -1;
    for (size_t place = 0; place < places.size(); ++place)
        for (const int64_t answer : places[place]) {
            if (answer == a)
                first = static_cast<int>(place);
            if (answer == b)
                second = static_cast<int>(place);
        }
    if (first < 0 || second < 0 || first == second)
        return 0;
    return first < second ? 1 : -1;
}

/// How often each annotator's choices are those of the others on the same prompts; 1 where nobody
/// else ranked them.
std::map<std::string, double> agreementBy(const std::vector<PeopleRanking>& rankings)
{
    std::map<std::string, std::pair<double, double>> counts; // agreed, compared
    for (const PeopleRanking& one : rankings)
        for (const PeopleRanking& other : rankings) {
            if (one.item != other.item || one.annotator == other.annotator)
                continue;
            for (size_t i = 0; i < one.places.size(); ++i)
                for (size_t j = i + 1; j < one.places.size(); ++j)
                    for (const int64_t a : one.places[i])
                        for (const int64_t b : one.places[j]) {
                            const int said = preferenceIn(other.places, a, b);
                            auto& [agreed, compared] = counts[one.annotator];
                            agreed += said > 0 ? 1 : 0;
                            compared += said != 0 ? 1 : 0;
                        }
        }
    std::map<std::string, double> agreement;
    for (const PeopleRanking& one : rankings) {
        const auto [agreed, compared] = counts[one.annotator];
        // Half is chance: such an annotator tells nothing.
        agreement[one.annotator] = compared > 0 ? std::max(0.05, 2 * agreed / compared - 1) : 1;
    }
    return agreement;
}

/// Two answers at a time, each in one pair; of an odd number the last one meets the first.
std::vector<CandidateSet> cutIntoPairs(const CandidateSet& set)
{
    if (set.answers.size() < 2)
        return {set};
    std::vector<CandidateSet> pairs;
    for (size_t first = 0; first < set.answers.size(); first += 2) {
        const size_t second = (first + 1) % set.answers.size();
        pairs.push_back({set.side, set.row, {set.answers[first], set.answers[second]}});
    }
    return pairs;
}

} // namespace

void runLabelHuman(StageContext& context)
{
    const auto params = context.params<LabelHumanParams>();
    auto sets = readCandidates(context.input("candidates"));
    PeopleTask task;
    task.title = params.title.empty() ? context.node() : params.title;
    task.guide = params.guide;
    task.kind = params.kind;
    task.resume = params.resume;
    int64_t asked = 0, prompts = 0;
    std::vector<CandidateSet> shown; // by item
    for (CandidateSet& set : sets) {
        if (set.side == Split::Train && params.limit > 0 && asked >= params.limit)
            continue;
        asked += set.side == Split::Train ? 1 : 0;
        // Spread evenly, the same ones each time.
        const auto place = static_cast<double>(prompts++);
        const bool shared =
            std::floor((place + 1) * params.overlap) > std::floor(place * params.overlap);
        const int64_t wanted =
            shared ? std::max(params.perItem, params.overlapAnnotators) : params.perItem;
        for (CandidateSet& some :
             params.kind == "pair" ? cutIntoPairs(set) : std::vector{std::move(set)}) {
            task.items.push_back(peopleItem(some, wanted));
            shown.push_back(std::move(some));
        }
    }
    const auto rankings = context.askPeople(task);
    if (!rankings)
        throw context.waiting();

    const auto agreement = agreementBy(*rankings);
    std::vector<RankedSet> ranked;
    bool simulated = false;
    for (const PeopleRanking& one : *rankings) {
        if (one.places.size() < 2) // all tied, or all bad
            continue;
        simulated = simulated || one.simulated;
        ranked.push_back(
            {&shown[static_cast<size_t>(one.item)],
             one.places,
             params.weights == "agreement" ? agreement.at(one.annotator) : 1,
             one.simulated ? kSimulatedMark : "",
             {}});
    }
    const uint64_t pairs = writeRankedSets(context.output(), ranked, params.pairs, "rankings");
    context.log("rankings", 0, static_cast<double>(rankings->size()));
    nlohmann::json people = nlohmann::json::object();
    for (const auto& [name, share] : agreement)
        people[name] = {{"agreement", share}};
    context.describe(
        {{"prompts", prompts},
         {"items", shown.size()},
         {"rankings", rankings->size()},
         {"pairs", pairs},
         {"simulated", simulated},
         {"annotators", people}});
}

} // namespace espalier
