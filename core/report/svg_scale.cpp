// Ticks, thinning and escaping: the parts of svg_curve.h that draw nothing.

#include "core/report/svg_curve.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace espalier {

namespace {

/// The round step (1, 2, 2.5, 5 x 10^k) that is nearest above `rough`.
double niceStep(double rough)
{
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0})
        if (rough <= factor * power * (1 + 1e-9))
            return factor * power;
    return 10 * power;
}

/// Decimals that a multiple of `step` needs: 0.25 -> 2, 50 -> 0.
int decimalsOf(double step)
{
    int decimals = 0;
    while (decimals < 12 &&
           std::abs(step - std::round(step)) > 1e-6 * std::max(1.0, std::abs(step))) {
        step *= 10;
        ++decimals;
    }
    return decimals;
}

/// How many bytes a UTF-8 sequence at the beginning of `text` has; 0 where it is none.
size_t sequenceLength(std::string_view text)
{
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    const size_t length = first < 0x80                     ? 1
                          : first >= 0xC2 && first <= 0xDF ? 2
                          : first >= 0xE0 && first <= 0xEF ? 3
                          : first >= 0xF0 && first <= 0xF4 ? 4
                                                           : 0;
    if (length == 0 || length > text.size())
        return 0;
    for (size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xC0U) != 0x80U)
            return 0;
    const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
    const bool surrogate = first == 0xED && byte(1) > 0x9F;
    const bool beyond = first == 0xF4 && byte(1) > 0x8F;
    return overlong || surrogate || beyond ? 0 : length;
}

} // namespace

std::vector<double> niceTicks(double low, double high, int about)
{
    if (!std::isfinite(low) || !std::isfinite(high) || !(high > low) || about < 1)
        return {};
    const double step = niceStep((high - low) / about);
    std::vector<double> ticks;
    const double slack = 1e-9 * (high - low);
    for (double k = std::ceil((low - slack) / step); k * step <= high + slack; ++k)
        ticks.push_back(k == 0 ? 0 : k * step); // no minus zero
    return ticks;
}

std::string tickText(double value, double step)
{
    if (value == 0)
        return "0";
    const double size = std::max(std::abs(value), std::abs(step));
    if (step < 1e-3 || size >= 1e15) {
        const double exponent = std::floor(std::log10(std::abs(value)) + 1e-9);
        return fmt::format("{:.4g}e{:.0f}", value / std::pow(10.0, exponent), exponent);
    }
    for (const auto& [unit, sign] : {std::pair{1e9, "G"}, {1e6, "M"}, {1e3, "k"}})
        if (size >= 10 * unit || (size >= unit && unit > 1e3))
            return fmt::format("{:.{}f}{}", value / unit, decimalsOf(step / unit), sign);
    return fmt::format("{:.{}f}", value, decimalsOf(step));
}

std::vector<SvgPoint> decimate(const std::vector<SvgPoint>& points, size_t columns)
{
    if (points.size() <= columns || columns == 0)
        return points;
    std::vector<SvgPoint> kept;
    kept.reserve(columns);
    for (size_t column = 0; column < columns; ++column) {
        const size_t begin = column * points.size() / columns;
        const size_t end = (column + 1) * points.size() / columns;
        // The ends keep their places, so that the curve reaches as far as it did.
        SvgPoint merged{points[column + 1 == columns ? end - 1 : begin].x, NAN, NAN, NAN};
        for (size_t i = begin; i < end; ++i) {
            // fmin and fmax pass over NaN; infinities are gaps as well.
            if (!std::isfinite(points[i].low) || !std::isfinite(points[i].high))
                continue;
            merged.low = std::fmin(merged.low, points[i].low);
            merged.high = std::fmax(merged.high, points[i].high);
        }
        merged.value = (merged.low + merged.high) / 2;
        kept.push_back(merged);
    }
    return kept;
}

std::string escapeHtml(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const size_t length = sequenceLength(text);
        const char c = text.front();
        const bool control = static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t';
        if (length == 0 || control || c == '\x7f')
            out += "\uFFFD";
        else if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (c == '\'')
            out += "&#39;";
        else
            out += text.substr(0, length);
        text.remove_prefix(std::max<size_t>(length, 1));
    }
    return out;
}

} // namespace espalier
