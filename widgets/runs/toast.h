#pragma once

#include <QFrame>
#include <QTimer>

#include <functional>

class QLabel;
class QPushButton;

namespace espalier {

/// A sentence with one button at the foot of its parent, for some seconds.
class Toast : public QFrame
{
    Q_OBJECT
public:
    explicit Toast(QWidget* parent);
    void show(const QString& sentence, const QString& action, std::function<void()> act);
    /// Does what the button does, if the toast is up; says whether it was.
    bool trigger();
    QPushButton* button() const { return m_button; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void place();

    QLabel* m_label;
    QPushButton* m_button;
    QTimer m_timer;
    std::function<void()> m_act;
};

} // namespace espalier
