#include "widgets/common/status_dot.h"

#include "widgets/common/reduced_motion.h"
#include "widgets/common/theme.h"

#include <QEvent>
#include <QPainter>
#include <QVariantAnimation>

namespace espalier {

StatusDot::StatusDot(QWidget* parent)
    : QWidget(parent)
    , m_breath(new QVariantAnimation(this))
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_breath->setDuration(1600);
    m_breath->setLoopCount(-1);
    m_breath->setKeyValueAt(0, 1.0);
    m_breath->setKeyValueAt(0.5, 0.45);
    m_breath->setKeyValueAt(1, 1.0);
    connect(m_breath, &QVariantAnimation::valueChanged, this, [this] { update(); });
    connect(&themeNotifier(), &ThemeNotifier::changed, this, [this] { update(); });
    retranslate();
}

void StatusDot::setState(RunState state)
{
    if (state == m_state)
        return;
    m_state = state;
    if (state == RunState::Running && !reducedMotion())
        m_breath->start();
    else
        m_breath->stop();
    retranslate();
    update();
}

QSize StatusDot::sizeHint() const
{
    return {12, 12};
}

void StatusDot::retranslate()
{
    setAccessibleName(runStateTitle(m_state));
    setToolTip(runStateTitle(m_state));
}

void StatusDot::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void StatusDot::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor colour = runStateColour(m_state);
    const QRectF disc(width() / 2.0 - 4, height() / 2.0 - 4, 8, 8);
    if (m_state == RunState::Idle || m_state == RunState::Queued) {
        painter.setPen(QPen(colour, 1.5));
        painter.drawEllipse(disc.adjusted(0.75, 0.75, -0.75, -0.75));
        return;
    }
    if (m_breath->state() == QAbstractAnimation::Running)
        painter.setOpacity(m_breath->currentValue().toDouble());
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawEllipse(disc);
}

ProgressLine::ProgressLine(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&themeNotifier(), &ThemeNotifier::changed, this, [this] { update(); });
}

void ProgressLine::setFraction(double fraction)
{
    m_fraction = fraction;
    update();
}

void ProgressLine::setColour(const QColor& colour)
{
    m_colour = colour;
    update();
}

QSize ProgressLine::sizeHint() const
{
    return {120, 4};
}

void ProgressLine::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QRectF line(0, height() / 2.0 - 2, width(), 4);
    painter.setBrush(theme().pressed);
    painter.drawRoundedRect(line, 2, 2);
    QRectF done = line;
    // How far is not known: a band in the middle.
    if (m_fraction < 0)
        done = line.adjusted(line.width() * 0.35, 0, -line.width() * 0.35, 0);
    else
        done.setWidth(line.width() * qMin(1.0, m_fraction));
    painter.setBrush(m_colour.isValid() ? m_colour : theme().accent);
    if (done.width() > 0)
        painter.drawRoundedRect(done, 2, 2);
}

} // namespace espalier
