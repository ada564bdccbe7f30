#include "widgets/charts/plot_area.h"

#include <cmath>
#include <utility>

namespace espalier {

PlotArea::PlotArea(QWidget* parent)
    : QCustomPlot(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    // QCustomPlot keeps what it ignores: the wheel would not scroll the board, nor a right click
    // reach the chart.
    setAttribute(Qt::WA_NoMousePropagation, false);
    setInteractions(QCP::Interactions());
}

/// The dragged box inside the plot; one that is hardly high (or wide) takes the whole height (or
/// width).
QRect PlotArea::box(const QPoint& to) const
{
    constexpr int kThin = 12;
    const QRect area = plotRect();
    QRect result = QRect(m_from, to).normalized().intersected(area);
    if (result.height() < kThin && result.width() >= kThin) {
        result.setTop(area.top());
        result.setBottom(area.bottom());
    } else if (result.width() < kThin && result.height() >= kThin) {
        result.setLeft(area.left());
        result.setRight(area.right());
    }
    return result;
}

void PlotArea::mousePressEvent(QMouseEvent* event)
{
    setFocus(Qt::MouseFocusReason);
    m_from = event->pos();
    const bool middle = event->button() == Qt::MiddleButton;
    if (middle || (event->button() == Qt::LeftButton && event->modifiers() & Qt::ShiftModifier)) {
        m_drag = Drag::Pan;
        setCursor(Qt::ClosedHandCursor);
    } else if (event->button() == Qt::LeftButton && plotRect().contains(m_from)) {
        m_drag = Drag::Box;
    }
    event->accept();
}

void PlotArea::mouseMoveEvent(QMouseEvent* event)
{
    if (m_drag == Drag::Pan) {
        Q_EMIT panned(event->pos() - m_from);
        m_from = event->pos();
    } else if (m_drag == Drag::Box) {
        Q_EMIT boxChanged(box(event->pos()));
    }
    if (plotRect().adjusted(-2, 0, 2, 0).contains(event->pos()))
        Q_EMIT hovered(event->position().x());
    else
        Q_EMIT left();
    event->accept();
}

void PlotArea::mouseReleaseEvent(QMouseEvent* event)
{
    const Drag drag = std::exchange(m_drag, Drag::None);
    unsetCursor();
    if (drag == Drag::Box) {
        Q_EMIT boxChanged({});
        const QRect zoom = box(event->pos());
        if ((event->pos() - m_from).manhattanLength() > 8 && zoom.width() > 2 && zoom.height() > 2)
            Q_EMIT boxZoomed(zoom);
    }
    event->accept();
}

void PlotArea::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        Q_EMIT resetAsked();
    event->accept();
}

void PlotArea::wheelEvent(QWheelEvent* event)
{
    if (!m_wheelAlways && !hasFocus() && !(event->modifiers() & Qt::ControlModifier)) {
        event->ignore(); // what lies around scrolls
        return;
    }
    const double notches = event->angleDelta().y() / 120.0;
    const bool onValues = event->position().x() < plotRect().left();
    if (notches != 0) {
        Q_EMIT zoomed(
            onValues ? Qt::Vertical : Qt::Horizontal, std::pow(0.8, notches), event->position());
    }
    event->accept();
}

void PlotArea::keyPressEvent(QKeyEvent* event)
{
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    const int stride = event->modifiers() & Qt::ControlModifier ? 10 : 1;
    const int sign = event->key() == Qt::Key_Left || event->key() == Qt::Key_Down ? 1 : -1;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (shift)
            Q_EMIT panned({sign * plotRect().width() / 10, 0});
        else
            Q_EMIT cursorMoved(-sign * stride);
        return;
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (!shift)
            break;
        Q_EMIT panned({0, -sign * plotRect().height() / 10});
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        Q_EMIT zoomed(Qt::Horizontal, 0.8, plotRect().center());
        return;
    case Qt::Key_Minus:
        Q_EMIT zoomed(Qt::Horizontal, 1.25, plotRect().center());
        return;
    case Qt::Key_Home:
    case Qt::Key_0:
        Q_EMIT resetAsked();
        return;
    case Qt::Key_Escape:
        Q_EMIT left();
        break; // whoever is around may want it too
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void PlotArea::leaveEvent(QEvent* event)
{
    QCustomPlot::leaveEvent(event);
    Q_EMIT left();
}

} // namespace espalier
