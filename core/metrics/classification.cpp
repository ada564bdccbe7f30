#include "core/metrics/classification.h"

#include <cmath>

namespace espalier {

namespace {

double share(int64_t part, int64_t whole)
{
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

} // namespace

Confusion::Confusion(int64_t classes)
    : m_classes(classes)
    , m_counts(static_cast<size_t>(classes * classes))
    , m_none(static_cast<size_t>(classes))
{
}

void Confusion::add(int64_t truth, int64_t predicted)
{
    ++m_total;
    if (predicted < 0)
        ++m_none[static_cast<size_t>(truth)];
    else
        ++m_counts[static_cast<size_t>(truth * m_classes + predicted)];
}

int64_t Confusion::count(int64_t truth, int64_t predicted) const
{
    return m_counts[static_cast<size_t>(truth * m_classes + predicted)];
}

int64_t Confusion::truths(int64_t c) const
{
    int64_t sum = none(c);
    for (int64_t p = 0; p < m_classes; ++p)
        sum += count(c, p);
    return sum;
}

int64_t Confusion::predictions(int64_t c) const
{
    int64_t sum = 0;
    for (int64_t t = 0; t < m_classes; ++t)
        sum += count(t, c);
    return sum;
}

int64_t Confusion::right() const
{
    int64_t sum = 0;
    for (int64_t c = 0; c < m_classes; ++c)
        sum += count(c, c);
    return sum;
}

double Confusion::accuracy() const
{
    return share(right(), m_total);
}

double Confusion::precision(int64_t c) const
{
    return share(count(c, c), predictions(c));
}

double Confusion::recall(int64_t c) const
{
    return share(count(c, c), truths(c));
}

double Confusion::f1(int64_t c) const
{
    return share(2 * count(c, c), predictions(c) + truths(c));
}

double Confusion::macroF1() const
{
    double sum = 0;
    for (int64_t c = 0; c < m_classes; ++c)
        sum += f1(c) / static_cast<double>(m_classes);
    return sum;
}

double Confusion::weightedF1() const
{
    double sum = 0;
    for (int64_t c = 0; c < m_classes; ++c)
        sum += f1(c) * share(truths(c), m_total);
    return sum;
}

double Confusion::microF1() const
{
    int64_t predicted = 0;
    for (int64_t c = 0; c < m_classes; ++c)
        predicted += predictions(c);
    return share(2 * right(), predicted + m_total);
}

double Confusion::macroPrecision() const
{
    double sum = 0;
    for (int64_t c = 0; c < m_classes; ++c)
        sum += precision(c) / static_cast<double>(m_classes);
    return sum;
}

double Confusion::macroRecall() const
{
    double sum = 0;
    for (int64_t c = 0; c < m_classes; ++c)
        sum += recall(c) / static_cast<double>(m_classes);
    return sum;
}

double Confusion::kappa() const
{
    double chance = 0;
    for (int64_t c = 0; c < m_classes; ++c)
        chance += share(truths(c), m_total) * share(predictions(c), m_total);
    return chance < 1 ? (accuracy() - chance) / (1 - chance) : 0;
}

double Confusion::mcc() const
{
    const auto n = static_cast<double>(m_total);
    double both = 0, truthSquares = 0, predictedSquares = 0;
    for (int64_t c = 0; c < m_classes; ++c) {
        const auto t = static_cast<double>(truths(c));
        const auto p = static_cast<double>(predictions(c));
        both += t * p;
        truthSquares += t * t;
        predictedSquares += p * p;
    }
    double none = 0;
    for (const int64_t count : m_none)
        none += static_cast<double>(count);
    predictedSquares += none * none; // "none" is a prediction like another
    const double top = static_cast<double>(right()) * n - both;
    const double bottom = std::sqrt((n * n - predictedSquares) * (n * n - truthSquares));
    return bottom > 0 ? top / bottom : 0;
}

} // namespace espalier
