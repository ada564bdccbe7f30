#include "core/reward/expression.h"

#include "core/reward/expression_tree.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace espalier {

namespace {

long double value(const Expression::Node& node, const long double (&values)[128])
{
    using Kind = Expression::Node::Kind;
    const auto part = [&](size_t i) { return value(*node.parts[i], values); };
    switch (node.kind) {
    case Kind::Number:
        return node.number;
    case Kind::Letter:
        return values[static_cast<size_t>(node.number)];
    case Kind::Negative:
        return -part(0);
    case Kind::Sum:
        return part(0) + part(1);
    case Kind::Product:
        return part(0) * part(1);
    case Kind::Quotient:
        return part(0) / part(1);
    case Kind::Power:
        return std::pow(part(0), part(1));
    case Kind::Function:
        return kFormulaFunctions[static_cast<size_t>(node.number)].value(part(0));
    }
    return std::numeric_limits<long double>::quiet_NaN();
}

} // namespace

long double Expression::at(const long double (&values)[128]) const
{
    return value(*m_root, values);
}

bool sameValue(const Expression& a, const Expression& b)
{
    if (a.variables() != b.variables())
        return false;
    constexpr int kPoints = 8;
    const int points = a.variables().empty() ? 1 : kPoints;
    int compared = 0;
    for (int point = 0; point < points; ++point) {
        long double values[128] = {};
        // Irrational steps: no letter is 0 or 1, no two are alike or related.
        for (size_t i = 0; i < std::size(values); ++i)
            values[i] = 0.2L + std::fmod(
                                   static_cast<long double>(i) * 0.618033988749894848L +
                                       static_cast<long double>(point) * 0.414213562373095049L,
                                   1.0L) *
                                   2.5L;
        const long double x = a.at(values), y = b.at(values);
        if (!std::isfinite(x) || !std::isfinite(y)) {
            if (std::isfinite(x) != std::isfinite(y))
                return false;
            continue; // neither is defined here
        }
        ++compared;
        if (a.whole() && b.whole()
                ? x != y
                : std::fabs(x - y) > 1e-9L * std::max({1.0L, std::fabs(x), std::fabs(y)}))
            return false;
    }
    return compared > 0;
}

} // namespace espalier
