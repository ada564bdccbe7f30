#pragma once

/// Curves as SVG text: pure functions, no state, no outside resource. Colours are those of Okabe &
/// Ito (2008), legible to colour-blind people; after eight they repeat with other dashes.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

/// Okabe & Ito's eight in the window's order, as they stand on a light ground. A page may replace
/// them by CSS variables
/// --s0 to --s7.
inline constexpr std::array<const char*, 8> kSeriesColours{
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#B5A400", "#3A423D"};
/// stroke-dasharray of the first eight curves, the second eight, ...
inline constexpr std::array<const char*, 4> kSeriesDashes{"", "6 3", "2 3", "8 3 2 3"};

/// A CSS colour: "var(--s1,#D55E00)".
std::string seriesPaint(int index);

/// One column of a curve: the values between this x and the next lie within [low, high]. Not
/// finite: a gap.
struct SvgPoint
{
    double x = 0;
    double value = 0; ///< the line goes through it
    double low = 0;
    double high = 0;
    bool operator==(const SvgPoint&) const = default;
};

/// A curve of a chart.
struct SvgCurve
{
    std::string label;
    std::vector<SvgPoint> points; ///< x ascending
    int colour = 0; ///< index into the eight colours; each further eight takes the next dash
};

struct SvgChart
{
    std::string title;
    std::string xLabel;
    std::vector<SvgCurve> curves;
    double width = 360, height = 220; ///< in user units; the picture scales with its column
};

/// The chart as one <svg> element. Values that are no numbers leave gaps; a chart without any
/// finite value says so. Grid and text take the page's colours: CSS variables --line, --muted,
/// --text with light fallbacks.
std::string svgChart(const SvgChart& chart);

/// About `about` round numbers (1, 2, 2.5, 5 x 10^k) that cover [low, high] from within.
std::vector<double> niceTicks(double low, double high, int about);

/// A tick's text with no more digits than `step` between ticks calls for; thousands as "20k".
std::string tickText(double value, double step);

/// At most `columns` points, each with the least and greatest value of its stretch and their middle
/// as its value. Values that are not finite are left out of a stretch that has finite ones.
std::vector<SvgPoint> decimate(const std::vector<SvgPoint>& points, size_t columns);

/// & < > " ' as entities; bytes that are no UTF-8 and control characters as U+FFFD.
std::string escapeHtml(std::string_view text);

} // namespace espalier
