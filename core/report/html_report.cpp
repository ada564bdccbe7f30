#include "core/report/html_changes.h"
#include "core/report/html_page.h"
#include "core/report/html_results.h"
#include "core/report/pipeline_drawing.h"
#include "core/report/report.h"
#include "core/report/series_info.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace espalier {

namespace {

constexpr size_t kTiles = 6;
constexpr size_t kEventsShown = 300;
constexpr size_t kSamplesShown = 6; ///< of one prompt

const ReportNode* findNode(const RunReportData& run, std::string_view id)
{
    const auto found = std::find_if(
        run.nodes.begin(), run.nodes.end(), [&](const ReportNode& node) { return node.id == id; });
    return found == run.nodes.end() ? nullptr : &*found;
}

bool isMain(const RunReportData& run, const ReportSeries& series)
{
    const ReportNode* node = findNode(run, series.node);
    return node != nullptr && !node->mainMetric.empty() &&
           metricBase(node->mainMetric) == metricBase(series.name);
}

std::string title(const RunReportData& run)
{
    return run.name.empty() ? tr("Run {}", run.id).words() : run.name;
}

std::string head(const RunReportData& run)
{
    std::string out = fmt::format(
        "<header><div class=\"head\"><h1>{}</h1>{}",
        escapeHtml(title(run)),
        stateBadge(run.status));
    for (const std::string& tag : run.tags)
        out += fmt::format("<span class=\"tag\">{}</span>", escapeHtml(tag));
    out += "</div><p class=\"muted\">";
    out += escapeHtml(
        run.started == 0 ? tr("Run {}, created {} UTC", run.id, timeText(run.created)).words()
                         : tr("Run {}, started {} UTC", run.id, timeText(run.started)).words());
    out += "</p>";
    if (!run.note.empty())
        out += fmt::format("<p class=\"text\">{}</p>", escapeHtml(run.note));
    if (!run.error.empty())
        out += fmt::format("<p class=\"trouble\">{}</p>", escapeHtml(run.error));
    return out + "</header>\n";
}

std::string tile(const std::string& figure, const std::string& label)
{
    return fmt::format(
        "<div class=\"card\"><b>{}</b><span>{}</span></div>",
        escapeHtml(figure),
        escapeHtml(label));
}

/// The figures that a reader looks for first, of the last node that has them.
std::string tiles(const RunReportData& run)
{
    constexpr std::array wanted{
        "eval_loss",
        "eval_perplexity",
        "perplexity",
        "bits_per_byte",
        "tokens_per_s",
        "num_tokens"};
    std::string out = tile(durationText(run.milliseconds), translate("duration"));
    size_t count = 1;
    for (const char* name : wanted) {
        const auto found =
            std::find_if(run.series.rbegin(), run.series.rend(), [&](const ReportSeries& s) {
                return s.name == name;
            });
        if (found == run.series.rend() || count == kTiles)
            continue;
        ++count;
        const Sense sense = metricSense(name);
        const bool best = sense == Sense::LowerIsBetter && found->count > 1;
        out += tile(
            figureText(best ? bestValue(*found) : found->last),
            best ? tr("best {}", name).words() : name);
    }
    return "<div class=\"tiles\">" + out + "</div>\n";
}

std::string figureRow(const RunReportData& run, const ReportSeries& series)
{
    const bool judged = metricSense(series.name) != Sense::Neither;
    return fmt::format(
        "<tr{}><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td "
        "class=\"n\">{}</td></tr>\n",
        isMain(run, series) ? " class=\"main\"" : "",
        escapeHtml(series.node),
        escapeHtml(series.name),
        figureText(series.last),
        judged ? figureText(bestValue(series)) : "",
        figureText(static_cast<double>(series.lastStep)));
}

std::string figures(const RunReportData& run)
{
    if (run.series.empty())
        return "";
    std::string out = fmt::format(
        "<div class=\"card scroll\"><table><tr><th>{}</th><th>{}</th><th class=\"n\">{}</th><th "
        "class=\"n\">{}</th><th class=\"n\">{}</th></tr>\n",
        escapeHtml(translate("Node")),
        escapeHtml(translate("Series")),
        escapeHtml(translate("Final")),
        escapeHtml(translate("Best")),
        escapeHtml(translate("Last step")));
    for (const bool main : {true, false})
        for (const ReportSeries& series : run.series)
            if (isMain(run, series) == main)
                out += figureRow(run, series);
    return out + "</table></div>\n";
}

SvgCurve curveOf(const ReportSeries& series)
{
    return {series.name, series.points, isEvaluation(series.name) ? 1 : 0};
}

/// A chart for each group of series of the same base; the groups of main metrics are large.
std::string curves(const RunReportData& run)
{
    std::vector<SvgChart> large;
    std::vector<SvgChart> small;
    std::set<std::string> drawnNodes;
    for (const ReportSeries& series : run.series)
        if (series.points.size() > 1)
            drawnNodes.insert(series.node);
    std::set<std::pair<std::string, std::string>> done;
    for (const ReportSeries& series : run.series) {
        const std::string base(metricBase(series.name));
        if (series.points.size() < 2 || !done.emplace(series.node, base).second)
            continue;
        SvgChart chart;
        chart.xLabel = translate("step");
        for (const ReportSeries& other : run.series)
            if (other.node == series.node && metricBase(other.name) == base &&
                !other.points.empty())
                chart.curves.push_back(curveOf(other));
        std::stable_sort(
            chart.curves.begin(), chart.curves.end(), [](const auto& a, const auto& b) {
                return a.colour < b.colour;
            });
        const std::string name = chart.curves.size() > 1 ? base : chart.curves.front().label;
        chart.title = drawnNodes.size() > 1 ? series.node + " · " + name : name;
        (isMain(run, series) ? large : small).push_back(std::move(chart));
    }
    return htmlCharts(large, small);
}

/// At most `kept` of the steps, evenly spread, the first and the last among them.
template <typename T>
std::vector<T> spread(const std::vector<T>& all, size_t kept)
{
    if (all.size() <= kept)
        return all;
    std::vector<T> some;
    for (size_t i = 0; i < kept; ++i)
        some.push_back(all[i * (all.size() - 1) / (kept - 1)]);
    return some;
}

std::string samples(const RunReportData& run)
{
    std::vector<std::pair<std::string, std::string>> order; // node, prompt
    std::map<std::pair<std::string, std::string>, std::vector<const ReportSample*>> byPrompt;
    for (const ReportSample& sample : run.samples) {
        const std::pair key{sample.node, sample.prompt};
        if (byPrompt[key].empty())
            order.push_back(key);
        byPrompt[key].push_back(&sample);
    }
    std::string out;
    for (const auto& key : order) {
        out += fmt::format(
            "<div class=\"card\"><h3>{}</h3><table><tr><th class=\"n\">{}</th><th>{}</th></tr>",
            escapeHtml(key.first),
            escapeHtml(translate("Step")),
            escapeHtml(translate("Text")));
        for (const ReportSample* sample : spread(byPrompt[key], kSamplesShown))
            out += fmt::format(
                "<tr><td class=\"n when\">{}</td><td class=\"text\"><span "
                "class=\"prompt\">{}</span>{}</td></tr>\n",
                figureText(static_cast<double>(sample->step)),
                escapeHtml(sample->prompt),
                escapeHtml(sample->text));
        out += "</table></div>\n";
    }
    return out.empty() ? "" : "<div class=\"cards texts\">" + out + "</div>";
}

std::string description(const std::vector<std::pair<std::string, std::string>>& rows)
{
    std::string out = "<dl>";
    for (const auto& [key, value] : rows)
        out += fmt::format("<dt>{}</dt><dd>{}</dd>", escapeHtml(key), escapeHtml(value));
    return out + "</dl>";
}

std::string parameters(const RunReportData& run)
{
    std::string out;
    for (const ReportNode& node : run.nodes) {
        std::string facts = escapeHtml(node.id + " (" + node.stage + "), ");
        facts += escapeHtml(stateWord(node.cached ? "cached" : node.state));
        if (node.milliseconds > 0)
            facts += ", " + durationText(node.milliseconds);
        out += fmt::format(
            "<div class=\"card\"><h3>{}</h3><p class=\"muted\">{}</p>{}</div>\n",
            escapeHtml(node.title),
            facts,
            node.params.empty() ? "" : description(node.params));
    }
    return out.empty() ? "" : "<div class=\"cards\">" + out + "</div>";
}

std::string journal(const RunReportData& run)
{
    if (run.events.empty())
        return "";
    const size_t hidden = run.events.size() > kEventsShown ? run.events.size() - kEventsShown : 0;
    std::string out = "<div class=\"card scroll\">";
    if (hidden > 0)
        out += fmt::format(
            "<p class=\"muted\">{}</p>",
            escapeHtml((hidden == 1 ? tr("One earlier entry is left out.")
                                    : tr("{} earlier entries are left out.", hidden))
                           .words()));
    out += "<table>";
    for (size_t i = hidden; i < run.events.size(); ++i) {
        const ReportEvent& event = run.events[i];
        const char* level = event.level == ReportEvent::Level::Error     ? " class=\"error\""
                            : event.level == ReportEvent::Level::Warning ? " class=\"warning\""
                                                                         : "";
        out += fmt::format(
            "<tr><td class=\"when\">{}</td><td>{}</td><td{}>{}</td></tr>\n",
            timeText(event.time, true),
            escapeHtml(event.node),
            level,
            escapeHtml(event.message.empty() ? event.kind : event.message.words()));
    }
    return out + "</table></div>";
}

} // namespace

double bestValue(const ReportSeries& series)
{
    switch (metricSense(series.name)) {
    case Sense::LowerIsBetter:
        return series.min;
    case Sense::HigherIsBetter:
        return series.max;
    case Sense::Neither:
        break;
    }
    return series.last;
}

std::string htmlReport(const RunReportData& run)
{
    const std::string graph = drawPipeline(run.pipeline, run.nodes);
    std::string body = head(run) + tiles(run);
    body += htmlSection(translate("What each stage changed"), htmlChanges(run.evaluations));
    body += htmlSection(translate("Results"), htmlResults(run.evaluations));
    body += htmlSection(translate("Curves"), curves(run));
    body += htmlSection(translate("Samples"), samples(run));
    body += htmlSection(translate("Figures"), figures(run));
    body += htmlSection(
        translate("Pipeline"),
        graph.empty() ? "" : "<div class=\"card scroll graph\">" + graph + "</div>");
    body += htmlSection(translate("Parameters"), parameters(run));
    body += htmlSection(
        translate("Environment"),
        run.environment.empty() ? ""
                                : "<div class=\"card\">" + description(run.environment) + "</div>");
    body += htmlSection(translate("Journal"), journal(run));
    return htmlPage(title(run), body);
}

} // namespace espalier
