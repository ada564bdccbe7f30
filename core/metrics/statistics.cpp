#include "core/metrics/statistics.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace espalier {

namespace {

constexpr double kZ = 1.959963984540054; // 97.5 % of the normal distribution lie below

double meanOf(std::span<const double> values)
{
    double mean = 0;
    for (const double value : values)
        mean += value / static_cast<double>(values.size());
    return mean;
}

/// The sum of squared distances from the mean.
double squaresAround(double mean, std::span<const double> values)
{
    double squares = 0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    return squares;
}

/// Wilson's interval of a share over so many independent items.
void setWilson(Figure& figure, double items)
{
    const double p = figure.value;
    const double whole = 1 + kZ * kZ / items;
    const double middle = (p + kZ * kZ / (2 * items)) / whole;
    const double half = kZ / whole * std::sqrt(p * (1 - p) / items + kZ * kZ / (4 * items * items));
    figure.low = p <= 0 ? 0 : middle - half;
    figure.high = p >= 1 ? 1 : middle + half;
}

} // namespace

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
    figure.value = meanOf(values);
    if (values.size() > 1)
        figure.standardError = std::sqrt(squaresAround(figure.value, values) / (n - 1) / n);
    figure.low = figure.value - kZ * figure.standardError;
    figure.high = figure.value + kZ * figure.standardError;
    return figure;
}

double deviation(std::span<const double> values)
{
    if (values.size() < 2)
        return 0;
    return std::sqrt(
        squaresAround(meanOf(values), values) / static_cast<double>(values.size() - 1));
}

double studentQuantile(int64_t degrees)
{
    const double z = kZ, v = static_cast<double>(std::max<int64_t>(1, degrees));
    const double z3 = z * z * z, z5 = z3 * z * z;
    return z + (z3 + z) / (4 * v) + (5 * z5 + 16 * z3 + 3 * z) / (96 * v * v);
}

double correlation(std::span<const double> x, std::span<const double> y)
{
    if (x.size() != y.size())
        throw std::invalid_argument("correlation: series of different lengths");
    const double meanX = meanOf(x), meanY = meanOf(y);
    double products = 0;
    for (size_t i = 0; i < x.size(); ++i)
        products += (x[i] - meanX) * (y[i] - meanY);
    const double squaresX = squaresAround(meanX, x), squaresY = squaresAround(meanY, y);
    return squaresX > 0 && squaresY > 0 ? products / std::sqrt(squaresX * squaresY) : 0;
}

Figure shareFigure(int64_t right, int64_t count)
{
    Figure figure;
    figure.n = count;
    if (count == 0)
        return figure;
    const auto n = static_cast<double>(count);
    figure.value = static_cast<double>(right) / n;
    figure.standardError = std::sqrt(figure.value * (1 - figure.value) / n);
    setWilson(figure, n);
    return figure;
}

Figure groupedShareFigure(const ItemGroups& groups)
{
    double all = 0, right = 0, squares = 0, count = 0;
    for (const auto& [key, group] : groups) {
        all += static_cast<double>(group.n);
        right += static_cast<double>(group.right);
        count += group.n > 0 ? 1 : 0;
    }
    Figure figure;
    figure.n = std::llround(all);
    if (figure.n == 0)
        return figure;
    figure.value = right / all;
    for (const auto& [key, group] : groups)
        squares += std::pow(
            static_cast<double>(group.right) - figure.value * static_cast<double>(group.n), 2);
    const double spread = figure.value * (1 - figure.value);
    double independent = count;
    if (squares > 1e-9) {
        const double variance = count / (count - 1) * squares / (all * all);
        independent = std::min(all, spread / variance);
        figure.standardError = std::sqrt(variance);
    } else {
        figure.standardError = std::sqrt(spread / count);
    }
    setWilson(figure, independent);
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
