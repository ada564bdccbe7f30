#pragma once

/// What the evaluations of a run found, as data: figures with their uncertainty, by group as well,
/// the confusion matrix, and the items that were judged.

#include "core/metrics/statistics.h"
#include "core/store/eval_items.h"
#include "core/store/nodes.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace espalier {

class Database;

/// A figure as a report holds it; what it doesn't say is absent.
struct EvaluatedFigure
{
    double value = 0;
    std::optional<int64_t> n;
    std::optional<double> standardError, low, high;
    bool operator==(const EvaluatedFigure&) const = default;
};

/// Figures by name, in the order of reading.
using EvaluatedFigures = std::vector<std::pair<std::string, EvaluatedFigure>>;

/// What an evaluation has over another, in score, on the items that both judged.
struct EvaluatedDifference
{
    std::string node; ///< the other
    Figure figure;
};

/// What one evaluation node of a run found.
struct Evaluation
{
    std::string node, stage;
    int64_t stageRun = 0;
    std::string kind;         ///< "problems", "classify", "language"
    EvaluatedFigures figures; ///< over all items
    std::vector<std::pair<std::string, EvaluatedFigures>> groups; ///< by kind or class
    std::vector<std::string> labels;
    std::vector<std::vector<int64_t>> confusion; ///< [truth][decision], both places in `labels`
    std::vector<int64_t> namedNone;              ///< of each truth: where no label was named
    std::vector<EvalItem> items;
    std::optional<EvaluatedDifference> difference; ///< to the first before it by the same stage
    std::string problem; ///< why there are no figures, in the current language; else empty

    const EvaluatedFigure* figure(std::string_view name) const;
    const EvaluatedFigure* figure(std::string_view name, std::string_view group) const;
};

/// How a figure is to be drawn.
enum class FigureScale {
    Share,  ///< 0 to 1
    Signed, ///< -1 to 1
    Free
};
FigureScale figureScale(std::string_view name);
/// What a figure is called, in the current language; its name where it has no title.
std::string figureTitle(std::string_view name);
/// One sentence about a figure of that name; through translate(). Empty for one that is not known.
const char* figureHelp(std::string_view name);

/// Digits after the point that mean something: two of the standard error, or of a quarter of the
/// interval where that is 0; nothing where neither is known.
std::optional<int> figureDecimals(const EvaluatedFigure& figure);

/// A figure in words: "0.425", "± 0.078", "0.285 – 0.578"; a part that is not known is empty. Never
/// more digits than the uncertainty lets stand.
struct FigureWords
{
    std::string value, error, interval;
};
FigureWords figureWords(const EvaluatedFigure& figure);

/// What the paired difference to another evaluation says, in a sentence of the current language;
/// empty where there is none.
std::string differenceSentence(const Evaluation& evaluation);

/// Fills figures, groups and confusion matrix from the text of a report.json. Throws Error (input)
/// where it is none.
void readReport(const std::string& json, Evaluation& evaluation);

/// Whether a node of a run is an evaluation whose results are there.
bool hasResults(const NodeState& node);

/// What the evaluation nodes of a run that have ended found, in the plan's order. A report that
/// can't be read is a `problem`, not an error.
std::vector<Evaluation>
loadEvaluations(Database& database, const std::filesystem::path& artifacts, int64_t run);

/// The mean of what `after` has over `before` in score, over the items that both judged; nothing
/// where they did not judge the same ones.
std::optional<Figure>
pairedScores(std::span<const EvalItem> before, std::span<const EvalItem> after);

} // namespace espalier
