#pragma once

#include <QFrame>

class QLabel;

namespace espalier {

/// What the keys do, over its parent; any key or click closes it.
class KeySheet : public QFrame
{
    Q_OBJECT
public:
    explicit KeySheet(QWidget* parent);
    /// Shows or hides it; `pair`: the keys of a comparison of two.
    void toggle(bool pair);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    void place();
    QLabel* m_text;
};

} // namespace espalier
