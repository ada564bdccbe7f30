#pragma once

#include <QFrame>

class QButtonGroup;
class QToolButton;
class QVBoxLayout;

namespace espalier {

/// The narrow rail at the left: one button a page, and what concerns the whole window below.
class Rail : public QFrame
{
    Q_OBJECT
public:
    explicit Rail(QWidget* parent = nullptr);

    /// Adds a page's button; pages are numbered as added, shortcut Ctrl+number.
    void addPage(const char* iconName);
    void setCurrent(int page);
    /// Puts the titles in, in the order of the pages.
    void setTitles(const QStringList& titles);
    /// The icon of what a click on the theme button leads to.
    void setDark(bool dark);

Q_SIGNALS:
    void pageChosen(int page);
    void themeToggled();
    void languageRequested(const QPoint& at);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    QButtonGroup* m_pages;
    QVBoxLayout* m_layout;
    QToolButton* m_theme;
    QToolButton* m_language;
};

} // namespace espalier
