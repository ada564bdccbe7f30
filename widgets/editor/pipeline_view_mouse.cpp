#include "widgets/common/language.h"
#include "widgets/common/number_format.h"
#include "widgets/editor/node_geometry.h"
#include "widgets/editor/pipeline_view.h"

#include <QApplication>
#include <QDropEvent>
#include <QMimeData>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace espalier {

namespace {

/// How near to a port or a wire the pointer has to be, in pixels of the screen.
constexpr double kPortReach = 11, kMagnet = 22, kWireReach = 5;

} // namespace

void PipelineView::mousePressEvent(QMouseEvent* event)
{
    setFocus(Qt::MouseFocusReason);
    m_motion.stop();
    m_pressView = m_lastView = event->position();
    m_pressCanvas = m_bandEnd = toCanvas(event->position());
    if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && m_spaceDown)) {
        m_drag = Drag::Pan;
        updateCursor();
        return;
    }
    const bool adds = event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier);
    if (event->button() == Qt::RightButton) {
        const auto node = nodeAt(m_document, m_pressCanvas);
        if (node && !m_selection.contains(*node))
            m_selection.set({*node});
        else if (!node)
            m_selection.clear();
        return;
    }
    if (event->button() != Qt::LeftButton)
        return;
    if (const auto port = portAt(m_document, m_pressCanvas, kPortReach / m_zoom)) {
        beginWire(*port);
        return;
    }
    if (const auto node = nodeAt(m_document, m_pressCanvas)) {
        m_pressNode = *node;
        m_wasSelected = m_selection.contains(*node);
        if (adds && !m_wasSelected)
            m_selection.toggle(*node);
        else if (!adds && !m_wasSelected)
            m_selection.set({*node});
        m_drag = Drag::Press;
        return;
    }
    if (const auto edge = edgeAt(m_document, m_pressCanvas, kWireReach / m_zoom)) {
        m_selection.setEdge(*edge);
        return;
    }
    m_bandBefore = adds ? m_selection.nodes() : std::vector<std::string>();
    if (!adds)
        m_selection.clear();
    m_drag = Drag::Band;
}

void PipelineView::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF view = event->position(), canvas = toCanvas(view);
    const QPointF moved = view - m_lastView;
    m_lastView = view;
    switch (m_drag) {
    case Drag::None:
        hover(canvas);
        return;
    case Drag::Pan:
        m_offset += moved;
        m_fitted = false;
        update();
        return;
    case Drag::Press:
        if ((view - m_pressView).manhattanLength() < QApplication::startDragDistance())
            return;
        m_drag = Drag::Move;
        m_dragSession = PipelineDocument::newSession();
        m_dragStart.clear();
        for (const std::string& id : m_selection.nodes()) {
            const Node* node = m_document.pipeline().find(id);
            m_dragStart.push_back({id, node->x, node->y});
        }
        [[fallthrough]];
    case Drag::Move: {
        const QPointF by = canvas - m_pressCanvas;
        auto positions = m_dragStart;
        for (NodePosition& position : positions) {
            const QPointF cells = toCells(espalier::toCanvas(position.x, position.y) + by);
            position.x = cells.x();
            position.y = cells.y();
        }
        m_document.moveNodes(positions, m_dragSession);
        return;
    }
    case Drag::Band: {
        m_bandEnd = canvas;
        const QRectF band = QRectF(m_pressCanvas, canvas).normalized();
        auto nodes = m_bandBefore;
        for (const Node& node : m_document.pipeline().nodes) {
            if (band.intersects(cardRect(m_document, node)) &&
                std::ranges::find(nodes, node.id) == nodes.end())
                nodes.push_back(node.id);
        }
        m_selection.set(std::move(nodes));
        update();
        return;
    }
    case Drag::Wire:
        dragWire(canvas);
        return;
    }
}

void PipelineView::mouseReleaseEvent(QMouseEvent* event)
{
    const Drag ended = m_drag;
    m_drag = Drag::None;
    if (ended == Drag::Wire)
        endWire(toCanvas(event->position()), event->globalPosition().toPoint());
    // A click on one of several selected nodes means that one.
    if (ended == Drag::Press) {
        if (event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier)) {
            if (m_wasSelected)
                m_selection.toggle(m_pressNode);
        } else {
            m_selection.set({m_pressNode});
        }
    }
    updateCursor();
    update();
}

void PipelineView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const QPointF canvas = toCanvas(event->position());
    if (nodeAt(m_document, canvas))
        Q_EMIT inspectWanted();
    else if (!edgeAt(m_document, canvas, kWireReach / m_zoom))
        Q_EMIT stageWanted({canvas, {}, event->globalPosition().toPoint()});
}

void PipelineView::beginWire(const PortRef& port)
{
    m_drag = Drag::Wire;
    m_wireFrom = port;
    m_wireOld.reset();
    // Pulling at a wired input that takes one edge picks that edge up.
    const Port* declared = portOf(m_document, port);
    if (!port.output && !declared->many) {
        const auto& edges = m_document.pipeline().edges;
        const auto old = std::ranges::find_if(edges, [&](const Edge& edge) {
            return edge.toNode == port.node && edge.toPort == declared->name;
        });
        const StageInfo* stage = old == edges.end() ? nullptr : m_document.stageOf(old->fromNode);
        if (stage != nullptr) {
            const auto output = std::ranges::find(stage->outputs, old->fromPort, &Port::name);
            if (output != stage->outputs.end()) {
                m_wireOld = *old;
                m_wireFrom = PortRef{
                    old->fromNode, true, static_cast<size_t>(output - stage->outputs.begin())};
            }
        }
    }
    dragWire(m_pressCanvas);
    updateCursor();
}

void PipelineView::dragWire(QPointF canvas)
{
    m_wireEnd = canvas;
    m_reason.clear();
    m_wireFits = false;
    m_wireTo = portAt(m_document, canvas, kMagnet / m_zoom);
    if (m_wireTo == m_wireFrom)
        m_wireTo.reset();
    // Anywhere on a card means its first port that fits.
    if (!m_wireTo || whyNot(m_document, *m_wireFrom, *m_wireTo, m_wireOld)) {
        const auto node = nodeAt(m_document, canvas);
        if (node && *node != m_wireFrom->node && !portAt(m_document, canvas, kPortReach / m_zoom)) {
            if (const auto fitting = fittingPort(m_document, *m_wireFrom, *node, m_wireOld))
                m_wireTo = fitting;
        }
    }
    if (m_wireTo) {
        if (const auto reason = whyNot(m_document, *m_wireFrom, *m_wireTo, m_wireOld))
            m_reason = shown(*reason);
        else
            m_wireFits = true;
    }
    updateCursor();
    update();
}

void PipelineView::endWire(QPointF canvas, QPoint global)
{
    const auto from = std::exchange(m_wireFrom, {});
    const auto to = std::exchange(m_wireTo, {});
    const auto old = std::exchange(m_wireOld, {});
    const bool fits = std::exchange(m_wireFits, false);
    const bool refused = !std::exchange(m_reason, {}).isEmpty();
    if (fits) {
        const Edge edge = *edgeBetween(m_document, *from, *to);
        if (!old)
            m_document.connectPorts(edge);
        else if (*old != edge)
            m_document.rewire(*old, edge);
        return;
    }
    const bool farEnough =
        (m_lastView - m_pressView).manhattanLength() > 3 * QApplication::startDragDistance();
    if (refused || !farEnough || nodeAt(m_document, canvas))
        return;
    if (old)
        m_document.disconnectPorts(*old);
    else
        Q_EMIT stageWanted({canvas, from, global});
}

void PipelineView::cancelDrag()
{
    if (m_drag == Drag::Move)
        m_document.moveNodes(m_dragStart, m_dragSession);
    m_drag = Drag::None;
    m_wireFrom.reset();
    m_wireTo.reset();
    m_wireOld.reset();
    m_reason.clear();
    updateCursor();
    update();
}

void PipelineView::hover(QPointF canvas)
{
    const auto node = nodeAt(m_document, canvas);
    const bool onPort = portAt(m_document, canvas, kPortReach / m_zoom).has_value();
    const auto edge =
        node || onPort ? std::nullopt : edgeAt(m_document, canvas, kWireReach / m_zoom);
    const std::string id = node.value_or(std::string());
    if (m_spaceDown)
        updateCursor();
    else if (onPort)
        setCursor(Qt::CrossCursor);
    else
        unsetCursor();
    if (id == m_hoverNode && edge == m_hoverEdge)
        return;
    m_hoverNode = id;
    m_hoverEdge = edge;
    update();
}

void PipelineView::leaveEvent(QEvent* event)
{
    m_hoverNode.clear();
    m_hoverEdge.reset();
    update();
    QWidget::leaveEvent(event);
}

QString PipelineView::toolTipAt(QPointF canvas) const
{
    if (const auto port = portAt(m_document, canvas, kPortReach / m_zoom)) {
        const Port* declared = portOf(m_document, *port);
        const PortTypeInfo& type = portType(declared->type);
        QString text = (port->output ? tr("Output %1: %2") : tr("Input %1: %2"))
                           .arg(QString::fromStdString(declared->name), shown(type.title));
        if (declared->optional)
            text += u" · "_s + tr("may stay unwired");
        if (declared->many)
            text += u" · "_s + tr("takes several");
        return text + u'\n' + shown(type.help);
    }
    const auto id = nodeAt(m_document, canvas);
    if (!id)
        return {};
    QStringList lines;
    for (const Issue& issue : m_document.issues()) {
        if (issue.node == *id)
            lines << shown(issue.message);
    }
    const NodeCondition status = m_document.status(*id);
    if (!status.reason.isEmpty())
        lines << status.reason;
    if (!status.metric.isEmpty())
        lines << status.metric + u" "_s + formatNumber(status.value);
    if (const PlannedNode* planned = m_document.planOf(*id); planned != nullptr && lines.isEmpty())
        lines << shown(planned->reason);
    if (const StageInfo* stage = m_document.stageOf(*id); stage != nullptr && lines.isEmpty())
        lines << shown(stage->help);
    return lines.join(u'\n');
}

void PipelineView::wheelEvent(QWheelEvent* event)
{
    m_motion.stop();
    const bool zooms = event->modifiers() & Qt::ControlModifier;
    // A touchpad scrolls; a wheel zooms to the pointer, and scrolls sideways with Shift.
    if (!zooms && !event->pixelDelta().isNull() && event->phase() != Qt::NoScrollPhase) {
        m_offset += event->pixelDelta();
        m_fitted = false;
        update();
    } else if (event->modifiers() & Qt::ShiftModifier) {
        m_offset += QPointF(event->angleDelta().y() + event->angleDelta().x(), 0) / 2;
        m_fitted = false;
        update();
    } else {
        setZoom(m_zoom * std::pow(1.2, event->angleDelta().y() / 120.0), event->position());
    }
    event->accept();
}

void PipelineView::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasFormat(QLatin1StringView(kStageMime)))
        event->acceptProposedAction();
}

void PipelineView::dragMoveEvent(QDragMoveEvent* event)
{
    if (event->mimeData()->hasFormat(QLatin1StringView(kStageMime)))
        event->acceptProposedAction();
}

void PipelineView::dropEvent(QDropEvent* event)
{
    const std::string stage = event->mimeData()->data(QLatin1StringView(kStageMime)).toStdString();
    // The card's header comes under the pointer.
    const QPointF at = toCanvas(event->position()) - QPointF(kCardWidth / 2, kHeaderHeight / 2);
    addStage(stage, StageWish{at, {}, {}});
    event->acceptProposedAction();
    setFocus();
}

} // namespace espalier
