#include "app/workbench/rail.h"

#include "widgets/common/icon.h"
#include "widgets/common/theme.h"

#include <QButtonGroup>
#include <QEvent>
#include <QToolButton>
#include <QVBoxLayout>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

constexpr int kWidth = 76;
constexpr int kIcon = 22;

QToolButton* railButton(const char* iconName, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setIcon(icon(iconName, Tone::Muted));
    button->setIconSize({kIcon, kIcon});
    button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    button->setMinimumHeight(56);
    setRole(button, "rail");
    return button;
}

} // namespace

Rail::Rail(QWidget* parent)
    : QFrame(parent)
    , m_pages(new QButtonGroup(this))
    , m_layout(new QVBoxLayout(this))
    , m_theme(railButton("moon", this))
    , m_language(railButton("language", this))
{
    setFixedWidth(kWidth);
    setRole(this, "panel");
    m_layout->setContentsMargins(Theme::kSpace4, Theme::kSpace8, Theme::kSpace4, Theme::kSpace8);
    m_layout->setSpacing(Theme::kSpace4);
    m_layout->addStretch(1);
    m_layout->addWidget(m_language);
    m_layout->addWidget(m_theme);
    connect(m_pages, &QButtonGroup::idClicked, this, &Rail::pageChosen);
    connect(m_theme, &QToolButton::clicked, this, &Rail::themeToggled);
    connect(m_language, &QToolButton::clicked, this, [this] {
        Q_EMIT languageRequested(m_language->mapToGlobal(QPoint(m_language->width(), 0)));
    });
    retranslate();
}

void Rail::addPage(const char* iconName)
{
    auto* button = railButton(iconName, this);
    button->setCheckable(true);
    const int page = static_cast<int>(m_pages->buttons().size());
    m_pages->addButton(button, page);
    m_layout->insertWidget(page, button);
}

void Rail::setCurrent(int page)
{
    if (auto* button = m_pages->button(page))
        button->setChecked(true);
}

void Rail::setTitles(const QStringList& titles)
{
    for (int page = 0; page < titles.size(); ++page) {
        auto* button = m_pages->button(page);
        button->setText(titles[page]);
        button->setToolTip(u"%1  (Ctrl+%2)"_s.arg(titles[page]).arg(page + 1));
        button->setAccessibleName(titles[page]);
    }
}

void Rail::setDark(bool dark)
{
    m_theme->setIcon(icon(dark ? "sun" : "moon", Tone::Muted));
}

void Rail::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QFrame::changeEvent(event);
}

void Rail::retranslate()
{
    setAccessibleName(tr("Pages"));
    m_theme->setText(tr("Theme"));
    m_theme->setToolTip(tr("Light or dark"));
    m_theme->setAccessibleName(tr("Light or dark"));
    m_language->setText(tr("Language"));
    m_language->setToolTip(tr("Language of the window"));
    m_language->setAccessibleName(tr("Language of the window"));
}

} // namespace espalier
