#include "core/report/svg_curve.h"

#include "core/base/message.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace espalier {

namespace {

constexpr double kFont = 12;
constexpr double kMarginRight = 14;
constexpr double kMarginBottom = 36;

/// The part of the picture that the curves fill, and the values at its ends.
struct Frame
{
    double left, top, right, bottom;
    double xLow, xHigh, yLow, yHigh;

    double x(double value) const { return left + (value - xLow) / (xHigh - xLow) * (right - left); }
    double y(double value) const
    {
        return bottom - (value - yLow) / (yHigh - yLow) * (bottom - top);
    }
};

bool isGap(const SvgPoint& point)
{
    return !std::isfinite(point.value) || !std::isfinite(point.low) || !std::isfinite(point.high);
}

/// Room that a text takes, roughly: wide signs (Hangul, Han) count double.
double textWidth(std::string_view text)
{
    double width = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80)
            width += 0.56;
        else if (byte >= 0xE0)
            width += 1;
        else if (byte >= 0xC0)
            width += 0.6;
    }
    return width * kFont;
}

/// Widens a range of no extent, so that a constant curve runs through the middle.
void widen(double& low, double& high)
{
    if (high > low)
        return;
    const double room = low == 0 ? 1 : std::abs(low) * 0.1;
    low -= room;
    high += room;
}

/// The least and greatest finite x and y; false where there is none.
bool extent(const SvgChart& chart, Frame& frame)
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    frame.xLow = frame.yLow = infinity;
    frame.xHigh = frame.yHigh = -infinity;
    for (const SvgCurve& curve : chart.curves) {
        for (const SvgPoint& point : curve.points) {
            if (isGap(point))
                continue;
            frame.xLow = std::min(frame.xLow, point.x);
            frame.xHigh = std::max(frame.xHigh, point.x);
            frame.yLow = std::min({frame.yLow, point.low, point.value});
            frame.yHigh = std::max({frame.yHigh, point.high, point.value});
        }
    }
    if (frame.xLow > frame.xHigh)
        return false;
    widen(frame.xLow, frame.xHigh);
    widen(frame.yLow, frame.yHigh);
    const double air = 0.04 * (frame.yHigh - frame.yLow);
    frame.yLow -= air;
    frame.yHigh += air;
    return true;
}

std::string
svgText(double x, double y, std::string_view text, std::string_view anchor, std::string_view fill)
{
    return fmt::format(
        R"(<text x="{:.1f}" y="{:.1f}" text-anchor="{}" style="fill:{}">{}</text>)",
        x,
        y,
        anchor,
        fill,
        escapeHtml(text));
}

constexpr std::string_view kText = "var(--text,#1E2420)";
constexpr std::string_view kMuted = "var(--muted,#66706A)";
constexpr std::string_view kGrid = "var(--line,#DDE1DC)";

/// Title, then a swatch and a label a curve, in as many lines as they take. Moves `top` below them.
std::string drawHead(const SvgChart& chart, double& top)
{
    std::string out;
    top = 6;
    if (!chart.title.empty()) {
        top += kFont + 2;
        out += fmt::format(
            R"(<text x="2" y="{:.1f}" font-weight="600" style="fill:{}">{}</text>)",
            top,
            kText,
            escapeHtml(chart.title));
    }
    if (chart.curves.size() > 1) {
        double x = 2;
        top += kFont + 6;
        for (const SvgCurve& curve : chart.curves) {
            const double width = 24 + textWidth(curve.label) + 14;
            if (x + width > chart.width && x > 2) {
                x = 2;
                top += kFont + 5;
            }
            out += fmt::format(
                R"(<line x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}" stroke-width="2.5" )"
                R"(stroke-dasharray="{}" style="stroke:{}"/>)",
                x,
                x + 18,
                top - 4,
                top - 4,
                kSeriesDashes.at(static_cast<size_t>(curve.colour) / 8 % kSeriesDashes.size()),
                seriesPaint(curve.colour));
            out += svgText(x + 24, top, curve.label, "start", kMuted);
            x += width;
        }
    }
    top += 10;
    return out;
}

std::string drawAxes(const SvgChart& chart, const Frame& frame, const std::vector<double>& yTicks)
{
    std::string out;
    const double yStep = yTicks.size() > 1 ? yTicks[1] - yTicks[0] : 1;
    for (const double tick : yTicks) {
        const double y = frame.y(tick);
        out += fmt::format(
            R"(<line x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}" style="stroke:{}"/>)",
            frame.left,
            frame.right,
            y,
            y,
            kGrid);
        out += svgText(frame.left - 6, y + 4, tickText(tick, yStep), "end", kMuted);
    }
    const auto xTicks =
        niceTicks(frame.xLow, frame.xHigh, std::max(2, static_cast<int>(chart.width / 110)));
    const double xStep = xTicks.size() > 1 ? xTicks[1] - xTicks[0] : 1;
    for (const double tick : xTicks) {
        const double x = frame.x(tick);
        out += fmt::format(
            R"(<line x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}" style="stroke:{}"/>)",
            x,
            x,
            frame.bottom,
            frame.bottom + 4,
            kMuted);
        const bool atEnd = x > frame.right - 12;
        out += svgText(
            atEnd ? frame.right + kMarginRight - 2 : x,
            frame.bottom + 17,
            tickText(tick, xStep),
            atEnd ? "end" : "middle",
            kMuted);
    }
    out += fmt::format(
        R"(<line x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}" style="stroke:{}"/>)",
        frame.left,
        frame.right,
        frame.bottom,
        frame.bottom,
        kMuted);
    out +=
        svgText((frame.left + frame.right) / 2, frame.bottom + 32, chart.xLabel, "middle", kMuted);
    return out;
}

/// The band between low and high of one stretch without gaps, closed; empty where it is too thin to
/// see.
std::string bandPath(const Frame& frame, std::span<const SvgPoint> points)
{
    const bool visible = std::any_of(points.begin(), points.end(), [&](const SvgPoint& point) {
        return frame.y(point.low) - frame.y(point.high) > 1.5;
    });
    if (!visible || points.size() < 2)
        return "";
    std::string path = "M";
    for (const SvgPoint& point : points)
        path += fmt::format("{:.1f} {:.1f} ", frame.x(point.x), frame.y(point.high));
    for (size_t i = points.size(); i-- > 0;)
        path += fmt::format("{:.1f} {:.1f} ", frame.x(points[i].x), frame.y(points[i].low));
    return path + "Z";
}

std::string drawCurve(const Frame& frame, const SvgCurve& curve)
{
    const std::string paint = seriesPaint(curve.colour);
    const char* dash =
        kSeriesDashes.at(static_cast<size_t>(curve.colour) / 8 % kSeriesDashes.size());
    const bool few = curve.points.size() <= 40;
    std::string band;
    std::string line;
    std::string dots;
    const std::span<const SvgPoint> all(curve.points);
    for (size_t begin = 0; begin < all.size();) {
        if (isGap(all[begin])) {
            ++begin;
            continue;
        }
        size_t end = begin;
        while (end < all.size() && !isGap(all[end]))
            ++end;
        const auto stretch = all.subspan(begin, end - begin);
        band += bandPath(frame, stretch);
        const char* command = "M";
        for (const SvgPoint& point : stretch) {
            line += fmt::format("{}{:.1f} {:.1f}", command, frame.x(point.x), frame.y(point.value));
            command = "L";
            if (few || stretch.size() == 1)
                dots += fmt::format(
                    R"(<circle cx="{:.1f}" cy="{:.1f}" r="2.5" style="fill:{}"/>)",
                    frame.x(point.x),
                    frame.y(point.value),
                    paint);
        }
        begin = end;
    }
    std::string out;
    if (!band.empty())
        out += fmt::format(R"(<path d="{}" fill-opacity="0.22" style="fill:{}"/>)", band, paint);
    return out +
           fmt::format(
               R"(<path d="{}" fill="none" stroke-width="1.8" stroke-linejoin="round" )"
               R"(stroke-dasharray="{}" style="stroke:{}"><title>{}</title></path>)",
               line,
               dash,
               paint,
               escapeHtml(curve.label)) +
           dots;
}

} // namespace

std::string seriesPaint(int index)
{
    const size_t colour = static_cast<size_t>(std::max(index, 0)) % kSeriesColours.size();
    return fmt::format("var(--s{},{})", colour, kSeriesColours.at(colour));
}

std::string svgChart(const SvgChart& chart)
{
    std::string out = fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {:.0f} {:.0f}" role="img" )"
        R"(aria-label="{}" font-family="inherit" font-size="{:.0f}">)",
        chart.width,
        chart.height,
        escapeHtml(chart.title),
        kFont);
    Frame frame{};
    out += drawHead(chart, frame.top);
    if (!extent(chart, frame)) {
        out += svgText(
            chart.width / 2,
            chart.height / 2,
            translate("There is no finite value yet."),
            "middle",
            kMuted);
        return out + "</svg>";
    }
    frame.bottom = chart.height - kMarginBottom;
    const auto yTicks = niceTicks(
        frame.yLow, frame.yHigh, std::max(3, static_cast<int>((frame.bottom - frame.top) / 32)));
    const double yStep = yTicks.size() > 1 ? yTicks[1] - yTicks[0] : 1;
    double labels = 20;
    for (const double tick : yTicks)
        labels = std::max(labels, textWidth(tickText(tick, yStep)));
    frame.left = labels + 10;
    frame.right = chart.width - kMarginRight;
    out += drawAxes(chart, frame, yTicks);
    for (const SvgCurve& curve : chart.curves)
        out += drawCurve(frame, curve);
    return out + "</svg>";
}

} // namespace espalier
