/// Rows whose columns were named: tables, and objects of JSON with keys of their own.

#include "core/base/error.h"
#include "core/data/file_documents.h"
#include "core/params/params.h"
#include "core/rows/form_parts.h"
#include "core/rows/records.h"

#include <algorithm>
#include <array>

namespace espalier {

namespace {

using Json = nlohmann::json;
using namespace std::string_view_literals;

constexpr std::array kInstructions{
    "system"sv, "prompt"sv, "completion"sv, "weight"sv, "kind"sv, "answer"sv};
constexpr std::array kPrompts{"system"sv, "prompt"sv, "kind"sv};
constexpr std::array kPreferences{
    "system"sv, "prompt"sv, "chosen"sv, "rejected"sv, "margin"sv, "completion"sv, "label"sv};
constexpr std::array kProblems{
    "system"sv,
    "prompt"sv,
    "answer"sv,
    "rationale"sv,
    "choices"sv,
    "tests"sv,
    "entry_point"sv,
    "kind"sv};
constexpr std::array kLabelled{"text"sv, "second"sv, "label"sv, "kind"sv};

/// Columns of the file for a field; a field that nobody named is a column of its own name.
std::vector<std::string> namesOf(const FormOptions& options, const std::string& field)
{
    const auto named = options.columns.find(field);
    return named == options.columns.end() ? std::vector{field} : named->second;
}

/// The cell of a field. A column that is missing is the file's fault, not the row's.
const Json*
cell(const Json& record, const FormOptions& options, const std::string& field, bool needed)
{
    const bool named = options.columns.contains(field);
    const std::string name = namesOf(options, field).front();
    const auto found = record.find(name);
    if (found != record.end())
        return found->is_null() ? nullptr : &*found;
    if (named)
        throw FileProblem{
            tr("There is no column \"{}\" for {}. There are: {}.", name, field, keysOf(record))};
    if (needed)
        throw FileProblem{
            tr("No column is named for {}: write {}=NAME in `columns`. There are: {}.",
               field,
               field,
               keysOf(record))};
    return nullptr;
}

std::string cellText(
    const Json& record, const FormOptions& options, const std::string& field, bool needed = false)
{
    const Json* found = cell(record, options, field, needed);
    return found == nullptr ? std::string() : scalarText(*found, field);
}

/// Choices from one column that holds a list, or from several.
void readChoices(Row& row, const Json& record, const FormOptions& options)
{
    const auto names = namesOf(options, "choices");
    if (names.size() == 1) {
        const Json* list = cell(record, options, "choices", false);
        if (list == nullptr)
            return;
        if (!list->is_array())
            throw RowProblem{0, tr("\"choices\" is no list in this row.")};
        for (const Json& choice : *list)
            row.choices.push_back(scalarText(choice, "choices"));
        return;
    }
    for (const std::string& name : names) {
        const auto found = record.find(name);
        if (found == record.end())
            throw FileProblem{
                tr("There is no column \"{}\" for {}. There are: {}.",
                   name,
                   "choices",
                   keysOf(record))};
        row.choices.push_back(scalarText(*found, "choices"));
    }
}

} // namespace

std::span<const std::string_view> columnFields(RowKind kind)
{
    switch (kind) {
    case RowKind::Instructions:
        return kInstructions;
    case RowKind::Prompts:
        return kPrompts;
    case RowKind::Preferences:
        return kPreferences;
    case RowKind::Problems:
        return kProblems;
    default:
        return kLabelled;
    }
}

std::map<std::string, std::vector<std::string>>
readColumns(const std::vector<std::string>& columns, RowKind kind)
{
    const auto fields = columnFields(kind);
    std::map<std::string, std::vector<std::string>> all;
    for (const std::string& entry : columns) {
        const size_t sign = entry.find('=');
        if (sign == std::string::npos || sign == 0 || sign + 1 == entry.size())
            throw inputError(
                "`columns`: \"{}\" is not written FIELD=COLUMN, such as prompt=question.", entry);
        const std::string field = trimmed(entry.substr(0, sign));
        if (std::ranges::find(fields, field) == fields.end())
            throw inputError(
                "`columns`: there is no field {}; {} have {}.",
                field,
                rowKind(kind).name,
                fmt::format("{}", fmt::join(fields, ", ")));
        std::string rest = entry.substr(sign + 1);
        std::vector<std::string>& names = all[field];
        if (field == "choices")
            for (size_t plus = rest.find('+'); plus != std::string::npos; plus = rest.find('+')) {
                names.push_back(trimmed(rest.substr(0, plus)));
                rest.erase(0, plus + 1);
            }
        names.push_back(trimmed(rest));
    }
    return all;
}

Row readTable(const Json& record, const FormOptions& options)
{
    Row row;
    const auto text = [&](const char* field, bool needed = false) {
        return cellText(record, options, field, needed);
    };
    const auto number = [&](const char* field) -> std::optional<double> {
        const Json* found = cell(record, options, field, false);
        return found == nullptr ? std::nullopt : std::optional(numberOf(*found, field));
    };
    if (options.kind == RowKind::Labelled) {
        row.text = text("text", true);
        row.second = text("second");
        row.label = trimmed(text("label", true));
        row.kind = text("kind");
        return row;
    }
    row.system = text("system");
    row.prompt.text = text("prompt", true);
    switch (options.kind) {
    case RowKind::Instructions:
        row.completion.text = text("completion", true);
        row.weight = number("weight").value_or(1);
        row.answer = text("answer");
        break;
    case RowKind::Preferences:
        if (options.columns.contains("completion") || options.columns.contains("label") ||
            (!record.contains("chosen") && record.contains("completion"))) {
            row.completion.text = text("completion", true);
            const Json* label = cell(record, options, "label", true);
            row.good = truthOf(label == nullptr ? Json() : *label, "label");
        } else {
            row.chosen.text = text("chosen", true);
            row.rejected.text = text("rejected", true);
            row.margin = number("margin");
        }
        return row;
    case RowKind::Problems:
        row.rationale = text("rationale");
        row.tests = text("tests");
        row.entryPoint = text("entry_point");
        readChoices(row, record, options);
        row.answer = text("answer", row.tests.empty());
        if (const Json* answer = cell(record, options, "answer", false);
            answer != nullptr && !row.choices.empty())
            resolveChoice(row, *answer, options.answerIs);
        break;
    default:
        break;
    }
    row.kind = text("kind");
    return row;
}

} // namespace espalier
