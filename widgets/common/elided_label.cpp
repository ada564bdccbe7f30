#include "widgets/common/elided_label.h"

#include "widgets/common/theme.h"

#include <QPainter>
#include <QStyleOption>

namespace espalier {

ElidedLabel::ElidedLabel(QWidget* parent)
    : ElidedLabel(QString(), parent)
{
}

ElidedLabel::ElidedLabel(const QString& text, QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&themeNotifier(), &ThemeNotifier::changed, this, [this] { update(); });
    setText(text);
}

void ElidedLabel::setText(const QString& text, const QString& shorter)
{
    m_text = text;
    m_shorter = shorter;
    setAccessibleName(text);
    updateToolTip();
    updateGeometry();
    update();
}

void ElidedLabel::setElideMode(Qt::TextElideMode mode)
{
    m_mode = mode;
    update();
}

void ElidedLabel::setAlignment(Qt::Alignment alignment)
{
    m_alignment = alignment;
    update();
}

void ElidedLabel::setMuted(bool muted)
{
    m_muted = muted;
    update();
}

QSize ElidedLabel::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(m_text) + 2, fontMetrics().height()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {
        qMin(sizeHint().width(), fontMetrics().horizontalAdvance(u'W') * 3),
        fontMetrics().height()};
}

QString ElidedLabel::shownText() const
{
    const bool fits = m_shorter.isEmpty() || fontMetrics().horizontalAdvance(m_text) <= width();
    return fontMetrics().elidedText(fits ? m_text : m_shorter, m_mode, width());
}

void ElidedLabel::updateToolTip()
{
    setToolTip(fontMetrics().horizontalAdvance(m_text) > width() ? m_text : QString());
}

void ElidedLabel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    updateToolTip();
}

void ElidedLabel::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setPen(!isEnabled() ? theme().faint : m_muted ? theme().muted : theme().text);
    painter.drawText(rect(), m_alignment, shownText());
}

} // namespace espalier
