#include "core/report/comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace espalier {

namespace {

/// Keys in the order in which they are met first.
template <typename Key>
class Ordered
{
public:
    /// The place of a key; a new one at the end.
    size_t place(const Key& key)
    {
        const auto [found, added] = m_places.emplace(key, m_places.size());
        return found->second;
    }

private:
    std::map<Key, size_t> m_places;
};

using NodeKey = std::pair<std::string, std::string>;

/// The row of a key in `rows`, made with `make(key)` where it is new.
template <typename Row, typename Make>
Row& rowOf(std::vector<Row>& rows, Ordered<NodeKey>& order, const NodeKey& key, const Make& make)
{
    const size_t place = order.place(key);
    if (place == rows.size())
        rows.push_back(make(key));
    return rows[place];
}

std::vector<ComparedParam> compareParams(std::span<const RunReportData> runs)
{
    std::vector<ComparedParam> rows;
    Ordered<NodeKey> order;
    for (size_t i = 0; i < runs.size(); ++i)
        for (const ReportNode& node : runs[i].nodes)
            for (const auto& [key, value] : node.params)
                rowOf(rows, order, {node.id, key}, [&](const NodeKey& k) {
                    ComparedParam row{k.first, k.second, {}};
                    row.values.resize(runs.size());
                    return row;
                }).values[i] = value;
    std::erase_if(rows, [](const ComparedParam& row) {
        return std::all_of(row.values.begin(), row.values.end(), [&](const auto& value) {
            return value == row.values.front();
        });
    });
    return rows;
}

/// The one run that is better than all others; -1 where two share the best value.
int winnerOf(const ComparedFigure& figure)
{
    if (figure.sense == Sense::Neither)
        return -1;
    int winner = -1;
    int known = 0;
    double best = std::numeric_limits<double>::infinity();
    for (size_t i = 0; i < figure.best.size(); ++i) {
        if (!figure.best[i] || !std::isfinite(*figure.best[i]))
            continue;
        ++known;
        const double cost =
            figure.sense == Sense::LowerIsBetter ? *figure.best[i] : -*figure.best[i];
        if (cost <= best)
            winner = cost < best ? static_cast<int>(i) : -1;
        best = std::min(best, cost);
    }
    return known > 1 ? winner : -1;
}

std::vector<ComparedFigure> compareFigures(std::span<const RunReportData> runs)
{
    std::vector<ComparedFigure> rows;
    Ordered<NodeKey> order;
    for (size_t i = 0; i < runs.size(); ++i) {
        for (const ReportSeries& series : runs[i].series) {
            ComparedFigure& row =
                rowOf(rows, order, {series.node, series.name}, [&](const NodeKey& k) {
                    ComparedFigure made{k.first, k.second, metricSense(k.second), {}, {}, -1};
                    made.last.resize(runs.size());
                    made.best.resize(runs.size());
                    return made;
                });
            row.last[i] = series.last;
            row.best[i] = bestValue(series);
        }
    }
    for (ComparedFigure& row : rows)
        row.winner = winnerOf(row);
    return rows;
}

std::vector<ComparedCurves>
compareCurves(std::span<const RunReportData> runs, const std::vector<std::string>& titles)
{
    std::vector<ComparedCurves> rows;
    Ordered<NodeKey> order;
    for (size_t i = 0; i < runs.size(); ++i)
        for (const ReportSeries& series : runs[i].series)
            if (series.points.size() > 1)
                rowOf(rows, order, {series.node, series.name}, [](const NodeKey& k) {
                    return ComparedCurves{k.first, k.second, {}};
                }).curves.push_back({titles[i], series.points, static_cast<int>(i)});
    return rows;
}

std::vector<ComparedSample> compareSamples(std::span<const RunReportData> runs)
{
    std::vector<ComparedSample> rows;
    Ordered<NodeKey> order;
    for (size_t i = 0; i < runs.size(); ++i)
        for (const ReportSample& sample : runs[i].samples) // by step: the last one stays
            rowOf(rows, order, {sample.node, sample.prompt}, [&](const NodeKey& k) {
                ComparedSample row{k.first, k.second, {}};
                row.texts.resize(runs.size());
                return row;
            }).texts[i] = sample.text;
    return rows;
}

} // namespace

Comparison compareRuns(std::span<const RunReportData> runs)
{
    Comparison comparison;
    for (const RunReportData& run : runs) {
        comparison.runs.push_back(run.name.empty() ? tr("Run {}", run.id).words() : run.name);
        comparison.statuses.push_back(run.status);
    }
    comparison.params = compareParams(runs);
    comparison.figures = compareFigures(runs);
    comparison.curves = compareCurves(runs, comparison.runs);
    comparison.samples = compareSamples(runs);
    return comparison;
}

} // namespace espalier
