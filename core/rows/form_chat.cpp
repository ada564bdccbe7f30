/// Forms of instructions, prompts and preferences: TRL's row types, Alpaca, ShareGPT, hh-rlhf.

#include "core/data/file_documents.h"
#include "core/rows/form_parts.h"
#include "core/text/utf8.h"

#include <algorithm>

namespace espalier {

namespace {

using Json = nlohmann::json;

bool has(const Json& record, const char* name)
{
    return record.contains(name);
}

/// A text as it stands, or messages; a system turn goes to the row.
Passage passageOf(Row& row, const Json& record, const char* name)
{
    const Json& value = valueOf(record, name);
    if (value.is_string())
        return {value.get<std::string>(), {}};
    if (!value.is_array())
        throw RowProblem{0, tr("\"{}\" is neither a text nor a list of messages.", name)};
    std::vector<Turn> turns = turnsOfJson(value, "role", "content");
    if (std::string_view(name) == "prompt")
        takeSystem(row, turns);
    return {{}, std::move(turns)};
}

/// Plain texts share a beginning, which is the prompt; a space before the difference belongs to
/// the answers.
void cutCommonBeginning(Row& row, const std::string& chosen, const std::string& rejected)
{
    const auto [mine, other] = std::ranges::mismatch(chosen, rejected);
    auto length = static_cast<size_t>(mine - chosen.begin());
    if (length == chosen.size() && length == rejected.size())
        throw RowProblem{
            0, tr("\"chosen\" and \"rejected\" are the same, so there is nothing to prefer.")};
    while (length > 0 && length < chosen.size() &&
           (static_cast<unsigned char>(chosen[length]) & 0xC0U) == 0x80U)
        --length; // within a character
    if (length > 0 && chosen[length - 1] == ' ')
        --length;
    row.prompt.text = chosen.substr(0, length);
    row.chosen.text = chosen.substr(length);
    row.rejected.text = rejected.substr(length);
}

void readPair(Row& row, const Json& record)
{
    if (has(record, "prompt")) {
        row.prompt = passageOf(row, record, "prompt");
        row.chosen = passageOf(row, record, "chosen");
        row.rejected = passageOf(row, record, "rejected");
        return;
    }
    const Passage chosen = passageOf(row, record, "chosen");
    const Passage rejected = passageOf(row, record, "rejected");
    if (chosen.isConversation() != rejected.isConversation())
        throw RowProblem{
            0, tr("Of \"chosen\" and \"rejected\" one is a text and one a conversation.")};
    if (chosen.isConversation())
        cutCommonPrompt(row, chosen.turns, rejected.turns);
    else
        cutCommonBeginning(row, chosen.text, rejected.text);
}

void readProblem(Row& row, const Json& record, const FormOptions& options)
{
    row.prompt = passageOf(row, record, "prompt");
    row.rationale = textOrNothing(record, "rationale");
    row.tests = textOrNothing(record, "tests");
    row.entryPoint = textOrNothing(record, "entry_point");
    if (const auto choices = record.find("choices"); choices != record.end()) {
        if (!choices->is_array())
            throw RowProblem{0, tr("\"choices\" is no list in this row.")};
        for (const Json& choice : *choices)
            row.choices.push_back(scalarText(choice, "choices"));
    }
    const char* key = has(record, "answer") ? "answer" : "solution";
    if (row.choices.empty() && !row.tests.empty() && !has(record, key))
        return;
    if (!row.choices.empty() && has(record, "correct"))
        resolveChoice(row, record["correct"], AnswerIs::NumberFrom0);
    else if (!row.choices.empty())
        resolveChoice(row, valueOf(record, key), options.answerIs);
    if (has(record, key))
        row.answer = scalarText(record[key], key);
}

std::vector<Turn> hhTurns(const std::string& dialogue)
{
    static constexpr std::array<std::pair<std::string_view, Role>, 2> kMarks{
        {{"\n\nHuman:", Role::User}, {"\n\nAssistant:", Role::Assistant}}};
    std::vector<Turn> turns;
    std::string_view rest = dialogue;
    std::string lead; // where the two newlines before the first mark were lost
    if (rest.starts_with("Human:") || rest.starts_with("Assistant:")) {
        lead = "\n\n" + dialogue;
        rest = lead;
    }
    size_t textStart = 0;
    for (size_t at = rest.find("\n\n"); at != std::string_view::npos;
         at = rest.find("\n\n", at + 1))
        for (const auto& [mark, role] : kMarks)
            if (rest.substr(at).starts_with(mark)) {
                if (!turns.empty())
                    turns.back().text = trimmed(rest.substr(textStart, at - textStart));
                turns.push_back({role, {}});
                textStart = at + mark.size();
            }
    if (turns.empty())
        throw RowProblem{
            0, tr("The dialogue has no \"\\n\\nHuman:\" or \"\\n\\nAssistant:\" in it.")};
    turns.back().text = trimmed(rest.substr(textStart));
    return turns;
}

} // namespace

bool fitsTrl(const Json& record)
{
    const auto both = [&](const char* a, const char* b) {
        return has(record, a) && has(record, b);
    };
    return both("chosen", "rejected") || has(record, "messages") || has(record, "prompt") ||
           both("text", "label");
}

RowKind kindOfTrl(const Json& record, const FormOptions& options)
{
    if (has(record, "chosen") || has(record, "rejected"))
        return RowKind::Preferences;
    if (has(record, "messages") ||
        (has(record, "prompt") && has(record, "completion") && !has(record, "label")))
        return RowKind::Instructions;
    if (has(record, "prompt") && has(record, "completion"))
        return RowKind::Preferences;
    if (has(record, "prompt"))
        return has(record, "answer") || has(record, "solution") || has(record, "tests")
                   ? RowKind::Problems
                   : RowKind::Prompts;
    return has(record, "text") && has(record, "label") ? RowKind::Labelled : options.kind;
}

Row readTrl(const Json& record, const FormOptions& options)
{
    Row row;
    row.system = textOrNothing(record, "system");
    row.kind = textOrNothing(record, "kind");
    if (const auto weight = record.find("weight"); weight != record.end())
        row.weight = numberOf(*weight, "weight");
    switch (kindOfTrl(record, options)) {
    case RowKind::Preferences:
        if (const auto margin = record.find("margin"); margin != record.end() && !margin->is_null())
            row.margin = numberOf(*margin, "margin");
        if (has(record, "chosen") || has(record, "rejected")) {
            readPair(row, record);
        } else {
            row.prompt = passageOf(row, record, "prompt");
            row.completion = passageOf(row, record, "completion");
            row.good = truthOf(valueOf(record, "label"), "label");
        }
        break;
    case RowKind::Instructions:
        if (has(record, "messages")) {
            cutConversation(
                row,
                turnsOfJson(record["messages"], "role", "content"),
                options.kind == RowKind::Prompts);
        } else {
            row.prompt = passageOf(row, record, "prompt");
            row.completion = passageOf(row, record, "completion");
        }
        row.answer = textOrNothing(record, "answer");
        break;
    case RowKind::Problems:
        readProblem(row, record, options);
        break;
    case RowKind::Labelled:
        row.text = textOf(record, "text");
        row.second = textOrNothing(record, "second");
        row.label = trimmed(scalarText(valueOf(record, "label"), "label"));
        break;
    case RowKind::Prompts:
        row.prompt = passageOf(row, record, "prompt");
        break;
    }
    return row;
}

Row readAlpaca(const Json& record, const FormOptions& options)
{
    Row row;
    row.system = textOrNothing(record, "system");
    std::string input = textOrNothing(record, "input");
    std::string output;
    if (const auto instances = record.find("instances");
        instances != record.end() && instances->is_array() && !instances->empty()) {
        input = textOrNothing(instances->front(), "input");
        output = textOf(instances->front(), "output");
    } else if (options.kind != RowKind::Prompts || has(record, "output")) {
        output = textOf(record, "output");
    }
    if (const auto history = record.find("history"); history != record.end() && history->is_array())
        for (const Json& round : *history) {
            if (!round.is_array() || round.size() != 2)
                throw RowProblem{0, tr("\"history\" is no list of pairs in this row.")};
            row.prompt.turns.push_back({Role::User, scalarText(round[0], "history")});
            row.prompt.turns.push_back({Role::Assistant, scalarText(round[1], "history")});
        }
    std::string instruction = textOf(record, "instruction");
    if (!isBlank(input))
        instruction += (instruction.empty() ? "" : "\n\n") + input;
    row.prompt.turns.push_back({Role::User, std::move(instruction)});
    row.completion.turns = {{Role::Assistant, std::move(output)}};
    return row;
}

Row readShareGpt(const Json& record, const FormOptions& options)
{
    Row row;
    row.system = textOrNothing(record, "system");
    cutConversation(
        row,
        turnsOfJson(valueOf(record, "conversations"), "from", "value"),
        options.kind == RowKind::Prompts);
    return row;
}

Row readHh(const Json& record, const FormOptions&)
{
    Row row;
    cutCommonPrompt(row, hhTurns(textOf(record, "chosen")), hhTurns(textOf(record, "rejected")));
    row.kind = textOrNothing(record, "kind");
    return row;
}

} // namespace espalier
