#pragma once

/// Figures with their uncertainty: what they are called and how they are written.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace espalier {

/// A figure as a report holds it; what it doesn't say is absent.
struct EvaluatedFigure
{
    double value = 0;
    std::optional<int64_t> n;
    std::optional<double> standardError, low, high;
    bool operator==(const EvaluatedFigure&) const = default;
};

/// Figures by name, in the order of reading.
using EvaluatedFigures = std::vector<std::pair<std::string, EvaluatedFigure>>;

/// How a figure is to be drawn.
enum class FigureScale {
    Share,  ///< 0 to 1
    Signed, ///< -1 to 1
    Free
};
FigureScale figureScale(std::string_view name);
/// Where a figure of that name stands in the order of reading; names that are not known come last.
size_t figurePlace(std::string_view name);
/// What a figure is called, in the current language; its name where it has no title.
std::string figureTitle(std::string_view name);
/// One sentence about a figure of that name; through translate(). Empty for one that is not known.
const char* figureHelp(std::string_view name);

/// Digits after the point that mean something: two of the standard error, or of a quarter of the
/// interval where that is 0; nothing where neither is known.
std::optional<int> figureDecimals(const EvaluatedFigure& figure);

/// A figure in words: "0.425", "± 0.078", "0.285 – 0.578"; a part that is not known is empty. Never
/// more digits than the uncertainty lets stand.
struct FigureWords
{
    std::string value, error, interval;
};
FigureWords figureWords(const EvaluatedFigure& figure);

} // namespace espalier
