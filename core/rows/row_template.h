#pragma once

/// Rows in other words: a system text, a prompt with places for what the row holds, worked examples
/// before the question, wording that asks for steps and for a form of the answer.

#include "core/base/message.h"
#include "core/rows/rows.h"
#include "core/rows/similarity.h"

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

/// Writes rows of an artifact anew.
class RowTemplate
{
public:
    /// Worked examples come from the training side of `rows`, which must outlive this. Throws Error
    /// (input) where the options are wrong or there are too few rows with an answer.
    RowTemplate(const Rows& rows, TemplateOptions options);
    /// A row of these. Its examples ask other questions than it does.
    Row apply(const Row& row) const;

private:
    std::string promptOf(const Row& row) const;
    std::string completionOf(const Row& row, const std::string& completion) const;
    std::vector<const Row*> examplesFor(const Row& row) const;
    void addExamples(Row& row, const std::vector<const Row*>& examples) const;

    RowKind m_kind;
    TemplateOptions m_options;
    std::vector<Row> m_pool;
    std::unique_ptr<Similarity> m_similarity;
};

} // namespace espalier
