#pragma once

#include "widgets/charts/x_map.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QSlider;

namespace espalier {

/// How a board shows its curves: what x is, and over how many steps values are averaged.
class ChartControls : public QWidget
{
    Q_OBJECT
public:
    explicit ChartControls(QWidget* parent = nullptr);
    /// In steps; 0: off.
    double smoothing() const;
    void setSmoothing(double steps);
    XKind xKind() const;
    QSlider* slider() const { return m_slider; }

Q_SIGNALS:
    void smoothingChanged(double steps);
    void xKindChanged(espalier::XKind kind);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void showSmoothing();

    QComboBox* m_xKind;
    QLabel* m_caption;
    QSlider* m_slider;
    QLabel* m_value;
};

} // namespace espalier
