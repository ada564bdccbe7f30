#pragma once

/// What the evaluations of a run found, as data: figures with their uncertainty, by group as well,
/// the confusion matrix, the items that were judged, and what changed since another evaluation.

#include "core/report/figures.h"
#include "core/store/eval_items.h"
#include "core/store/nodes.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace espalier {

class Database;

/// What became of a figure since another evaluation.
struct EvaluatedChange
{
    std::string figure;
    std::string group;          ///< a kind of items; empty: all of them
    EvaluatedFigure difference; ///< this evaluation's less the other's
    bool operator==(const EvaluatedChange&) const = default;
};

/// What one evaluation node of a run found.
struct Evaluation
{
    std::string node, stage;
    int64_t stageRun = 0;
    std::string kind;         ///< "problems", "classify", "language", "arena", "reward"
    EvaluatedFigures figures; ///< over all items
    std::vector<std::pair<std::string, EvaluatedFigures>> groups; ///< by kind or class
    std::vector<std::string> labels;
    std::vector<std::vector<int64_t>> confusion; ///< [truth][decision], both places in `labels`
    std::vector<int64_t> namedNone;              ///< of each truth: where no label was named
    /// Of a reward model, or of one that judged: whose labels it learned from ("people",
    /// "simulated", "mixed"); empty where it is not said.
    std::string labelsOf;
    std::vector<EvalItem> items;
    std::string since; ///< the node it is compared with (changes.h); empty where there is none
    std::vector<EvaluatedChange> changes; ///< in the order of reading
    std::string problem; ///< why there are no figures, in the current language; else empty

    const EvaluatedFigure* figure(std::string_view name) const;
    const EvaluatedFigure* figure(std::string_view name, std::string_view group) const;
};

/// Fills figures, groups and confusion matrix from the text of a report.json. Throws Error (input)
/// where it is none.
void readReport(const std::string& json, Evaluation& evaluation);

/// One line of the current language that says where labels are not those of people; else empty.
std::string labelsSentence(const Evaluation& evaluation);

/// Whether a node of a run is an evaluation whose results are there.
bool hasResults(const NodeState& node);

/// What the evaluation nodes of a run that have ended found, in the plan's order. A report that
/// can't be read is a `problem`, not an error.
std::vector<Evaluation>
loadEvaluations(Database& database, const std::filesystem::path& artifacts, int64_t run);

} // namespace espalier
