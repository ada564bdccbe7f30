#include "core/metrics/statistics.h"

#include <cmath>
#include <vector>

namespace espalier {

namespace {

constexpr double kZ = 1.959963984540054; // 97.5 % of the normal distribution lie below

}

nlohmann::json toJson(const Figure& figure)
{
    return {
        {"value", figure.value},
        {"n", figure.n},
        {"stderr", figure.standardError},
        {"low", figure.low},
        {"high", figure.high}};
}

Figure meanFigure(std::span<const double> values)
{
    Figure figure;
    figure.n = static_cast<int64_t>(values.size());
    if (values.empty())
        return figure;
    const auto n = static_cast<double>(values.size());
    for (const double value : values)
        figure.value += value / n;
    double squares = 0;
    for (const double value : values)
        squares += (value - figure.value) * (value - figure.value);
    if (values.size() > 1)
        figure.standardError = std::sqrt(squares / (n - 1) / n);
    figure.low = figure.value - kZ * figure.standardError;
    figure.high = figure.value + kZ * figure.standardError;
    return figure;
}

Figure shareFigure(int64_t right, int64_t count)
{
    Figure figure;
    figure.n = count;
    if (count == 0)
        return figure;
    const auto n = static_cast<double>(count);
    const double p = static_cast<double>(right) / n;
    figure.value = p;
    figure.standardError = std::sqrt(p * (1 - p) / n);
    const double whole = 1 + kZ * kZ / n;
    const double middle = (p + kZ * kZ / (2 * n)) / whole;
    const double half = kZ / whole * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
    figure.low = right == 0 ? 0 : middle - half;
    figure.high = right == count ? 1 : middle + half;
    return figure;
}

Figure pairedDifference(std::span<const double> a, std::span<const double> b)
{
    std::vector<double> differences(a.size());
    for (size_t i = 0; i < a.size(); ++i)
        differences[i] = b[i] - a[i];
    return meanFigure(differences);
}

} // namespace espalier
