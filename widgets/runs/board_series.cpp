#include "widgets/runs/board_series.h"

#include "widgets/runs/run_text.h"

#include <algorithm>

namespace espalier {

namespace {

/// A figure that an evaluation measured once, beside another node's curve of the same name: a dot
/// at step 0 would say nothing there. The comparison's figures have it.
bool isLoneFigure(const RunSnapshot& run, const LiveSeries& series)
{
    return series.info.count == 1 && series.info.lastStep == 0 &&
           std::ranges::any_of(run.series, [&](const LiveSeries& other) {
               return other.info.node != series.info.node && other.info.name == series.info.name &&
                      other.info.count > 1;
           });
}

} // namespace

std::vector<BoardSeries> boardSeries(const RunSnapshot& run, const std::string& node)
{
    std::vector<BoardSeries> result;
    for (const LiveSeries& series : run.series) {
        if (node.empty() ? isLoneFigure(run, series) : series.info.node != node)
            continue;
        const auto tokens =
            std::find_if(run.series.begin(), run.series.end(), [&](const LiveSeries& other) {
                return other.info.node == series.info.node && other.info.name == "num_tokens";
            });
        // The same stage run may be linked by two runs: the key tells them apart.
        const auto key =
            static_cast<uint64_t>(series.info.id) + (static_cast<uint64_t>(run.row.info.id) << 32);
        result.push_back(
            {key,
             static_cast<uint64_t>(series.info.generation),
             QString::fromStdString(run.row.info.name),
             runColour(run.row.info.id),
             series.info.node,
             series.info.name,
             series.data,
             tokens == run.series.end() ? nullptr : tokens->data});
    }
    return result;
}

std::vector<std::string> nodesWithSeries(const RunSnapshot& run)
{
    std::vector<std::string> nodes;
    for (const LiveSeries& series : run.series) {
        if (std::find(nodes.begin(), nodes.end(), series.info.node) == nodes.end())
            nodes.push_back(series.info.node);
    }
    return nodes;
}

} // namespace espalier
