#include "widgets/charts/legend_chip.h"

#include "widgets/common/theme.h"

#include <QPainter>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {
constexpr int kStroke = 14;
constexpr int kHeight = 20;
} // namespace

LegendChip::LegendChip(const QString& label, int colour, QWidget* parent)
    : QAbstractButton(parent)
    , m_colour(colour)
{
    setText(label);
    setCheckable(true);
    setChecked(true);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    setToolTip(tr("Show or hide %1").arg(label));
    setAccessibleName(label);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

void LegendChip::setColour(int colour)
{
    m_colour = colour;
    update();
}

void LegendChip::setValue(const QString& value)
{
    if (value == m_value)
        return;
    const int before = valueWidth();
    m_value = value;
    if (valueWidth() != before)
        updateGeometry();
    update();
}

/// Room for the value in steps of half an em, so that the row does not tremble while figures
/// change.
int LegendChip::valueWidth() const
{
    if (m_value.isEmpty())
        return 0;
    const QFontMetrics metrics(numberFont(Theme::kSmall));
    const int digit = metrics.horizontalAdvance(u'0');
    const int width = metrics.horizontalAdvance(m_value);
    return std::max(5 * digit, (width + digit - 1) / digit * digit) + 6;
}

QSize LegendChip::sizeHint() const
{
    const QFontMetrics metrics(textFont(Theme::kSmall));
    return {kStroke + 6 + metrics.horizontalAdvance(text()) + valueWidth() + 8, kHeight};
}

void LegendChip::paintEvent(QPaintEvent*)
{
    const Theme& look = theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (underMouse() || hasFocus()) {
        painter.setPen(hasFocus() ? QPen(look.accent) : QPen(Qt::NoPen));
        painter.setBrush(underMouse() ? QBrush(look.hover) : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(
            QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), Theme::kSpace4, Theme::kSpace4);
    }
    const double middle = height() / 2.0;
    const QColor stroke = isChecked() ? seriesColour(m_colour) : look.faint;
    QPen pen(stroke, 2.5, seriesDash(m_colour), Qt::FlatCap);
    if (pen.style() == Qt::DashLine)
        pen.setDashPattern({1.8, 1.2}); // a dash as long as the stroke would look drawn through
    painter.setPen(pen);
    painter.drawLine(QPointF(4, middle), QPointF(4 + kStroke - 2, middle));
    const int left = kStroke + 8;
    painter.setFont(textFont(Theme::kSmall));
    painter.setPen(isChecked() ? look.muted : look.faint);
    const int room = width() - left - 2 - (isChecked() ? valueWidth() : 0);
    const QString name = painter.fontMetrics().elidedText(text(), Qt::ElideMiddle, room);
    painter.drawText(QRect(left, 0, room, height()), Qt::AlignVCenter | Qt::AlignLeft, name);
    if (isChecked() && !m_value.isEmpty()) {
        const int at = left + painter.fontMetrics().horizontalAdvance(name) + 5;
        painter.setFont(numberFont(Theme::kSmall));
        painter.setPen(look.text);
        painter.drawText(
            QRect(at, 0, width() - at, height()), Qt::AlignVCenter | Qt::AlignLeft, m_value);
    }
}

void LegendChip::enterEvent(QEnterEvent* event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void LegendChip::leaveEvent(QEvent* event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

} // namespace espalier
