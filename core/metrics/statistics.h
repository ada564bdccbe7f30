#pragma once

/// Figures with their uncertainty.

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <span>

namespace espalier {

/// A figure over n items, its standard error and its 95 % interval.
struct Figure
{
    double value = 0;
    int64_t n = 0;
    double standardError = 0;
    double low = 0, high = 0;
};

/// {"value", "n", "stderr", "low", "high"}: how reports hold it.
nlohmann::json toJson(const Figure& figure);

/// The 97.5 % quantile of Student's t, by its expansion around the normal one (Fisher & Cornish
/// 1960, two terms): within 4 % from 3 degrees of freedom on. `degrees` at least 1.
double studentQuantile(int64_t degrees);

/// The mean of values with the normal interval; standard error s / sqrt(n), s without bias.
Figure meanFigure(std::span<const double> values);

/// The standard deviation without bias (squares over n - 1); 0 of fewer than two values.
double deviation(std::span<const double> values);

/// Pearson's correlation of x[i] with y[i], -1 to 1; 0 where one of them doesn't vary. Throws
/// std::invalid_argument where they are not equally long.
double correlation(std::span<const double> x, std::span<const double> y);

/// A share of right items with Wilson's interval (Wilson 1927); standard error sqrt(p (1 - p) / n).
Figure shareFigure(int64_t right, int64_t n);

/// Items that hang together, such as pairs of answers to one prompt: how many, and how many right.
struct ItemGroup
{
    int64_t n = 0, right = 0;
    void add(bool isRight)
    {
        ++n;
        right += isRight ? 1 : 0;
    }
};

/// By what they hang together through, such as a prompt's hash.
using ItemGroups = std::map<uint64_t, ItemGroup>;

/// A share of right items that hang together in groups, with Wilson's interval of as many items as
/// its error between groups (the ratio estimate's, Cochran 1977, 6.3) leaves independent; no more
/// than there are. Groups of which all are as right as the others count as one item each.
Figure groupedShareFigure(const ItemGroups& groups);

/// The mean of b - a over paired items, with the normal interval: a difference counts where the
/// interval excludes 0.
Figure pairedDifference(std::span<const double> a, std::span<const double> b);

} // namespace espalier
