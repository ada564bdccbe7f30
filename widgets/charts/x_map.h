#pragma once

#include "widgets/charts/series_data.h"

namespace espalier {

/// What a chart's x axis measures.
enum class XKind { Step, Tokens, Time };

/// Steps to positions on an x axis and back: piecewise linear through known pairs, the identity
/// without any.
class XMap
{
public:
    XMap() = default;
    /// Pairs (step, x); pairs that don't ascend in both are left out. Fewer than two pairs:
    /// identity.
    XMap(std::span<const double> steps, std::span<const double> xs);

    /// Seconds since the first point's stage began.
    static XMap time(const SeriesData& series);
    /// Tokens, from a series whose values count them (num_tokens).
    static XMap tokens(const SeriesData& numTokens);

    bool isIdentity() const { return m_steps.size() < 2; }
    double toX(double step) const;
    double toStep(double x) const;

private:
    std::vector<double> m_steps;
    std::vector<double> m_xs;
};

} // namespace espalier
