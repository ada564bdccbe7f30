#include "widgets/runs/toast.h"

#include "widgets/common/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <utility>

namespace espalier {

namespace {
constexpr int kShownMs = 10'000;
} // namespace

Toast::Toast(QWidget* parent)
    : QFrame(parent)
{
    setRole(this, "card");
    m_label = new QLabel(this);
    m_button = new QPushButton(this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(Theme::kSpace16, Theme::kSpace8, Theme::kSpace8, Theme::kSpace8);
    row->setSpacing(Theme::kSpace16);
    row->addWidget(m_label);
    row->addWidget(m_button);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &QWidget::hide);
    connect(m_button, &QPushButton::clicked, this, &Toast::trigger);
    parent->installEventFilter(this);
    hide();
}

void Toast::show(const QString& sentence, const QString& action, std::function<void()> act)
{
    m_label->setText(sentence);
    m_button->setText(action);
    m_button->setVisible(!action.isEmpty());
    m_act = std::move(act);
    place();
    raise();
    setVisible(true);
    m_timer.start(kShownMs);
}

bool Toast::trigger()
{
    if (!isVisible() || !m_act)
        return false;
    hide();
    std::exchange(m_act, nullptr)();
    return true;
}

void Toast::place()
{
    adjustSize();
    const QWidget* around = parentWidget();
    move((around->width() - width()) / 2, around->height() - height() - Theme::kSpace24);
}

bool Toast::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize)
        place();
    return QFrame::eventFilter(watched, event);
}

void Toast::enterEvent(QEnterEvent* event)
{
    QFrame::enterEvent(event);
    m_timer.stop(); // who reads needs time
}

void Toast::leaveEvent(QEvent* event)
{
    QFrame::leaveEvent(event);
    m_timer.start(kShownMs);
}

} // namespace espalier
