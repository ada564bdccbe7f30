#pragma once

#include "widgets/charts/series_buffer.h"

namespace espalier {

/// Exponential moving average over steps, time-weighted and debiased: the mean of all values so far
/// with weights exp(-distance in steps / window). It does not depend on how often a value was
/// logged, starts at the first value and lets NaN and infinities pass as gaps.
class Ema
{
public:
    /// window > 0, in steps.
    explicit Ema(double window)
        : m_window(window)
    {
    }
    /// The average after one more point; steps do not descend.
    double push(int64_t step, double value);

private:
    double m_window;
    double m_sum = 0;
    double m_weight = 0;
    int64_t m_step = 0;
};

/// The smoothed twin of a growing series: goes on where it stopped when the series only grew.
class SmoothedSeries
{
public:
    /// `revision` changes when points were taken back; the smoothing then starts over.
    std::shared_ptr<const SeriesData> of(const SeriesData& data, uint64_t revision, double window);

private:
    double m_window = 0;
    uint64_t m_revision = 0;
    Ema m_ema{1};
    SeriesBuffer m_result;
    std::shared_ptr<const SeriesData> m_snapshot;
};

} // namespace espalier
