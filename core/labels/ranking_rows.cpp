#include "core/labels/ranking_rows.h"

#include "core/base/error.h"
#include "core/labels/annotators.h"
#include "core/labels/order.h"
#include "core/store/label_tasks.h"

#include <map>
#include <set>

namespace espalier {

namespace {

std::optional<Role> roleNamed(const std::string& name)
{
    for (const Role role : {Role::System, Role::User, Role::Assistant, Role::Tool})
        if (name == roleName(role))
            return role;
    return std::nullopt;
}

std::vector<Turn> turnsOfMessages(const nlohmann::json& messages)
{
    std::vector<Turn> turns;
    for (const auto& message : messages)
        if (message.is_object())
            turns.push_back(
                {roleNamed(message.value("role", "user")).value_or(Role::User),
                 message.value("content", "")});
    return turns;
}

nlohmann::json messagesOf(const std::vector<Turn>& turns)
{
    auto messages = nlohmann::json::array();
    for (const Turn& turn : turns)
        messages.push_back({{"role", roleName(turn.role)}, {"content", turn.text}});
    return messages;
}

/// Prompts and candidates by uid, each read once.
class Texts
{
public:
    explicit Texts(Database& database)
        : m_labels(database)
    {
    }

    /// A row with the prompt in it.
    const Row& prompt(const std::string& uid)
    {
        const auto [at, isNew] = m_prompts.try_emplace(uid);
        if (isNew) {
            const auto found = m_labels.prompt(uid);
            if (!found)
                throw inputError("The prompt {} of a ranking is missing.", uid);
            takePrompt(at->second, found->content);
            for (Candidate& candidate : m_labels.candidates(uid))
                m_candidates.insert_or_assign(candidate.uid, std::move(candidate));
        }
        return at->second;
    }

    const Candidate& candidate(const std::string& uid)
    {
        const auto found = m_candidates.find(uid);
        if (found == m_candidates.end())
            throw inputError("The answer {} of a ranking is missing.", uid);
        return found->second;
    }

private:
    Labels m_labels;
    std::map<std::string, Row> m_prompts;
    std::map<std::string, Candidate> m_candidates;
};

Row rowOfPair(Texts& texts, const std::string& prompt, const RankedPair& pair)
{
    Row row = texts.prompt(prompt);
    const bool conversation = row.prompt.isConversation();
    row.chosen = passageOfCandidate(texts.candidate(pair.better), conversation);
    row.rejected = passageOfCandidate(texts.candidate(pair.worse), conversation);
    return row;
}

/// What several annotators say of one pair.
struct Votes
{
    int64_t first = 0, second = 0, tied = 0;
    int64_t people = 0, simulated = 0;
};

/// The majority's row of each pair; nothing of a pair that is even, unless ties are wanted.
std::vector<Row> majorityRows(
    Texts& texts,
    const std::vector<Ranking>& rankings,
    const std::set<std::string>& people,
    const RankingRowsOptions& options)
{
    struct Pair
    {
        std::string prompt, first, second;
        auto operator<=>(const Pair&) const = default;
    };
    std::map<Pair, Votes> votes;
    std::vector<Pair> order;
    for (const Ranking& ranking : rankings)
        for (const RankedPair& pair : pairsOf(ranking.verdict, true)) {
            const bool turned = pair.worse < pair.better;
            const Pair key{
                ranking.promptUid,
                turned ? pair.worse : pair.better,
                turned ? pair.better : pair.worse};
            const auto [at, isNew] = votes.try_emplace(key);
            if (isNew)
                order.push_back(key);
            (pair.apart == 0 ? at->second.tied : turned ? at->second.second : at->second.first)++;
            (people.contains(ranking.annotatorUid) ? at->second.people : at->second.simulated)++;
        }
    std::vector<Row> rows;
    for (const Pair& key : order) {
        const Votes& vote = votes.at(key);
        const int64_t lead = vote.first - vote.second;
        if (lead == 0 && !options.ties)
            continue;
        Row row = rowOfPair(
            texts,
            key.prompt,
            {lead < 0 ? key.second : key.first, lead < 0 ? key.first : key.second});
        if (options.margin || lead == 0)
            row.margin = static_cast<double>(std::abs(lead)) /
                         static_cast<double>(vote.first + vote.second + vote.tied);
        row.kind = vote.simulated == 0 ? "" : vote.people == 0 ? kSimulatedMark : kMixedMark;
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace

void takePrompt(Row& row, const nlohmann::json& content)
{
    if (content.is_string()) {
        row.prompt.text = content.get<std::string>();
        return;
    }
    if (!content.is_array())
        throw inputError(
            "A prompt is a text or a list of messages, and this is neither: {}", content.dump());
    row.prompt.turns = turnsOfMessages(content);
    if (!row.prompt.turns.empty() && row.prompt.turns.front().role == Role::System) {
        row.system = row.prompt.turns.front().text;
        row.prompt.turns.erase(row.prompt.turns.begin());
    }
}

nlohmann::json promptContent(const Row& row)
{
    if (!row.prompt.isConversation() && row.system.empty())
        return row.prompt.text;
    return messagesOf(conversationOf(row, {}));
}

Passage passageOfCandidate(const Candidate& candidate, bool conversation)
{
    if (!conversation)
        return {candidate.text, {}};
    if (const auto turns = candidate.meta.find("turns"); turns != candidate.meta.end())
        return {{}, turnsOfMessages(*turns)};
    return {{}, {{Role::Assistant, candidate.text}}};
}

std::vector<Row> rowsOfRankings(
    Database& database, const std::vector<Ranking>& rankings, const RankingRowsOptions& options)
{
    const auto people = uidsOfPeople(database);
    std::vector<Ranking> taken;
    for (const Ranking& ranking : rankings)
        if (ranking.kind != "skip" && isVerdict(ranking.verdict) &&
            (options.flagged || !ranking.verdict.value("flag", false)))
            taken.push_back(ranking);
    Texts texts(database);
    if (options.aggregate)
        return majorityRows(texts, taken, people, options);
    std::vector<Row> rows;
    for (const Ranking& ranking : taken)
        for (const RankedPair& pair : pairsOf(ranking.verdict, options.ties)) {
            Row row = rowOfPair(texts, ranking.promptUid, pair);
            if (options.margin || pair.apart == 0)
                row.margin = pair.apart;
            row.kind = people.contains(ranking.annotatorUid) ? "" : kSimulatedMark;
            rows.push_back(std::move(row));
        }
    return rows;
}

} // namespace espalier
