#include "core/report/html_results.h"

#include "core/base/message.h"
#include "core/report/series_info.h"
#include "core/report/svg_curve.h"

#include <fmt/format.h>

namespace espalier {

namespace {

constexpr size_t kMostClasses = 24; ///< a larger matrix is not for reading

std::string row(const std::string& title, const EvaluatedFigure& figure)
{
    const FigureWords words = figureWords(figure);
    const auto cell = [](const std::string& text) { return "<td class=\"n\">" + text + "</td>"; };
    return "<tr><td>" + escapeHtml(title) + "</td>" + cell(words.value) + cell(words.error) +
           cell(words.interval) +
           cell(figure.n ? figureText(static_cast<double>(*figure.n)) : std::string()) + "</tr>\n";
}

std::string head()
{
    std::string out = "<tr><th>" + escapeHtml(translate("Figure")) + "</th>";
    for (const char* column :
         {trNoop("Value"), trNoop("Standard error"), trNoop("95 % interval"), trNoop("n")})
        out += "<th class=\"n\">" + escapeHtml(translate(column)) + "</th>";
    return out + "</tr>\n";
}

std::string figures(const Evaluation& evaluation)
{
    std::string out = "<table>" + head();
    for (const auto& [name, figure] : evaluation.figures)
        out += row(figureTitle(name), figure);
    for (const auto& [group, all] : evaluation.groups)
        for (const auto& [name, figure] : all)
            out += row(group + " · " + figureTitle(name), figure);
    return out + "</table>";
}

std::string confusion(const Evaluation& evaluation)
{
    if (evaluation.confusion.empty() || evaluation.labels.size() > kMostClasses)
        return {};
    std::string out = "<h3>" + escapeHtml(translate("True class by row, decision by column")) +
                      "</h3><table><tr><th></th>";
    for (const std::string& label : evaluation.labels)
        out += "<th class=\"n\">" + escapeHtml(label) + "</th>";
    out += "</tr>\n";
    for (size_t truth = 0; truth < evaluation.confusion.size(); ++truth) {
        out += "<tr><td>" + escapeHtml(evaluation.labels.at(truth)) + "</td>";
        for (size_t decision = 0; decision < evaluation.confusion[truth].size(); ++decision)
            out += fmt::format(
                "<td class=\"n{}\">{}</td>",
                truth == decision ? " best" : "",
                evaluation.confusion[truth][decision]);
        out += "</tr>\n";
    }
    return out + "</table>";
}

} // namespace

std::string htmlResults(std::span<const Evaluation> evaluations)
{
    std::string out;
    for (const Evaluation& evaluation : evaluations) {
        out += "<div class=\"card scroll\"><h3>" + escapeHtml(evaluation.node) + "</h3>";
        if (const auto words = labelsSentence(evaluation); !words.empty())
            out += "<p>" + escapeHtml(words) + "</p>";
        out += evaluation.problem.empty()
                   ? figures(evaluation) + confusion(evaluation)
                   : "<p class=\"trouble\">" + escapeHtml(evaluation.problem) + "</p>";
        out += "</div>\n";
    }
    return out.empty() ? "" : "<div class=\"cards texts\">" + out + "</div>";
}

} // namespace espalier
