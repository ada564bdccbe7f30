#pragma once

/// The few figures that tell how a run went, for tables of runs.

#include "core/store/series.h"

#include <optional>
#include <vector>

namespace espalier {

/// Of the last node in the pipeline that has such a curve. The loss of reinforcement is left out:
/// it says nothing about how good a model is; its reward does.
struct RunFigures
{
    std::optional<double> loss;     ///< last value
    std::optional<double> evalLoss; ///< last value
    std::optional<double> bestEval; ///< least value of that curve
    std::optional<double> reward;   ///< last value
    std::optional<double> tokens;   ///< seen by all nodes together
};

/// `series` as Series::ofRun() gives them: in the order of the nodes.
RunFigures runFigures(const std::vector<SeriesInfo>& series);

} // namespace espalier
