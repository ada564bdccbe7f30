#include "widgets/runs/board_series.h"

#include "widgets/common/language.h"
#include "widgets/common/number_format.h"
#include "widgets/runs/run_text.h"

#include <algorithm>
#include <map>

namespace espalier {

namespace {

using Marks = std::shared_ptr<const std::vector<ChartMark>>;

/// A figure that a stage measured once, beside other nodes' curves: a dot at step 0 would say
/// nothing there. Results and the comparison have it.
bool isLoneFigure(const RunSnapshot& run, const LiveSeries& series)
{
    const auto isFigure = [](const LiveSeries& s) {
        return s.info.count == 1 && s.info.lastStep == 0;
    };
    return isFigure(series) &&
           std::ranges::any_of(
               run.series,
               [&](const LiveSeries& other) {
                   return other.info.node != series.info.node && !isFigure(other);
               }) &&
           std::ranges::none_of(run.series, [&](const LiveSeries& other) {
               return other.info.node == series.info.node && !isFigure(other);
           });
}

/// What was found wrong or doubtful with the training of each node, where a step is known.
std::map<std::string, Marks> healthMarks(const RunSnapshot& run)
{
    std::map<std::string, std::vector<ChartMark>> found;
    if (!run.events)
        return {};
    for (const Event& event : *run.events) {
        if (event.kind != "health" || !event.data.contains("step"))
            continue;
        const auto step = event.data["step"].get<int64_t>();
        found[event.node].push_back(
            {step,
             QObject::tr("%1 · %2 · step %3: %4")
                 .arg(
                     QString::fromStdString(run.row.info.name),
                     QString::fromStdString(event.node),
                     formatCount(step),
                     shown(event.message)),
             event.level == EventLevel::Error});
    }
    std::map<std::string, Marks> marks;
    for (auto& [node, list] : found)
        marks[node] = std::make_shared<const std::vector<ChartMark>>(std::move(list));
    return marks;
}

} // namespace

std::vector<BoardSeries> boardSeries(const RunSnapshot& run, const std::string& node)
{
    std::vector<BoardSeries> result;
    const auto marks = healthMarks(run);
    for (const LiveSeries& series : run.series) {
        if (node.empty() ? isLoneFigure(run, series) : series.info.node != node)
            continue;
        const auto tokens =
            std::find_if(run.series.begin(), run.series.end(), [&](const LiveSeries& other) {
                return other.info.node == series.info.node && other.info.name == "num_tokens";
            });
        // The same stage run may be linked by two runs: the key tells them apart.
        const auto happened = marks.find(series.info.node);
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
             tokens == run.series.end() ? nullptr : tokens->data,
             happened == marks.end() ? nullptr : happened->second});
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
