/// Forms of problems: GSM8K, HumanEval, MBPP, BIG-Bench-Hard.

#include "core/data/file_documents.h"
#include "core/rows/form_parts.h"

#include <algorithm>

namespace espalier {

namespace {

using Json = nlohmann::json;

/// Without the notes <<48/2=24>> of GSM8K's calculator.
std::string withoutNotes(std::string text)
{
    size_t open = 0;
    while ((open = text.find("<<", open)) != std::string::npos) {
        const size_t close = text.find(">>", open);
        if (close == std::string::npos)
            break;
        text.erase(open, close + 2 - open);
    }
    return text;
}

std::string without(std::string text, char byte)
{
    std::erase(text, byte);
    return text;
}

std::string joined(const Json& record, const char* name)
{
    std::string text;
    if (const auto list = record.find(name); list != record.end() && list->is_array())
        for (const Json& line : *list)
            text += (text.empty() ? "" : "\n") + scalarText(line, name);
    return text;
}

/// The function that the code defines and the tests call; empty where none is found.
std::string testedFunction(const std::string& code, const std::string& tests)
{
    for (size_t at = code.find("def "); at != std::string::npos; at = code.find("def ", at + 1)) {
        const size_t start = at + 4;
        const size_t end = code.find('(', start);
        if (end == std::string::npos)
            break;
        const std::string name = trimmed(std::string_view(code).substr(start, end - start));
        if (!name.empty() && tests.find(name + "(") != std::string::npos)
            return name;
    }
    return {};
}

/// "Options:\n(A) a\n(B) b" or "Options:\n- Yes\n- No" at the end of a prompt.
void readOptions(Row& row)
{
    const std::string& prompt = row.prompt.text;
    const size_t at = prompt.rfind("Options:\n");
    if (at == std::string::npos)
        return;
    std::vector<std::string> names;
    std::string_view rest = std::string_view(prompt).substr(at + 9);
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        if (line.starts_with("- ")) {
            names.push_back(trimmed(line.substr(2)));
            row.choices.push_back(names.back());
        } else if (line.size() > 3 && line[0] == '(' && line[2] == ')') {
            names.emplace_back(line.substr(0, 3));
            row.choices.push_back(trimmed(line.substr(3)));
        }
    }
    const auto found = std::ranges::find(names, row.answer);
    if (found == names.end())
        row.choices.clear();
    else
        row.correct = static_cast<uint64_t>(found - names.begin());
}

} // namespace

Row readGsm8k(const Json& record, const FormOptions&)
{
    Row row;
    row.prompt.text = textOf(record, "question");
    const std::string answer = textOf(record, "answer");
    const size_t mark = answer.rfind("####");
    if (mark == std::string::npos)
        throw RowProblem{
            0,
            tr("The answer has no \"####\" before its result. Name the columns with `columns`.")};
    row.rationale = trimmed(withoutNotes(answer.substr(0, mark)));
    row.answer = without(trimmed(std::string_view(answer).substr(mark + 4)), ',');
    row.kind = "math";
    return row;
}

Row readHumanEval(const Json& record, const FormOptions&)
{
    Row row;
    row.prompt.text = textOf(record, "prompt");
    row.answer = textOrNothing(record, "canonical_solution");
    row.entryPoint = textOf(record, "entry_point");
    row.tests = textOf(record, "test") + "\ncheck(" + row.entryPoint + ")\n";
    row.kind = "code";
    return row;
}

Row readMbpp(const Json& record, const FormOptions&)
{
    Row row;
    row.prompt.text = textOf(record, hasText(record, "text") ? "text" : "prompt");
    row.answer = without(textOf(record, "code"), '\r');
    const std::string tests = joined(record, "test_list");
    row.entryPoint = testedFunction(row.answer, tests);
    for (const std::string& setup :
         {textOrNothing(record, "test_setup_code"), joined(record, "test_imports")})
        if (!isBlank(setup))
            row.tests += without(setup, '\r') + "\n";
    row.tests += tests + "\n";
    row.kind = "code";
    return row;
}

Row readBbh(const Json& record, const FormOptions&)
{
    Row row;
    row.prompt.text = textOf(record, "input");
    row.answer = trimmed(textOf(record, "target"));
    readOptions(row);
    row.kind = row.choices.empty() ? "exact" : "choice";
    return row;
}

} // namespace espalier
