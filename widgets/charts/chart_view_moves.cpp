// What part of the curves a chart shows, and how: scales, ranges, zoom, pan, the cursor and its
// keys.

#include "widgets/charts/chart_view.h"
#include "widgets/charts/tickers.h"
#include "widgets/common/number_format.h"

#include <QKeyEvent>

#include <algorithm>
#include <cmath>

namespace espalier {

using namespace Qt::StringLiterals;

void ChartView::applyScale()
{
    m_plot->yAxis->setScaleType(m_log ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    m_plot->yAxis->setTicker(QSharedPointer<QCPAxisTicker>(new ValueTicker(m_log)));
    m_plot->xAxis->setTicker(QSharedPointer<QCPAxisTicker>(new PositionTicker(m_xKind)));
}

void ChartView::setXKind(XKind kind)
{
    if (kind == m_xKind)
        return;
    m_xKind = kind;
    m_xRange.reset();
    m_cursor.reset();
    m_overlay->setCrosshair({});
    m_resetButton->setVisible(m_yRange.has_value());
    applyScale();
    updateChips();
    refresh();
}

void ChartView::setSmoothing(double steps)
{
    if (steps == m_smoothing)
        return;
    m_smoothing = steps;
    refresh();
}

void ChartView::setLogarithmic(bool on)
{
    if (on == m_log)
        return;
    m_log = on;
    m_logButton->setChecked(on);
    if (on && m_yRange && m_yRange->lower <= 0)
        m_yRange.reset();
    applyScale();
    refresh();
}

void ChartView::setIgnoreOutliers(bool on)
{
    m_ignoreOutliers = on;
    refresh();
}

void ChartView::setXRange(std::optional<QCPRange> range)
{
    if (range == m_xRange)
        return;
    m_xRange = range;
    m_resetButton->setVisible(m_xRange || m_yRange);
    refresh();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChartView::setUserXRange(std::optional<QCPRange> range)
{
    setXRange(range);
    Q_EMIT xRangeChanged(range);
}

void ChartView::resetZoom()
{
    m_yRange.reset();
    setUserXRange(std::nullopt);
    m_resetButton->hide();
    refresh();
}

void ChartView::zoom(Qt::Orientation axis, double factor, const QPointF& at)
{
    if (axis == Qt::Vertical) {
        QCPRange range = m_plot->yAxis->range();
        const double centre = m_plot->yAxis->pixelToCoord(at.y());
        if (m_log)
            range = {
                centre * std::pow(range.lower / centre, factor),
                centre * std::pow(range.upper / centre, factor)};
        else
            range = {
                centre + (range.lower - centre) * factor, centre + (range.upper - centre) * factor};
        m_yRange = range;
        m_resetButton->show();
        refresh();
        m_plot->replot(QCustomPlot::rpQueuedReplot);
        return;
    }
    const QCPRange full = fullRange();
    const QCPRange range = m_plot->xAxis->range();
    const double centre = m_plot->xAxis->pixelToCoord(at.x());
    QCPRange next(
        centre + (range.lower - centre) * factor, centre + (range.upper - centre) * factor);
    if (next.size() < full.size() * 1e-9)
        return;
    next.lower = std::max(next.lower, full.lower);
    next.upper = std::min(next.upper, full.upper);
    const bool all = next.size() >= full.size() * 0.999;
    setUserXRange(all ? std::nullopt : std::optional(next));
}

void ChartView::zoomTo(const QRect& box)
{
    const QRect area = m_plot->plotRect();
    if (box.height() < area.height() - 1) {
        m_yRange = QCPRange(
            m_plot->yAxis->pixelToCoord(box.bottom() + 1), m_plot->yAxis->pixelToCoord(box.top()));
    }
    m_resetButton->show();
    if (box.width() < area.width() - 1)
        setUserXRange(QCPRange(
            m_plot->xAxis->pixelToCoord(box.left()), m_plot->xAxis->pixelToCoord(box.right() + 1)));
    else
        refresh();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChartView::pan(const QPoint& by)
{
    const auto moved = [](const QCPAxis* axis, int from, int to) {
        const double a = axis->pixelToCoord(from);
        const double b = axis->pixelToCoord(to);
        const QCPRange range = axis->range();
        if (axis->scaleType() == QCPAxis::stLogarithmic)
            return QCPRange(range.lower * a / b, range.upper * a / b);
        return QCPRange(range.lower + a - b, range.upper + a - b);
    };
    if (m_yRange && by.y() != 0)
        m_yRange = moved(m_plot->yAxis, 0, by.y());
    if (m_xRange && by.x() != 0)
        setUserXRange(moved(m_plot->xAxis, 0, by.x()));
    else
        refresh();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChartView::setLinkedCursor(std::optional<double> x)
{
    placeCursor(x, false);
}

void ChartView::placeCursor(std::optional<double> x, bool own)
{
    const bool moved = x != m_cursor;
    m_cursor = x;
    m_ownCursor = own;
    if (!x) {
        m_overlay->setCrosshair(std::nullopt);
    } else {
        ChartOverlay::Crosshair cross;
        cross.x = m_plot->xAxis->coordToPixel(*x);
        cross.title = positionText(m_xKind, *x);
        cross.box = own;
        for (const ChartCurve& curve : m_curves) {
            if (!isShown(curve.key) || curve.data->size() == 0)
                continue;
            const auto point = curve.data->at(map(curve)->toStep(*x) + 1e-9);
            if (!point)
                continue;
            ChartOverlay::Reading reading{
                curve.label, formatNumber(point->value), seriesColour(curve.colour), std::nullopt};
            if (std::isfinite(point->value) && (!m_log || point->value > 0))
                reading.y = m_plot->yAxis->coordToPixel(point->value);
            cross.readings.push_back(std::move(reading));
        }
        m_overlay->setCrosshair(std::move(cross));
    }
    updateChips();
    if (own && moved)
        Q_EMIT cursorChanged(x);
}

void ChartView::moveCursor(int by)
{
    const QCPRange range = m_plot->xAxis->range();
    double stride = range.size() / std::max(1, m_plot->plotRect().width() / 4);
    if (m_xKind == XKind::Step)
        stride = std::max(1.0, std::round(stride));
    double x = m_cursor.value_or(range.upper) + (m_cursor ? by * stride : 0);
    if (m_xKind == XKind::Step)
        x = std::round(x);
    placeCursor(std::clamp(x, range.lower, range.upper), true);
}

void ChartView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_L)
        setLogarithmic(!m_log);
    else if (event->key() == Qt::Key_E || (m_expanded && event->key() == Qt::Key_Escape))
        Q_EMIT expandAsked();
    else
        QFrame::keyPressEvent(event);
}

} // namespace espalier
