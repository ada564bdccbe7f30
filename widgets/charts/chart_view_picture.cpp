/// ChartView: the picture that it asks for, and what lies over it: a sentence, marks.

#include "widgets/charts/chart_view.h"
#include "widgets/common/theme.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace espalier {

const std::shared_ptr<const XMap>& ChartView::map(const ChartCurve& curve) const
{
    KnownMap& known = m_maps[curve.key];
    const std::shared_ptr<const SeriesData> of = m_xKind == XKind::Time     ? curve.data
                                                 : m_xKind == XKind::Tokens ? curve.tokens
                                                                            : nullptr;
    if (!known.map || known.of != of || known.kind != m_xKind) {
        known = {of, m_xKind, std::make_shared<XMap>()};
        if (of)
            known.map = std::make_shared<XMap>(
                m_xKind == XKind::Time ? XMap::time(*of) : XMap::tokens(*of));
    }
    return known.map;
}

QCPRange ChartView::fullRange() const
{
    std::optional<QCPRange> all;
    for (const ChartCurve& curve : m_curves) {
        if (!isShown(curve.key) || curve.data->size() == 0)
            continue;
        const XMap& x = *map(curve);
        const QCPRange range(
            x.toX(static_cast<double>(curve.data->firstStep())),
            x.toX(static_cast<double>(curve.data->lastStep())));
        all = all ? all->expanded(range) : range;
    }
    if (!all)
        return {0, 1};
    if (all->size() <= 0)
        return {all->lower - 0.5, all->upper + 0.5};
    return *all;
}

QCPRange ChartView::valueRange() const
{
    return m_plot->yAxis->range();
}

void ChartView::refresh()
{
    m_plot->xAxis->setRange(m_xRange.value_or(fullRange()));
    if (m_yRange)
        m_plot->yAxis->setRange(*m_yRange);
    if (!isVisible()) {
        m_stale = true;
        return;
    }
    m_stale = false;
    PictureRequest request;
    for (const ChartCurve& curve : m_curves) {
        if (isShown(curve.key)) {
            request.curves.push_back(
                {curve.key,
                 curve.revision,
                 curve.data,
                 map(curve),
                 seriesColour(curve.colour),
                 seriesDash(curve.colour),
                 curve.smoothable});
        }
    }
    const QRect area = m_plot->plotRect();
    const QCPRange keys = m_plot->xAxis->range();
    const QCPRange values = m_plot->yAxis->range();
    request.width = area.width();
    request.height = area.height();
    request.ratio = devicePixelRatioF();
    request.xFrom = keys.lower;
    request.xTo = keys.upper;
    request.autoY = !m_yRange;
    request.ignoreOutliers = m_ignoreOutliers;
    request.yFrom = values.lower;
    request.yTo = values.upper;
    request.logY = m_log;
    request.smoothing = m_smoothing;
    request.brokenColour = theme().error;
    request.lineWidth = m_expanded ? 1.6 : 1.3;
    m_series->request(std::move(request));
    showSentence();
    showMarks();
}

void ChartView::shownPicture()
{
    const Picture& picture = m_series->picture();
    if (!m_yRange && picture.drawn)
        m_plot->yAxis->setRange(picture.yFrom, picture.yTo);
    showSentence();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
    if (m_cursor)
        placeCursor(m_cursor, m_ownCursor);
}

void ChartView::showSentence()
{
    const bool anyPoint = std::any_of(
        m_curves.begin(), m_curves.end(), [](const auto& curve) { return curve.data->size() > 0; });
    const bool anyShown = std::any_of(
        m_curves.begin(), m_curves.end(), [this](const auto& c) { return isShown(c.key); });
    QString sentence;
    if (!anyPoint)
        sentence = tr("No points yet");
    else if (!anyShown)
        sentence = tr("All curves are hidden; click one above.");
    else if (m_series->isCurrent() && !m_series->picture().drawn)
        sentence = tr("Nothing to see in this range");
    m_overlay->setSentence(sentence);
}

std::vector<std::pair<double, const ChartMark*>> ChartView::placedMarks() const
{
    std::vector<std::pair<double, const ChartMark*>> placed;
    std::set<const void*> seen;
    for (const ChartCurve& curve : m_curves) {
        if (!curve.marks || !isShown(curve.key) || !seen.insert(curve.marks.get()).second)
            continue;
        for (const ChartMark& mark : *curve.marks)
            placed.emplace_back(
                m_plot->xAxis->coordToPixel(map(curve)->toX(static_cast<double>(mark.step))),
                &mark);
    }
    return placed;
}

void ChartView::showMarks()
{
    std::vector<ChartOverlay::Mark> marks;
    for (const auto& [x, mark] : placedMarks())
        marks.push_back({x, mark->isError});
    m_overlay->setMarks(std::move(marks));
}

QString ChartView::marksAt(double pixel) const
{
    constexpr double kReach = 6;
    QStringList texts;
    for (const auto& [x, mark] : placedMarks())
        if (std::abs(x - pixel) <= kReach)
            texts << mark->text;
    return texts.join(u'\n');
}

} // namespace espalier
