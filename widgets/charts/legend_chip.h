#pragma once

#include <QAbstractButton>

namespace espalier {

/// One entry of a chart's legend: a stroke in the curve's colour and dash, its name, and a value.
/// Checked = shown.
class LegendChip : public QAbstractButton
{
    Q_OBJECT
public:
    LegendChip(const QString& label, int colour, QWidget* parent = nullptr);
    /// Index for seriesColour() and seriesDash().
    void setColour(int colour);
    /// The value at the crosshair, or the last one.
    void setValue(const QString& value);
    QString value() const { return m_value; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    int valueWidth() const;

    int m_colour;
    QString m_value;
};

} // namespace espalier
