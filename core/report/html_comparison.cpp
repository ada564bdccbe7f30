#include "core/report/comparison.h"
#include "core/report/html_page.h"

#include <fmt/format.h>

namespace espalier {

namespace {

std::string swatch(size_t run)
{
    return fmt::format(
        "<span class=\"swatch\" style=\"background:{}\"></span>",
        seriesPaint(static_cast<int>(run)));
}

/// "<th>Node</th><th>...</th>" and a column a run, each with its colour.
std::string tableHead(const Comparison& comparison, const std::string& second, const char* align)
{
    std::string out = fmt::format(
        "<tr><th>{}</th><th>{}</th>", escapeHtml(translate("Node")), escapeHtml(second));
    for (size_t i = 0; i < comparison.runs.size(); ++i)
        out += fmt::format(
            "<th class=\"{}\">{}{}</th>", align, swatch(i), escapeHtml(comparison.runs[i]));
    return out + "</tr>\n";
}

std::string table(const std::string& rows)
{
    return "<div class=\"card scroll\"><table>" + rows + "</table></div>\n";
}

std::string head(const Comparison& comparison)
{
    std::string out = fmt::format("<h1>{}</h1>", escapeHtml(translate("Comparison of runs")));
    for (size_t i = 0; i < comparison.runs.size(); ++i)
        out += fmt::format(
            "<p class=\"head\"><span>{}{}</span>{}</p>",
            swatch(i),
            escapeHtml(comparison.runs[i]),
            stateBadge(comparison.statuses[i]));
    return out;
}

std::string params(const Comparison& comparison)
{
    if (comparison.params.empty())
        return fmt::format(
            "<p class=\"muted\">{}</p>", escapeHtml(translate("All parameters are the same.")));
    std::string out = tableHead(comparison, translate("Parameter"), "n");
    for (const ComparedParam& row : comparison.params) {
        out += fmt::format("<tr><td>{}</td><td>{}</td>", escapeHtml(row.node), escapeHtml(row.key));
        for (const auto& value : row.values)
            out += fmt::format("<td class=\"n\">{}</td>", escapeHtml(value.value_or("–")));
        out += "</tr>\n";
    }
    return table(out);
}

/// The final value, under it the best where that is another; the winner's is marked.
std::string figureCell(const ComparedFigure& row, size_t run)
{
    if (!row.last[run])
        return "<td class=\"n\">–</td>";
    const char* mark = row.winner == static_cast<int>(run) ? " best" : "";
    const std::string last = figureText(*row.last[run]);
    if (row.sense == Sense::Neither || *row.best[run] == *row.last[run])
        return fmt::format("<td class=\"n{}\">{}</td>", mark, last);
    return fmt::format(
        "<td class=\"n\">{}<br><span class=\"muted{}\">{}</span></td>",
        last,
        mark,
        escapeHtml(tr("best {}", figureText(*row.best[run])).words()));
}

std::string figures(const Comparison& comparison)
{
    if (comparison.figures.empty())
        return "";
    std::string out = tableHead(comparison, translate("Series"), "n");
    for (const ComparedFigure& row : comparison.figures) {
        out +=
            fmt::format("<tr><td>{}</td><td>{}</td>", escapeHtml(row.node), escapeHtml(row.name));
        for (size_t i = 0; i < row.last.size(); ++i)
            out += figureCell(row, i);
        out += "</tr>\n";
    }
    return table(out);
}

std::string curves(const Comparison& comparison)
{
    std::vector<SvgChart> large;
    std::vector<SvgChart> small;
    for (const ComparedCurves& row : comparison.curves) {
        SvgChart chart;
        chart.title = row.node + " · " + row.name;
        chart.xLabel = translate("step");
        chart.curves = row.curves;
        (metricBase(row.name) == "loss" ? large : small).push_back(std::move(chart));
    }
    return htmlCharts(large, small);
}

std::string samples(const Comparison& comparison)
{
    if (comparison.samples.empty())
        return "";
    std::string out = tableHead(comparison, translate("Prompt"), "");
    for (const ComparedSample& row : comparison.samples) {
        out += fmt::format(
            "<tr><td>{}</td><td class=\"text prompt\">{}</td>",
            escapeHtml(row.node),
            escapeHtml(row.prompt));
        for (const auto& text : row.texts)
            out += fmt::format("<td class=\"text\">{}</td>", escapeHtml(text.value_or("–")));
        out += "</tr>\n";
    }
    return table(out);
}

} // namespace

std::string htmlComparison(const Comparison& comparison)
{
    std::string body = head(comparison);
    body += htmlSection(translate("Parameters that differ"), params(comparison));
    body += htmlSection(translate("Figures"), figures(comparison));
    body += htmlSection(translate("Curves"), curves(comparison));
    body += htmlSection(translate("Samples"), samples(comparison));
    return htmlPage(translate("Comparison of runs"), body);
}

} // namespace espalier
