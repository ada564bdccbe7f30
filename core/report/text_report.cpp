#include "core/report/text_report.h"

#include "core/report/html_page.h"
#include "core/report/series_info.h"

#include <fmt/format.h>

#include <algorithm>

namespace espalier {

namespace {

/// One line: "  pretrain   eval_loss   1.873   best 1.862   step 2,000".
struct Line
{
    std::string node, series, last, best, step;
};

std::vector<Line> lines(const RunReportData& run)
{
    std::vector<Line> all;
    for (const ReportNode& node : run.nodes) {
        for (const ReportSeries& series : run.series) {
            const bool main = series.node == node.id && metricSense(series.name) != Sense::Neither;
            if (!main)
                continue;
            const bool several = series.count > 1;
            all.push_back(
                {node.id,
                 series.name,
                 figureText(series.last),
                 several ? tr("best {}", figureText(bestValue(series))).words() : "",
                 several ? tr("step {}", figureText(static_cast<double>(series.lastStep))).words()
                         : ""});
        }
    }
    return all;
}

} // namespace

std::string textReport(const RunReportData& run)
{
    const std::string name = run.name.empty() ? tr("Run {}", run.id).words() : run.name;
    std::string out =
        run.milliseconds > 0
            ? tr("{}: {} after {}", name, stateWord(run.status), durationText(run.milliseconds))
                  .words()
            : tr("{}: {}", name, stateWord(run.status)).words();
    out += "\n";
    if (!run.error.empty())
        out += "  " + run.error + "\n";
    size_t node = 0;
    size_t series = 0;
    size_t last = 0;
    size_t best = 0;
    const auto all = lines(run);
    for (const Line& line : all) {
        node = std::max(node, line.node.size());
        series = std::max(series, line.series.size());
        last = std::max(last, line.last.size());
        best = std::max(best, line.best.size());
    }
    for (const Line& line : all) {
        std::string text = fmt::format(
            "  {:<{}}  {:<{}}  {:>{}}  {:<{}}  {}",
            line.node,
            node,
            line.series,
            series,
            line.last,
            last,
            line.best,
            best,
            line.step);
        text.erase(text.find_last_not_of(' ') + 1);
        out += text + "\n";
    }
    return out;
}

} // namespace espalier
