#include "core/rows/check_row.h"

#include "core/data/file_documents.h"

#include <algorithm>
#include <initializer_list>

namespace espalier {

namespace {

/// System turns were taken out before. `previous` is who spoke last; nobody at the start.
void checkOrder(const std::vector<Turn>& turns, std::optional<Role> previous)
{
    for (const Turn& turn : turns) {
        const bool afterAssistant = previous == Role::Assistant;
        Message problem;
        if (turn.role == Role::System)
            problem = tr("A turn of the system stands in the middle. It comes first.");
        else if (!previous && turn.role != Role::User)
            problem =
                tr("The conversation begins with the {}; it must begin with the user.",
                   roleName(turn.role));
        else if (turn.role == Role::User && previous == Role::User)
            problem = tr("The user has two turns in a row. Join them, or add the answer between.");
        else if (turn.role == Role::User && previous == Role::Tool)
            problem = tr("The user speaks right after a tool. The assistant answers first.");
        else if (turn.role == Role::Assistant && afterAssistant)
            problem = tr("The assistant has two turns in a row. Join them.");
        else if (turn.role == Role::Tool && previous == Role::User)
            problem = tr("A tool speaks right after the user. The assistant calls it first.");
        if (!problem.empty())
            throw RowProblem{0, problem};
        previous = turn.role;
    }
}

void needText(std::string_view text, const Message& problem)
{
    if (isBlank(text))
        throw RowProblem{0, problem};
}

bool saysNothing(const Passage& passage)
{
    return isBlank(passage.text) &&
           std::ranges::all_of(passage.turns, [](const Turn& turn) { return isBlank(turn.text); });
}

void checkPrompt(const Row& row)
{
    if (saysNothing(row.prompt))
        throw RowProblem{0, tr("The prompt is empty.")};
    checkOrder(row.prompt.turns, std::nullopt);
    if (row.prompt.isConversation() && row.prompt.turns.back().role == Role::Assistant)
        throw RowProblem{
            0, tr("The prompt ends with the assistant. It ends with the user or a tool.")};
}

/// What follows the prompt; `name` is its key.
void checkAnswer(const Row& row, const Passage& answer, const char* name)
{
    if (saysNothing(answer) || (answer.isConversation() && isBlank(answer.turns.back().text)))
        throw RowProblem{
            0, tr("\"{}\" is empty. Fill it in, or let broken rows be skipped.", name)};
    if (answer.isConversation() != row.prompt.isConversation())
        throw RowProblem{
            0,
            tr("Of \"prompt\" and \"{}\" one is a text and one a conversation. Write both alike.",
               name)};
    if (!answer.isConversation())
        return;
    checkOrder(answer.turns, row.prompt.turns.back().role);
    if (answer.turns.back().role != Role::Assistant)
        throw RowProblem{0, tr("\"{}\" does not end with the assistant.", name)};
}

void checkPreference(const Row& row)
{
    checkPrompt(row);
    if (row.good) {
        checkAnswer(row, row.completion, "completion");
        return;
    }
    checkAnswer(row, row.chosen, "chosen");
    checkAnswer(row, row.rejected, "rejected");
    if (row.chosen == row.rejected)
        throw RowProblem{
            0, tr("\"chosen\" and \"rejected\" are the same, so there is nothing to prefer.")};
}

} // namespace

void checkRow(const Row& row, RowKind kind)
{
    if (row.weight < 0)
        throw RowProblem{0, tr("The weight of the row is {}. It is 0 or more.", row.weight)};
    switch (kind) {
    case RowKind::Instructions:
        checkPrompt(row);
        checkAnswer(row, row.completion, "completion");
        break;
    case RowKind::Prompts:
        checkPrompt(row);
        break;
    case RowKind::Preferences:
        checkPreference(row);
        break;
    case RowKind::Problems:
        checkPrompt(row);
        if (row.tests.empty())
            needText(row.answer, tr("The answer is empty, so nothing can be checked."));
        if (row.choices.size() == 1)
            throw RowProblem{0, tr("There is one choice. A question has two or more.")};
        break;
    case RowKind::Labelled:
        needText(row.text, tr("The text is empty."));
        needText(row.label, tr("The label is empty. A row names its class."));
        break;
    }
}

std::optional<Row> convertRow(Row row, RowKind from, RowKind to, bool rationale)
{
    if (from == to)
        return row;
    Row made;
    made.system = std::move(row.system);
    made.prompt = std::move(row.prompt);
    made.kind = std::move(row.kind);
    if (to == RowKind::Prompts && from != RowKind::Labelled)
        return made;
    if (from == RowKind::Problems && to == RowKind::Instructions) {
        const bool steps = rationale && !row.rationale.empty();
        const std::string text = steps ? row.rationale + "\n#### " + row.answer : row.answer;
        if (made.prompt.isConversation())
            made.completion.turns = {{Role::Assistant, text}};
        else
            made.completion.text = text;
        made.answer = std::move(row.answer);
        return made;
    }
    if (from == RowKind::Instructions && to == RowKind::Problems && !row.answer.empty()) {
        made.answer = std::move(row.answer);
        return made;
    }
    return std::nullopt;
}

std::string questionOf(const Row& row, RowKind kind)
{
    if (kind == RowKind::Labelled)
        return row.text + '\0' + row.second;
    std::string question = row.system + '\0' + row.prompt.text;
    for (const Turn& turn : row.prompt.turns)
        question += fmt::format("{}{}{}", '\0', roleName(turn.role), '\0') + turn.text;
    return question;
}

} // namespace espalier
