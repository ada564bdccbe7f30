#pragma once

#include "widgets/charts/plot.h"
#include "widgets/charts/series_painter.h"

#include <QFutureWatcher>

namespace espalier {

/// All curves of a chart as one plottable. The picture is painted on a worker thread; until a new
/// one arrives the last one is drawn where its ranges now lie, so zooming and panning never wait.
class SeriesPlottable : public QCPAbstractPlottable
{
    Q_OBJECT
public:
    SeriesPlottable(QCPAxis* keyAxis, QCPAxis* valueAxis);
    ~SeriesPlottable() override;

    /// Asks for a picture; while one is being painted only the newest request is kept. The x range,
    /// the size and, without autoY, the y range are taken from the axes.
    void request(PictureRequest request);
    /// Whether the picture in view is that of the newest request.
    bool isCurrent() const { return !m_watcher.isRunning() && !m_waiting; }
    const Picture& picture() const { return m_picture; }

    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }
    QCPRange getKeyRange(bool& found, QCP::SignDomain) const override;
    QCPRange getValueRange(bool& found, QCP::SignDomain, const QCPRange&) const override;

Q_SIGNALS:
    /// A new picture is there, with the y range it found.
    void painted();

protected:
    void draw(QCPPainter* painter) override;
    void drawLegendIcon(QCPPainter*, const QRectF&) const override {}

private:
    void start(PictureRequest request);
    void take();
    void drawPicture(QCPPainter* painter, const Picture& picture) const;

    std::shared_ptr<SeriesPainter> m_painter; ///< used by one worker at a time
    QFutureWatcher<Picture> m_watcher;
    PictureRequest m_latest;
    bool m_waiting = false;
    Picture m_picture;
};

} // namespace espalier
