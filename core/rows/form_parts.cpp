#include "core/rows/form_parts.h"

#include "core/rows/records.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace espalier {

using Json = nlohmann::json;

bool hasText(const Json& record, const char* name)
{
    const auto found = record.find(name);
    return found != record.end() && found->is_string();
}

const Json& valueOf(const Json& record, const std::string& name)
{
    const auto found = record.find(name);
    if (found == record.end())
        throw RowProblem{0, tr("The row has no \"{}\". It has: {}.", name, keysOf(record))};
    return *found;
}

std::string textOf(const Json& record, const std::string& name)
{
    const Json& value = valueOf(record, name);
    if (!value.is_string())
        throw RowProblem{0, tr("\"{}\" is no text in this row.", name)};
    return value.get<std::string>();
}

std::string textOrNothing(const Json& record, const std::string& name)
{
    const auto found = record.find(name);
    return found == record.end() || found->is_null() ? std::string() : textOf(record, name);
}

std::string scalarText(const Json& value, const std::string& name)
{
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_number() || value.is_boolean())
        return value.dump();
    throw RowProblem{0, tr("\"{}\" is neither a text nor a number in this row.", name)};
}

bool truthOf(const Json& value, const std::string& name)
{
    std::string text = value.is_null() ? "" : scalarText(value, name);
    std::ranges::transform(
        text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    if (text == "true" || text == "1" || text == "1.0")
        return true;
    if (text == "false" || text == "0" || text == "0.0")
        return false;
    throw RowProblem{
        0, tr("\"{}\" is {} in this row; it should be true or false.", name, value.dump())};
}

double numberOf(const Json& value, const std::string& name)
{
    double number = NAN;
    if (value.is_number()) {
        number = value.get<double>();
    } else if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (code != std::errc() || end != text.data() + text.size())
            number = NAN;
    }
    if (!std::isfinite(number))
        throw RowProblem{
            0, tr("\"{}\" is {} in this row; it should be a number.", name, value.dump())};
    return number;
}

std::string trimmed(std::string_view text)
{
    const auto blank = [](char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); };
    while (!text.empty() && blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && blank(text.back()))
        text.remove_suffix(1);
    return std::string(text);
}

namespace {

/// The place that a text names under a reading; nothing where it names none.
std::optional<uint64_t> placeOf(const std::string& answer, AnswerIs as, const Row& row)
{
    const auto within = [&](int64_t place) {
        return place >= 0 && place < static_cast<int64_t>(row.choices.size())
                   ? std::optional(static_cast<uint64_t>(place))
                   : std::nullopt;
    };
    switch (as) {
    case AnswerIs::Text: {
        const auto found = std::ranges::find(row.choices, answer);
        return within(found == row.choices.end() ? -1 : found - row.choices.begin());
    }
    case AnswerIs::Letter: {
        std::string letter;
        std::ranges::copy_if(answer, std::back_inserter(letter), [](char c) {
            return std::string_view("()[].: ").find(c) == std::string_view::npos;
        });
        if (letter.size() != 1)
            return std::nullopt;
        return within((letter[0] >= 'a' ? letter[0] - 'a' : letter[0] - 'A'));
    }
    case AnswerIs::NumberFrom0:
    case AnswerIs::NumberFrom1: {
        int64_t number = -1;
        const auto [end, code] =
            std::from_chars(answer.data(), answer.data() + answer.size(), number);
        if (code != std::errc() || end != answer.data() + answer.size())
            return std::nullopt;
        return within(number - (as == AnswerIs::NumberFrom1 ? 1 : 0));
    }
    default:
        return std::nullopt;
    }
}

} // namespace

void resolveChoice(Row& row, const Json& answer, AnswerIs answerIs)
{
    const std::string text = trimmed(scalarText(answer, "answer"));
    if (answerIs == AnswerIs::Auto) {
        // A number of JSON is a place; a text may be the choice itself, its letter or its place.
        for (const AnswerIs as : {AnswerIs::Text, AnswerIs::Letter, AnswerIs::NumberFrom0})
            if (!row.correct && (as == AnswerIs::NumberFrom0 || !answer.is_number()))
                row.correct = placeOf(text, as, row);
    } else {
        row.correct = placeOf(text, answerIs, row);
    }
    if (!row.correct)
        throw RowProblem{
            0,
            tr("The answer {} names none of the {} choices. Say how it names one with `answer_is`.",
               answer.dump(),
               row.choices.size())};
    row.answer = row.choices[*row.correct];
}

} // namespace espalier
