#include "widgets/runs/run_text.h"

#include "widgets/common/theme.h"

#include <QPainter>

namespace espalier {

QPixmap runChip(int64_t run, qreal pixelRatio)
{
    constexpr int kSize = 12;
    QPixmap pixmap(QSize(kSize, kSize) * pixelRatio);
    pixmap.setDevicePixelRatio(pixelRatio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    const int index = runColour(run);
    if (index < 8) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(seriesColour(index));
        painter.drawEllipse(QRectF(1, 1, kSize - 2, kSize - 2));
    } else { // a ring, as its curve is dashed
        painter.setPen(QPen(seriesColour(index), 2.5));
        painter.drawEllipse(QRectF(2.5, 2.5, kSize - 5, kSize - 5));
    }
    return pixmap;
}

QIcon runIcon(int64_t run, qreal pixelRatio)
{
    QIcon icon;
    for (const QIcon::Mode mode : {QIcon::Normal, QIcon::Selected})
        icon.addPixmap(runChip(run, pixelRatio), mode);
    return icon;
}

bool isInterrupted(const RunRow& row)
{
    return (row.info.status == RunStatus::Running || row.info.status == RunStatus::Paused) &&
           !row.owned;
}

RunState runState(const RunRow& row)
{
    return isInterrupted(row) ? RunState::Stopped : runStateFromText(name(row.info.status));
}

QString runStatusText(const RunRow& row)
{
    return isInterrupted(row) ? QObject::tr("Interrupted") : runStateTitle(runState(row));
}

double runSeconds(const RunRow& row)
{
    if (!row.info.startedAt)
        return -1;
    const int64_t last =
        isInterrupted(row) ? row.info.heartbeatAt.value_or(*row.info.startedAt) : nowMs();
    return static_cast<double>(row.info.endedAt.value_or(last) - *row.info.startedAt) / 1000;
}

} // namespace espalier
