#pragma once

/// Rows in other words: a system text, a prompt with places for what the row holds, worked examples
/// before the question, wording that asks for steps and for a form of the answer.

#include "core/base/message.h"
#include "core/rows/rows.h"
#include "core/rows/similarity.h"

#include <functional>
#include <memory>

namespace espalier {

struct TemplateOptions
{
    std::string system;                      ///< replaces the row's own; empty: that one stays
    std::string prompt = "{prompt}";         ///< places: promptPlaces()
    std::string steps;                       ///< wording that asks for steps, after the prompt
    std::string answerFormat;                ///< wording that says how to answer, after that
    std::string completion = "{completion}"; ///< places: answerPlaces()
    std::string example = "{prompt}\n{completion}"; ///< a worked example in a plain prompt
    std::string between = "\n\n";                   ///< between examples, and before the question
    uint64_t shots = 0;                             ///< worked examples
    bool bySimilarity = false;                      ///< the nearest questions; else by the seed
    uint64_t pool = 5000; ///< training rows that examples are chosen from, at most
    uint64_t seed = 1;
};

/// The names that may stand in {} of a prompt: prompt, choices, tests, entry_point, kind.
std::span<const std::string_view> promptPlaces();
/// Likewise of a completion and an example: those, completion, answer and rationale.
std::span<const std::string_view> answerPlaces();

/// What is wrong with a text with places, as a sentence; nothing where it is right. {{ and }} stand
/// for braces.
std::optional<Message> templateProblem(
    const std::string& name, const std::string& text, std::span<const std::string_view> places);

/// The rows for training, where worked examples come from.
struct ExampleRows
{
    RowKind kind = RowKind::Instructions;
    uint64_t size = 0;
    std::function<Row(uint64_t)> row;
    /// Known beforehand: each has an answer to show. A row is then made only when it is shown
    /// (unless its likeness counts); else all candidates are made and those without one left out.
    bool answered = false;
};
/// Those of an artifact, which must outlive them.
ExampleRows exampleRows(const Rows& rows);
/// Whether a row has an answer that a worked example could show.
bool hasAnswer(const Row& row);

/// Writes rows of an artifact anew.
class RowTemplate
{
public:
    /// Throws Error (input) where the options are wrong or there are too few rows with an answer.
    RowTemplate(ExampleRows rows, TemplateOptions options);
    /// Worked examples come from the training side of `rows`, which must outlive this.
    RowTemplate(const Rows& rows, TemplateOptions options);
    /// A row of these. Its examples ask other questions than it does.
    Row apply(const Row& row) const;

private:
    std::string promptOf(const Row& row) const;
    std::string completionOf(const Row& row, const std::string& completion) const;
    void choosePool();
    size_t poolSize() const { return m_pool.empty() ? m_places.size() : m_pool.size(); }
    Row candidate(size_t place) const;
    std::vector<Row> examplesFor(const Row& row) const;
    void addExamples(Row& row, const std::vector<Row>& examples) const;

    ExampleRows m_rows;
    TemplateOptions m_options;
    std::vector<uint64_t> m_places; ///< of the candidates, where they are made when they are shown
    std::vector<Row> m_pool;        ///< else they themselves
    std::unique_ptr<Similarity> m_similarity;
};

} // namespace espalier
