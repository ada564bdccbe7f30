#include "core/engine/run/people.h"

#include "core/engine/stages/people_items.h"
#include "core/labels/annotators.h"

#include <chrono>
#include <map>
#include <thread>

namespace espalier {

namespace {

/// Prompts with their answers that go in at once, and the pause after them: others write too.
constexpr size_t kBatch = 50;
constexpr std::chrono::milliseconds kPause{2};

/// Items with the uids under which prompts and candidates stand in the database.
std::vector<LabelItem>
storedItems(Labels& labels, const std::string& origin, const std::vector<PeopleItem>& items)
{
    std::vector<LabelItem> stored;
    for (size_t first = 0; first < items.size(); first += kBatch) {
        if (first > 0)
            std::this_thread::sleep_for(kPause);
        const size_t end = std::min(items.size(), first + kBatch);
        std::vector<Prompt> prompts;
        for (size_t i = first; i < end; ++i) {
            Prompt& prompt = prompts.emplace_back();
            prompt.content = items[i].prompt;
            prompt.origin = origin;
        }
        const auto promptUids = labels.addPrompts(std::move(prompts));
        std::vector<Candidate> candidates;
        for (size_t i = first; i < end; ++i)
            for (const PeopleAnswer& answer : items[i].answers) {
                Candidate& candidate = candidates.emplace_back();
                candidate.promptUid = promptUids[i - first];
                candidate.text = answer.text;
                candidate.origin = answer.meta.value("model", std::string());
                candidate.meta = answer.meta;
            }
        const auto candidateUids = labels.addCandidates(std::move(candidates));
        size_t at = 0;
        for (size_t i = first; i < end; ++i) {
            LabelItem& item = stored.emplace_back();
            item.promptUid = promptUids[i - first];
            item.wanted = items[i].wanted;
            for (size_t a = 0; a < items[i].answers.size(); ++a)
                item.candidateUids.push_back(candidateUids[at++]);
        }
    }
    return stored;
}

/// Under which origin the prompts of a task stand. Tasks of older versions have one of their own,
/// and so has a second task about the same candidates.
std::string
originFor(Labels& labels, LabelTasks& tasks, const std::string& key, const std::string& candidates)
{
    if (candidates.empty() || labels.hasPromptsOf(key))
        return key;
    // An open task keeps to what it asks about, though an import or another task came to ask too.
    return !tasks.find(key) && tasks.othersAskAbout(candidates, key) ? key : candidates;
}

} // namespace

void keepCandidates(Database& database, const std::string& key, const std::filesystem::path& folder)
{
    Labels labels(database);
    std::vector<PeopleItem> items;
    for (const CandidateSet& set : readCandidates(folder))
        items.push_back(peopleItem(set));
    storedItems(labels, key, items);
}

PeopleAnswers askPeople(
    Database& database,
    const std::string& key,
    const std::string& candidates,
    int64_t run,
    const std::string& node,
    const PeopleTask& task)
{
    Labels labels(database);
    LabelTasks tasks(database);
    LabelTask wanted;
    wanted.uid = key;
    wanted.title = task.title;
    wanted.guide = task.guide;
    wanted.run = run;
    wanted.node = node;
    wanted.kind = task.kind;
    wanted.resume = task.resume;
    const auto items = storedItems(labels, originFor(labels, tasks, key, candidates), task.items);
    const LabelTask stored = tasks.open(wanted, items);
    PeopleAnswers answers;
    answers.progress = tasks.progress(stored.id);
    answers.unreadable = tasks.unreadable(stored.id);
    if (!answers.progress.met())
        return answers;
    answers.digest = tasks.digest(stored.id);
    auto annotators = annotatorsByUid(database);
    const auto rankings = tasks.rankings(stored.id);
    for (const Ranking& ranking : rankings) {
        const auto spoken = candidatesOf(ranking.verdict);
        for (size_t i = 0; i < items.size(); ++i) {
            if (items[i].promptUid != ranking.promptUid)
                continue;
            std::map<std::string, int64_t> numbers;
            for (size_t a = 0; a < items[i].candidateUids.size(); ++a)
                numbers[items[i].candidateUids[a]] = static_cast<int64_t>(a);
            if (!std::all_of(spoken.begin(), spoken.end(), [&](const std::string& uid) {
                    return numbers.contains(uid);
                }))
                continue;
            PeopleRanking& said = answers.rankings.emplace_back();
            said.item = static_cast<int64_t>(i);
            said.annotator = annotators[ranking.annotatorUid].name;
            said.simulated = annotators[ranking.annotatorUid].kind != "human";
            for (const auto& place : ranking.verdict.value("order", nlohmann::json::array())) {
                auto& answersThere = said.places.emplace_back();
                for (const auto& uid : place)
                    answersThere.push_back(numbers.at(uid.get<std::string>()));
            }
            break;
        }
    }
    answers.dropped = static_cast<int64_t>(rankings.size() - answers.rankings.size());
    return answers;
}

} // namespace espalier
