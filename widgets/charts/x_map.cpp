#include "widgets/charts/x_map.h"

#include <algorithm>
#include <cmath>

namespace espalier {

namespace {

constexpr int64_t kAnchors = 4096;

/// Linear through the pair around `at`; the outer pairs go on beyond the ends.
double interpolate(const std::vector<double>& from, const std::vector<double>& to, double at)
{
    const auto after = std::upper_bound(from.begin(), from.end(), at);
    const auto i = std::clamp<std::ptrdiff_t>(after - from.begin(), 1, std::ssize(from) - 1);
    const auto b = static_cast<size_t>(i);
    const size_t a = b - 1;
    return to[a] + (at - from[a]) * (to[b] - to[a]) / (from[b] - from[a]);
}

} // namespace

XMap::XMap(std::span<const double> steps, std::span<const double> xs)
{
    for (size_t i = 0; i < std::min(steps.size(), xs.size()); ++i) {
        if (!std::isfinite(xs[i]))
            continue;
        if (!m_steps.empty() && (steps[i] <= m_steps.back() || xs[i] <= m_xs.back()))
            continue;
        m_steps.push_back(steps[i]);
        m_xs.push_back(xs[i]);
    }
}

XMap XMap::time(const SeriesData& series)
{
    std::vector<double> steps;
    std::vector<double> xs;
    for (const SeriesPoint& point : series.thinned(kAnchors)) {
        steps.push_back(static_cast<double>(point.step));
        xs.push_back(static_cast<double>(point.ms) / 1000);
    }
    return {steps, xs};
}

XMap XMap::tokens(const SeriesData& numTokens)
{
    std::vector<double> steps;
    std::vector<double> xs;
    for (const SeriesPoint& point : numTokens.thinned(kAnchors)) {
        steps.push_back(static_cast<double>(point.step));
        xs.push_back(point.value);
    }
    return {steps, xs};
}

double XMap::toX(double step) const
{
    return isIdentity() ? step : interpolate(m_steps, m_xs, step);
}

double XMap::toStep(double x) const
{
    return isIdentity() ? x : interpolate(m_xs, m_steps, x);
}

} // namespace espalier
