#pragma once

#include "widgets/charts/plot.h"
#include "widgets/charts/x_map.h"

namespace espalier {

/// Ticks of a value axis: round numbers with as many digits as tell them apart; on a logarithmic
/// axis that spans more than a decade and a half, decades.
class ValueTicker : public QCPAxisTicker
{
public:
    explicit ValueTicker(bool logarithmic)
        : m_log(logarithmic)
    {
        setTickCount(4);
    }
    void generate(
        const QCPRange& range,
        const QLocale& locale,
        QChar format,
        int precision,
        QVector<double>& ticks,
        QVector<double>* subTicks,
        QVector<QString>* labels) override;

protected:
    QVector<QString>
    createLabelVector(const QVector<double>& ticks, const QLocale&, QChar, int) override;
    int getSubTickCount(double) override { return 0; }

private:
    bool m_log;
};

/// Ticks of an x axis: whole steps, tokens ("20k", "1.5M") or time ("10 min").
class PositionTicker : public QCPAxisTicker
{
public:
    explicit PositionTicker(XKind kind)
        : m_kind(kind)
    {
        setTickCount(5);
    }

protected:
    double getTickStep(const QCPRange& range) override;
    QVector<QString>
    createLabelVector(const QVector<double>& ticks, const QLocale&, QChar, int) override;
    int getSubTickCount(double) override { return 0; }

private:
    XKind m_kind;
};

/// A position on an x axis in words for the crosshair: "step 1,200", "1.5M tokens", "3 min 05 s".
QString positionText(XKind kind, double x);

} // namespace espalier
