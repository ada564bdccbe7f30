/// Turns of a conversation out of JSON, and where a conversation is cut into prompt and answer.

#include "core/data/file_documents.h"
#include "core/rows/form_parts.h"

#include <algorithm>
#include <array>

namespace espalier {

namespace {

using Json = nlohmann::json;

std::optional<Role> roleOf(std::string_view name)
{
    struct Known
    {
        std::string_view name;
        Role role;
    };
    static constexpr std::array<Known, 11> all{{
        {"system", Role::System},
        {"developer", Role::System},
        {"user", Role::User},
        {"human", Role::User},
        {"assistant", Role::Assistant},
        {"gpt", Role::Assistant},
        {"model", Role::Assistant},
        {"function_call", Role::Assistant},
        {"tool", Role::Tool},
        {"function", Role::Tool},
        {"observation", Role::Tool},
    }};
    const auto found = std::ranges::find(all, name, &Known::name);
    return found == all.end() ? std::nullopt : std::optional(found->role);
}

} // namespace

std::vector<Turn> turnsOfJson(const Json& list, const char* roleKey, const char* textKey)
{
    if (!list.is_array() || list.empty())
        throw RowProblem{0, tr("A conversation is a list of turns, and here there is none.")};
    std::vector<Turn> turns;
    for (const Json& turn : list) {
        if (!turn.is_object())
            throw RowProblem{
                0, tr("A turn is an object with \"{}\" and \"{}\".", roleKey, textKey)};
        const std::string name = textOf(turn, roleKey);
        const auto role = roleOf(name);
        if (!role)
            throw RowProblem{
                0,
                tr("There is no role \"{}\". Roles are system, user, assistant and tool.", name)};
        turns.push_back({*role, textOf(turn, textKey)});
    }
    return turns;
}

void takeSystem(Row& row, std::vector<Turn>& turns)
{
    if (turns.empty() || turns.front().role != Role::System)
        return;
    if (!row.system.empty() && row.system != turns.front().text)
        throw RowProblem{
            0, tr("The row has two texts for the system: \"system\" and a turn. Keep one.")};
    row.system = turns.front().text;
    turns.erase(turns.begin());
}

void cutConversation(Row& row, std::vector<Turn> turns, bool open)
{
    takeSystem(row, turns);
    const bool answered = !turns.empty() && turns.back().role == Role::Assistant;
    if (!answered && !open)
        throw RowProblem{
            0,
            tr("The conversation does not end with the assistant, so there is no answer to learn. "
               "Take it with data.prompts.")};
    if (answered) {
        row.completion.turns = {std::move(turns.back())};
        turns.pop_back();
    }
    row.prompt.turns = std::move(turns);
}

void cutCommonPrompt(Row& row, std::vector<Turn> chosen, std::vector<Turn> rejected)
{
    takeSystem(row, chosen);
    takeSystem(row, rejected);
    const auto [mine, other] = std::ranges::mismatch(chosen, rejected);
    row.prompt.turns.assign(chosen.begin(), mine);
    row.chosen.turns.assign(mine, chosen.end());
    row.rejected.turns.assign(other, rejected.end());
    if (row.chosen.turns.empty() && row.rejected.turns.empty())
        throw RowProblem{
            0, tr("\"chosen\" and \"rejected\" are the same, so there is nothing to prefer.")};
}

} // namespace espalier
