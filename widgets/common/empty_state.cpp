#include "widgets/common/empty_state.h"

#include "widgets/common/icon.h"
#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace espalier {

EmptyState::EmptyState(const QString& picture, QWidget* parent)
    : QWidget(parent)
    , m_picture(picture)
    , m_image(new QLabel(this))
    , m_sentence(new QLabel(this))
    , m_button(new QPushButton(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::kSpace24, Theme::kSpace24, Theme::kSpace24, Theme::kSpace24);
    layout->setSpacing(Theme::kSpace16);
    layout->addStretch(2);
    layout->addWidget(m_image, 0, Qt::AlignHCenter);
    // Not by an alignment: that would take the height of the hint, whatever the width.
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(m_sentence);
    row->addStretch(1);
    layout->addLayout(row);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    m_sentence->setWordWrap(true);
    m_sentence->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_sentence->setFixedWidth(380);
    setRole(m_sentence, "muted");
    setRole(m_button, "primary");
    m_button->hide();
    connect(m_button, &QPushButton::clicked, this, &EmptyState::activated);
    connect(&themeNotifier(), &ThemeNotifier::changed, this, &EmptyState::paintPicture);
    paintPicture();
}

void EmptyState::setSentence(const QString& sentence)
{
    m_sentence->setText(sentence);
    setAccessibleDescription(sentence);
}

void EmptyState::setButton(const QString& text, const char* iconName)
{
    m_button->setText(text);
    m_button->setAccessibleName(text);
    if (iconName)
        m_button->setIcon(icon(iconName, Tone::OnAccent));
    m_button->setVisible(!text.isEmpty());
}

void EmptyState::paintPicture()
{
    constexpr int kDisc = 88, kIcon = 40;
    const qreal ratio = devicePixelRatioF();
    QPixmap picture(QSize(kDisc, kDisc) * ratio);
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().accentSoft);
    painter.drawEllipse(0, 0, kDisc, kDisc);
    painter.drawPixmap(
        (kDisc - kIcon) / 2,
        (kDisc - kIcon) / 2,
        iconPixmap(m_picture, theme().accent, kIcon, ratio));
    painter.end();
    m_image->setPixmap(picture);
}

} // namespace espalier
