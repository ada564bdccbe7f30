#pragma once

#include "widgets/charts/plot.h"

namespace espalier {

/// The plot and the hand gestures on it, told as what was meant; does nothing by itself.
/// Drag: zoom box. Shift or middle button: pan. Wheel: zoom at the pointer. Double click: reset.
/// Arrow keys move the crosshair, with Shift the view; + and - zoom, Home resets, Escape takes the
/// crosshair away.
class PlotArea : public QCustomPlot
{
    Q_OBJECT
public:
    explicit PlotArea(QWidget* parent = nullptr);
    /// Whether the wheel zooms although the plot has no focus (nothing around it scrolls).
    void setWheelAlways(bool always) { m_wheelAlways = always; }
    QRect plotRect() const { return axisRect()->rect(); }

Q_SIGNALS:
    void hovered(double x);
    void left();
    /// The box while it is dragged (null: none), in pixels.
    void boxChanged(const QRect& box);
    void boxZoomed(const QRect& box);
    void panned(const QPoint& by);
    /// factor < 1 zooms in.
    void zoomed(Qt::Orientation axis, double factor, const QPointF& at);
    void resetAsked();
    /// -1 or 1 for a point, -10 or 10 for a larger stride.
    void cursorMoved(int by);

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QRect box(const QPoint& to) const;

    enum class Drag { None, Box, Pan };
    Drag m_drag = Drag::None;
    QPoint m_from;
    bool m_wheelAlways = false;
};

} // namespace espalier
