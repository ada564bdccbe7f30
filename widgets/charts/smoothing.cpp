#include "widgets/charts/smoothing.h"

#include <cmath>

namespace espalier {

double Ema::push(int64_t step, double value)
{
    if (!std::isfinite(value))
        return value;
    const double keep = m_weight > 0 ? std::exp(-static_cast<double>(step - m_step) / m_window) : 0;
    m_sum = m_sum * keep + value;
    m_weight = m_weight * keep + 1;
    m_step = step;
    return m_sum / m_weight;
}

std::shared_ptr<const SeriesData>
SmoothedSeries::of(const SeriesData& data, uint64_t revision, double window)
{
    if (window != m_window || revision != m_revision || data.size() < m_result.size()) {
        m_window = window;
        m_revision = revision;
        m_ema = Ema(window);
        m_result.clear();
        m_snapshot.reset();
    }
    if (m_snapshot && data.size() == m_result.size())
        return m_snapshot;
    data.read(m_result.size(), [this](std::span<const SeriesPoint> points) {
        for (const SeriesPoint& point : points)
            m_result.append({point.step, point.ms, m_ema.push(point.step, point.value)});
    });
    m_snapshot = m_result.snapshot();
    return m_snapshot;
}

} // namespace espalier
