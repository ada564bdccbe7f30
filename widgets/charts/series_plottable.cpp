#include "widgets/charts/series_plottable.h"

#include <QtConcurrent>

namespace espalier {

SeriesPlottable::SeriesPlottable(QCPAxis* keyAxis, QCPAxis* valueAxis)
    : QCPAbstractPlottable(keyAxis, valueAxis)
    , m_painter(std::make_shared<SeriesPainter>())
{
    setSelectable(QCP::stNone);
    connect(&m_watcher, &QFutureWatcher<Picture>::finished, this, &SeriesPlottable::take);
}

SeriesPlottable::~SeriesPlottable() = default;

void SeriesPlottable::request(PictureRequest request)
{
    m_latest = std::move(request);
    if (m_watcher.isRunning())
        m_waiting = true;
    else
        start(m_latest);
}

void SeriesPlottable::start(PictureRequest request)
{
    m_waiting = false;
    m_watcher.setFuture(QtConcurrent::run(
        [painter = m_painter, request = std::move(request)] { return painter->paint(request); }));
}

void SeriesPlottable::take()
{
    m_picture = m_watcher.result();
    if (m_waiting)
        start(m_latest);
    Q_EMIT painted();
}

QCPRange SeriesPlottable::getKeyRange(bool& found, QCP::SignDomain) const
{
    found = m_picture.drawn;
    return {m_picture.xFrom, m_picture.xTo};
}

QCPRange SeriesPlottable::getValueRange(bool& found, QCP::SignDomain, const QCPRange&) const
{
    found = m_picture.drawn;
    return {m_picture.yFrom, m_picture.yTo};
}

void SeriesPlottable::draw(QCPPainter* painter)
{
    if (!painter->modes().testFlag(QCPPainter::pmNoCaching)) {
        drawPicture(painter, m_picture);
        return;
    }
    // An export: painted here and now, at the resolution of what it goes into.
    PictureRequest request = m_latest;
    const QCPRange keys = mKeyAxis->range();
    const QCPRange values = mValueAxis->range();
    request.ratio = painter->transform().m11() * painter->device()->devicePixelRatioF();
    request.xFrom = keys.lower;
    request.xTo = keys.upper;
    request.autoY = false;
    request.yFrom = values.lower;
    request.yTo = values.upper;
    request.width = mKeyAxis->axisRect()->width();
    request.height = mKeyAxis->axisRect()->height();
    drawPicture(painter, SeriesPainter().paint(request));
}

void SeriesPlottable::drawPicture(QCPPainter* painter, const Picture& picture) const
{
    if (picture.image.isNull())
        return;
    if (picture.logY != (mValueAxis->scaleType() == QCPAxis::stLogarithmic))
        return; // drawn for the other scale; the new one is on its way
    const QPointF topLeft = coordsToPixels(picture.xFrom, picture.yTo);
    const QPointF bottomRight = coordsToPixels(picture.xTo, picture.yFrom);
    const QRectF target(topLeft, bottomRight);
    const QRect area = clipRect();
    // The usual case, an up-to-date picture, is copied pixel by pixel.
    const bool fits =
        qAbs(target.width() - area.width()) < 1 && qAbs(target.height() - area.height()) < 1 &&
        qAbs(target.left() - area.left()) < 0.5 && qAbs(target.top() - area.top()) < 0.5;
    if (fits)
        painter->drawImage(area.topLeft(), picture.image);
    else {
        painter->setRenderHint(QPainter::SmoothPixmapTransform);
        painter->drawImage(target, picture.image, QRectF(picture.image.rect()));
    }
}

} // namespace espalier
