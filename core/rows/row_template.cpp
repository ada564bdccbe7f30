#include "core/rows/row_template.h"

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/rows/check_row.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace espalier {

namespace {

using namespace std::string_view_literals;
using Places = std::map<std::string, std::string, std::less<>>;

constexpr std::array kAnswerPlaces{
    "prompt"sv,
    "choices"sv,
    "tests"sv,
    "entry_point"sv,
    "kind"sv,
    "completion"sv,
    "answer"sv,
    "rationale"sv};

/// Calls `literal` with what stands as it is and `place` with each name in braces; false where a
/// brace is left open.
template <typename Literal, typename Place>
bool walk(std::string_view text, Literal literal, Place place)
{
    while (!text.empty()) {
        const size_t at = text.find_first_of("{}");
        literal(text.substr(0, at));
        if (at == std::string_view::npos)
            return true;
        if (text.substr(at, 2) == "{{" || text.substr(at, 2) == "}}") {
            literal(text.substr(at, 1));
            text.remove_prefix(at + 2);
            continue;
        }
        const size_t close = text.find('}', at);
        if (text[at] == '}' || close == std::string_view::npos)
            return false;
        place(text.substr(at + 1, close - at - 1));
        text.remove_prefix(close + 1);
    }
    return true;
}

std::string filled(const std::string& text, const Places& places)
{
    std::string out;
    walk(
        text,
        [&](std::string_view literal) { out += literal; },
        [&](std::string_view name) {
            const auto found = places.find(name);
            out += found == places.end() ? std::string() : found->second;
        });
    return out;
}

/// "A. first\nB. second"
std::string listed(const std::vector<std::string>& choices)
{
    std::string text;
    for (size_t i = 0; i < choices.size(); ++i)
        text += (i == 0 ? "" : "\n") + std::string(1, static_cast<char>('A' + i % 26)) + ". " +
                choices[i];
    return text;
}

Places placesOf(const Row& row)
{
    return {
        {"prompt", row.prompt.isConversation() ? row.prompt.turns.back().text : row.prompt.text},
        {"choices", listed(row.choices)},
        {"tests", row.tests},
        {"entry_point", row.entryPoint},
        {"kind", row.kind}};
}

/// What a worked example shows as the answer; empty where the row has none. With `steps` the
/// rationale comes first.
std::string answerOf(const Row& row, bool steps)
{
    if (!row.completion.empty())
        return row.good.value_or(true) ? plainText(row.completion) : std::string();
    if (!row.chosen.empty())
        return plainText(row.chosen);
    if (steps && !row.rationale.empty() && !row.answer.empty())
        return row.rationale + "\n#### " + row.answer;
    return row.answer;
}

void need(std::optional<Message> problem)
{
    if (problem)
        throw Error(*problem, Error::Kind::Input);
}

/// Where the rows stand that examples are chosen from: all, or as many as the seed picks.
std::vector<uint64_t> poolPlaces(uint64_t size, const TemplateOptions& options)
{
    std::set<uint64_t> places;
    if (size <= options.pool) {
        for (uint64_t i = 0; i < size; ++i)
            places.insert(i);
    } else {
        Random random(options.seed, "template pool");
        while (places.size() < options.pool)
            places.insert(random.below(size));
    }
    return {places.begin(), places.end()};
}

} // namespace

std::span<const std::string_view> answerPlaces()
{
    return kAnswerPlaces;
}

std::span<const std::string_view> promptPlaces()
{
    return std::span(kAnswerPlaces).first(5);
}

std::optional<Message> templateProblem(
    const std::string& name, const std::string& text, std::span<const std::string_view> places)
{
    std::optional<Message> problem;
    const bool whole = walk(
        text,
        [](std::string_view) {},
        [&](std::string_view place) {
            if (!problem && std::ranges::find(places, place) == places.end())
                problem =
                    tr("`{}`: there is no place {}; there are {}.",
                       name,
                       "{" + std::string(place) + "}",
                       fmt::format("{{{}}}", fmt::join(places, "}, {")));
        });
    if (!whole)
        problem = tr("`{}`: a brace is not closed; write it twice where a brace is meant.", name);
    return problem;
}

ExampleRows exampleRows(const Rows& rows)
{
    return {rows.kind(), rows.size(Split::Train), [&rows](uint64_t place) {
                return rows.row(Split::Train, place);
            }};
}

bool hasAnswer(const Row& row)
{
    return !answerOf(row, false).empty();
}

RowTemplate::RowTemplate(const Rows& rows, TemplateOptions options)
    : RowTemplate(exampleRows(rows), std::move(options))
{
}

RowTemplate::RowTemplate(ExampleRows rows, TemplateOptions options)
    : m_rows(std::move(rows))
    , m_options(std::move(options))
{
    if (m_rows.kind == RowKind::Labelled)
        throw inputError("Labelled texts have no prompt to put into other words.");
    need(templateProblem("prompt", m_options.prompt, promptPlaces()));
    need(templateProblem("steps", m_options.steps, promptPlaces()));
    need(templateProblem("answer_format", m_options.answerFormat, promptPlaces()));
    need(templateProblem("completion", m_options.completion, answerPlaces()));
    need(templateProblem("example", m_options.example, answerPlaces()));
    if (m_options.shots > 0)
        choosePool();
}

void RowTemplate::choosePool()
{
    m_places = poolPlaces(m_rows.size, m_options);
    if (!m_rows.answered || m_options.bySimilarity)
        for (const uint64_t place : std::exchange(m_places, {}))
            if (Row row = m_rows.row(place); hasAnswer(row))
                m_pool.push_back(std::move(row));
    if (poolSize() <= m_options.shots)
        throw inputError(
            "{} worked examples are wanted, but only {} rows for training have an answer to show. "
            "Make `shots` smaller, or use rows with answers.",
            m_options.shots,
            poolSize());
    if (m_options.bySimilarity) {
        std::vector<std::string> texts;
        for (const Row& row : m_pool)
            texts.push_back(plainText(row.prompt));
        m_similarity = std::make_unique<Similarity>(texts);
    }
}

Row RowTemplate::candidate(size_t place) const
{
    return m_pool.empty() ? m_rows.row(m_places[place]) : m_pool[place];
}

std::string RowTemplate::promptOf(const Row& row) const
{
    const Places places = placesOf(row);
    std::string text = filled(m_options.prompt, places);
    for (const std::string& more : {m_options.steps, m_options.answerFormat})
        if (!more.empty())
            text += (text.empty() || text.ends_with('\n') ? "" : "\n") + filled(more, places);
    return text;
}

std::string RowTemplate::completionOf(const Row& row, const std::string& completion) const
{
    Places places = placesOf(row);
    places["completion"] = completion;
    places["answer"] = row.answer;
    places["rationale"] = row.rationale;
    return filled(m_options.completion, places);
}

std::vector<Row> RowTemplate::examplesFor(const Row& row) const
{
    const std::string question = questionOf(row, m_rows.kind);
    std::vector<Row> examples;
    std::set<std::string> asked{question};
    const auto take = [&](Row example) {
        if (examples.size() < m_options.shots &&
            asked.insert(questionOf(example, m_rows.kind)).second)
            examples.push_back(std::move(example));
    };
    if (m_similarity) {
        // The row itself and rows that ask the same may be among the nearest.
        for (size_t wanted = 2 * m_options.shots + 8; examples.size() < m_options.shots;
             wanted *= 4) {
            for (const size_t place : m_similarity->nearest(plainText(row.prompt), wanted)) {
                if (examples.size() == m_options.shots)
                    break;
                take(candidate(place));
            }
            if (wanted >= poolSize())
                break;
        }
        std::ranges::reverse(examples); // the nearest stands next to the question
    } else {
        Random random(m_options.seed, "template examples", hash64(question));
        for (size_t tries = 0;
             tries < 20 * (m_options.shots + 8) && examples.size() < m_options.shots;
             ++tries)
            take(candidate(random.below(poolSize())));
    }
    return examples;
}

void RowTemplate::addExamples(Row& row, const std::vector<Row>& examples) const
{
    const bool steps = !m_options.steps.empty();
    std::vector<Turn> turns;
    std::string text;
    for (const Row& example : examples) {
        const std::string prompt = promptOf(example);
        const std::string answer = completionOf(example, answerOf(example, steps));
        if (row.prompt.isConversation()) {
            turns.push_back({Role::User, prompt});
            turns.push_back({Role::Assistant, answer});
            continue;
        }
        Places places = placesOf(example);
        places["prompt"] = prompt;
        places["completion"] = answer;
        places["answer"] = example.answer;
        places["rationale"] = example.rationale;
        text += filled(m_options.example, places) + m_options.between;
    }
    if (row.prompt.isConversation())
        row.prompt.turns.insert(row.prompt.turns.begin(), turns.begin(), turns.end());
    else
        row.prompt.text = text + row.prompt.text;
}

Row RowTemplate::apply(const Row& row) const
{
    Row made = row;
    if (!m_options.system.empty())
        made.system = m_options.system;
    const std::string prompt = promptOf(row);
    if (row.prompt.isConversation())
        made.prompt.turns.back().text = prompt;
    else
        made.prompt.text = prompt;
    for (Passage* passage : {&made.completion, &made.chosen, &made.rejected}) {
        if (passage->empty())
            continue;
        std::string& text = passage->isConversation() ? passage->turns.back().text : passage->text;
        text = completionOf(row, text);
    }
    if (m_options.shots > 0)
        addExamples(made, examplesFor(row));
    return made;
}

} // namespace espalier
