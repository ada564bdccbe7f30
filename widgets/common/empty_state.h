#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace espalier {

/// What an empty page shows: one picture, one sentence, one button. The owner sets the texts again
/// on LanguageChange.
class EmptyState : public QWidget
{
    Q_OBJECT
public:
    /// `picture`: name of an icon, drawn large in a soft disc.
    explicit EmptyState(const QString& picture, QWidget* parent = nullptr);
    void setSentence(const QString& sentence);
    /// Without a text there is no button.
    void setButton(const QString& text, const char* iconName = nullptr);
    QPushButton* button() const { return m_button; }

Q_SIGNALS:
    void activated();

private:
    void paintPicture();
    QString m_picture;
    QLabel* m_image;
    QLabel* m_sentence;
    QPushButton* m_button;
};

} // namespace espalier
