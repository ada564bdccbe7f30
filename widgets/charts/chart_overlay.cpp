#include "widgets/charts/chart_overlay.h"

#include "widgets/common/theme.h"

#include <QPainter>

#include <algorithm>

namespace espalier {

ChartOverlay::ChartOverlay(QWidget* parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
}

void ChartOverlay::setArea(const QRect& area)
{
    if (area == m_area)
        return;
    m_area = area;
    update();
}

void ChartOverlay::setCrosshair(std::optional<Crosshair> crosshair)
{
    if (!m_crosshair && !crosshair)
        return;
    m_crosshair = std::move(crosshair);
    update();
}

void ChartOverlay::setMarks(std::vector<Mark> marks)
{
    if (marks == m_marks)
        return;
    m_marks = std::move(marks);
    update();
}

void ChartOverlay::setZoomBox(std::optional<QRect> box)
{
    m_zoomBox = box;
    update();
}

void ChartOverlay::setSentence(const QString& sentence)
{
    if (sentence == m_sentence)
        return;
    m_sentence = sentence;
    update();
}

void ChartOverlay::paintEvent(QPaintEvent*)
{
    if (!m_crosshair && !m_zoomBox && m_marks.empty() && m_sentence.isEmpty())
        return;
    const Theme& look = theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!m_sentence.isEmpty()) {
        painter.setFont(textFont(Theme::kBody));
        painter.setPen(look.faint);
        painter.drawText(m_area, Qt::AlignCenter | Qt::TextWordWrap, m_sentence);
    }
    paintMarks(painter);
    if (m_zoomBox) {
        QColor fill = look.accent;
        fill.setAlphaF(0.12F);
        painter.setPen(QPen(look.accent, 1));
        painter.setBrush(fill);
        painter.drawRect(QRectF(*m_zoomBox).adjusted(0.5, 0.5, -0.5, -0.5));
    }
    if (m_crosshair && m_crosshair->x >= m_area.left() && m_crosshair->x <= m_area.right() + 1) {
        painter.setPen(QPen(look.lineStrong, 1));
        const double x = std::floor(m_crosshair->x) + 0.5;
        painter.drawLine(QPointF(x, m_area.top()), QPointF(x, m_area.bottom()));
        painter.setClipRect(m_area);
        for (const Reading& reading : m_crosshair->readings) {
            if (!reading.y)
                continue;
            painter.setPen(QPen(look.surface, 1.5));
            painter.setBrush(reading.colour);
            painter.drawEllipse(QPointF(x, *reading.y), 3.5, 3.5);
        }
        painter.setClipping(false);
        if (m_crosshair->box)
            paintBox(painter);
    }
}

/// A dashed line with a flag on top, which is what the eye finds and the pointer aims at.
void ChartOverlay::paintMarks(QPainter& painter) const
{
    constexpr double kFlag = 5;
    for (const Mark& mark : m_marks) {
        if (mark.x < m_area.left() || mark.x > m_area.right() + 1)
            continue;
        const QColor colour = mark.isError ? theme().error : theme().warning;
        const double x = std::floor(mark.x) + 0.5;
        const double top = m_area.top();
        painter.setPen(QPen(colour, 1, Qt::DashLine));
        painter.drawLine(QPointF(x, top), QPointF(x, m_area.bottom()));
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawPolygon(
            QPolygonF{{x - kFlag, top - kFlag}, {x + kFlag, top - kFlag}, {x, top + kFlag}});
    }
}

void ChartOverlay::paintBox(QPainter& painter) const
{
    const Theme& look = theme();
    const QFontMetrics names(textFont(Theme::kSmall));
    const QFontMetrics values(numberFont(Theme::kSmall));
    const int row = names.height() + 3;
    const size_t shown = std::min<size_t>(
        m_crosshair->readings.size(),
        static_cast<size_t>(std::max(1, (m_area.height() - 16) / row - 1)));
    int nameWidth = 0;
    int valueWidth = 0;
    for (size_t i = 0; i < shown; ++i) {
        nameWidth = std::max(nameWidth, names.horizontalAdvance(m_crosshair->readings[i].label));
        valueWidth = std::max(valueWidth, values.horizontalAdvance(m_crosshair->readings[i].value));
    }
    nameWidth = std::min(nameWidth + 2, 160); // an exact fit may be elided
    const int width =
        std::max(16 + nameWidth + 14 + valueWidth, names.horizontalAdvance(m_crosshair->title)) +
        18;
    QRect box(0, 0, width, static_cast<int>(shown + 1) * row + 10);
    const int x = static_cast<int>(m_crosshair->x);
    const bool right = x + 12 + width <= m_area.right();
    box.moveTopLeft({right ? x + 12 : std::max(m_area.left(), x - 12 - width), m_area.top() + 4});

    painter.setPen(QPen(look.line, 1));
    QColor ground = look.surface;
    ground.setAlphaF(0.95F);
    painter.setBrush(ground);
    painter.drawRoundedRect(
        QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), Theme::kRadius, Theme::kRadius);
    QRect line(box.left() + 9, box.top() + 5, box.width() - 18, row);
    painter.setFont(numberFont(Theme::kSmall));
    painter.setPen(look.muted);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, m_crosshair->title);
    for (size_t i = 0; i < shown; ++i) {
        const Reading& reading = m_crosshair->readings[i];
        line.translate(0, row);
        painter.setPen(Qt::NoPen);
        painter.setBrush(reading.colour);
        painter.drawEllipse(QPointF(line.left() + 4, line.center().y() + 0.5), 3.5, 3.5);
        painter.setFont(textFont(Theme::kSmall));
        painter.setPen(look.text);
        painter.drawText(
            line.adjusted(14, 0, 0, 0),
            Qt::AlignLeft | Qt::AlignVCenter,
            names.elidedText(reading.label, Qt::ElideMiddle, nameWidth));
        painter.setFont(numberFont(Theme::kSmall));
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, reading.value);
    }
}

} // namespace espalier
