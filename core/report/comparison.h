#pragma once

/// Several runs beside each other, as data: the window and the page show the same.

#include "core/report/report.h"
#include "core/report/series_info.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace espalier {

/// A parameter that is not the same in all runs.
struct ComparedParam
{
    std::string node, key;
    std::vector<std::optional<std::string>>
        values; ///< one a run; nothing where the run has no such node or parameter
};

/// A series' final and best value in each run.
struct ComparedFigure
{
    std::string node, name;
    Sense sense = Sense::Neither;
    std::vector<std::optional<double>> last, best; ///< one a run
    /// Index of the run with the best `best`; -1 where neither way is better or fewer than two runs
    /// have it.
    int winner = -1;
};

/// The same series of all runs that have it; a curve's colour is its run's place in the selection.
struct ComparedCurves
{
    std::string node, name;
    std::vector<SvgCurve> curves;
};

/// The last sample of the same prompt in each run.
struct ComparedSample
{
    std::string node, prompt;
    std::vector<std::optional<std::string>> texts; ///< one a run
};

struct Comparison
{
    std::vector<std::string> runs; ///< titles: name, or "run 3"
    std::vector<std::string> statuses;
    std::vector<ComparedParam> params;
    std::vector<ComparedFigure> figures;
    std::vector<ComparedCurves> curves;
    std::vector<ComparedSample> samples;
};

/// Nodes are the same where their id is.
Comparison compareRuns(std::span<const RunReportData> runs);

/// The comparison as a page, made as htmlReport's.
std::string htmlComparison(const Comparison& comparison);

} // namespace espalier
