#include "widgets/charts/tickers.h"

#include "widgets/common/number_format.h"

#include <array>
#include <cmath>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

/// As many decimals as a step between ticks needs: 0.25 -> 2.
int decimalsOf(double step)
{
    for (int decimals = 0; decimals < 9; ++decimals) {
        const double scaled = step * std::pow(10, decimals);
        if (std::abs(scaled - std::round(scaled)) < 1e-6 * scaled)
            return decimals;
    }
    return 9;
}

/// Ticks with a common unit: "0", "500", "1k"; small ones as powers of ten.
QString tickLabel(double tick, double step, double largest)
{
    if (largest > 0 && largest < 1e-3)
        return tick == 0 ? u"0"_s : formatNumber(tick, 3);
    const auto scaled = [&](double unit, const QString& suffix) {
        return QString::number(tick / unit, 'f', decimalsOf(step / unit)) + suffix;
    };
    if (tick == 0)
        return u"0"_s;
    if (largest >= 1e9)
        return scaled(1e9, u"B"_s);
    if (largest >= 1e6)
        return scaled(1e6, u"M"_s);
    if (largest >= 1e4)
        return scaled(1e3, u"k"_s);
    return scaled(1, {});
}

QVector<QString> tickLabels(const QVector<double>& ticks)
{
    double step = 0;
    double largest = 0;
    for (int i = 0; i < ticks.size(); ++i) {
        largest = std::max(largest, std::abs(ticks[i]));
        if (i > 0)
            step = step == 0 ? ticks[i] - ticks[i - 1] : std::min(step, ticks[i] - ticks[i - 1]);
    }
    QVector<QString> labels;
    for (const double tick : ticks) {
        // Rounding noise around zero is zero.
        const double clean = std::abs(tick) < step * 1e-9 ? 0 : tick;
        labels.push_back(tickLabel(clean, step == 0 ? std::abs(clean) : step, largest));
    }
    return labels;
}

} // namespace

void ValueTicker::generate(
    const QCPRange& range,
    const QLocale& locale,
    QChar format,
    int precision,
    QVector<double>& ticks,
    QVector<double>* subTicks,
    QVector<QString>* labels)
{
    if (!m_log || range.lower <= 0 || range.upper / range.lower < 30) {
        QCPAxisTicker::generate(range, locale, format, precision, ticks, subTicks, labels);
        return;
    }
    const int first = static_cast<int>(std::floor(std::log10(range.lower)));
    const int last = static_cast<int>(std::ceil(std::log10(range.upper)));
    const int stride = std::max(1, (last - first + 4) / 5);
    ticks.clear();
    for (int decade = first; decade <= last; decade += stride)
        ticks.push_back(std::pow(10, decade));
    if (subTicks)
        subTicks->clear();
    if (labels) {
        labels->clear();
        for (const double tick : ticks)
            labels->push_back(tick >= 1e4 ? formatCountShort(tick) : formatNumber(tick, 2));
    }
}

QVector<QString>
ValueTicker::createLabelVector(const QVector<double>& ticks, const QLocale&, QChar, int)
{
    return tickLabels(ticks);
}

double PositionTicker::getTickStep(const QCPRange& range)
{
    const double wanted = range.size() / (tickCount() + 1e-10);
    if (m_kind == XKind::Step)
        return std::max(1.0, cleanMantissa(wanted));
    if (m_kind == XKind::Tokens)
        return cleanMantissa(wanted);
    static constexpr std::array kSeconds{
        0.1,  0.2,   0.5,   1.,    2.,    5.,     10.,    20.,    30.,    60.,     120.,   300.,
        600., 1200., 1800., 3600., 7200., 14400., 21600., 43200., 86400., 172800., 604800.};
    for (const double step : kSeconds) {
        if (step >= wanted)
            return step;
    }
    return cleanMantissa(wanted / 86400) * 86400;
}

QVector<QString>
PositionTicker::createLabelVector(const QVector<double>& ticks, const QLocale&, QChar, int)
{
    if (m_kind != XKind::Time)
        return tickLabels(ticks);
    QVector<QString> labels;
    for (const double tick : ticks)
        labels.push_back(tick <= 0 ? u"0"_s : formatDuration(tick));
    return labels;
}

QString positionText(XKind kind, double x)
{
    switch (kind) {
    case XKind::Step:
        return QObject::tr("step %1").arg(formatCount(std::llround(x)));
    case XKind::Tokens:
        return QObject::tr("%1 tokens").arg(formatCountShort(x));
    case XKind::Time:
        return formatDuration(x);
    }
    return {};
}

} // namespace espalier
