#pragma once

#include "widgets/charts/chart_board.h"
#include "widgets/runs/run_feed.h"

namespace espalier {

/// The series of a run as the board takes them: of one node, or of all where `node` is empty.
std::vector<BoardSeries> boardSeries(const RunSnapshot& run, const std::string& node = {});

/// Nodes of a run that have series, in the plan's order.
std::vector<std::string> nodesWithSeries(const RunSnapshot& run);

} // namespace espalier
