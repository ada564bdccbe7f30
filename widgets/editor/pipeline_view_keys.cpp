#include "core/pipeline/check.h"
#include "widgets/common/icon.h"
#include "widgets/common/language.h"
#include "widgets/editor/node_geometry.h"
#include "widgets/editor/pipeline_view.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace espalier {

void PipelineView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
        m_spaceDown = true;
        updateCursor();
        return;
    }
    if (editKey(event))
        return;
    const auto key = static_cast<Qt::Key>(event->key());
    switch (key) {
    case Qt::Key_Escape:
        if (m_drag != Drag::None)
            cancelDrag();
        else
            m_selection.clear();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT inspectWanted();
        return;
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier))
            nudge(key);
        else
            step(key);
        return;
    case Qt::Key_Menu:
        nodeMenu(mapToGlobal(rect().center()));
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomIn();
        return;
    case Qt::Key_Minus:
        zoomOut();
        return;
    case Qt::Key_0:
        fit();
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void PipelineView::keyReleaseEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
        m_spaceDown = false;
        updateCursor();
        return;
    }
    QWidget::keyReleaseEvent(event);
}

bool PipelineView::editKey(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy))
        copySelection();
    else if (event->matches(QKeySequence::Cut))
        cutSelection();
    else if (event->matches(QKeySequence::Paste))
        paste();
    else if (event->matches(QKeySequence::SelectAll))
        selectAll();
    else if (event->matches(QKeySequence::Delete) || event->key() == Qt::Key_Backspace)
        deleteSelection();
    else if (event->key() == Qt::Key_D && event->modifiers() == Qt::ControlModifier)
        duplicateSelection();
    else
        return false;
    return true;
}

void PipelineView::step(Qt::Key key)
{
    const auto& nodes = m_document.pipeline().nodes;
    const Node* current = m_document.pipeline().find(m_selection.current());
    if (nodes.empty())
        return;
    if (current == nullptr) {
        m_selection.set({nodes.front().id});
        reveal(nodes.front().id);
        return;
    }
    const QPointF from = cardRect(m_document, *current).center();
    const QPointF way = key == Qt::Key_Left    ? QPointF(-1, 0)
                        : key == Qt::Key_Right ? QPointF(1, 0)
                        : key == Qt::Key_Up    ? QPointF(0, -1)
                                               : QPointF(0, 1);
    const Node* best = nullptr;
    double least = std::numeric_limits<double>::max();
    for (const Node& node : nodes) {
        const QPointF to = cardRect(m_document, node).center() - from;
        const double along = QPointF::dotProduct(to, way);
        const double aside = std::abs(to.x() * way.y() - to.y() * way.x());
        // What lies ahead within a wide angle; aside counts more than ahead.
        if (&node == current || along <= 1 || aside > 3 * along)
            continue;
        if (const double cost = along + 2 * aside; cost < least) {
            least = cost;
            best = &node;
        }
    }
    if (best == nullptr)
        return;
    m_selection.set({best->id});
    reveal(best->id);
}

void PipelineView::nudge(Qt::Key key)
{
    std::vector<NodePosition> positions;
    for (const std::string& id : m_selection.nodes()) {
        const Node* node = m_document.pipeline().find(id);
        const QPointF by = key == Qt::Key_Left    ? QPointF(-kSnap, 0)
                           : key == Qt::Key_Right ? QPointF(kSnap, 0)
                           : key == Qt::Key_Up    ? QPointF(0, -kSnap)
                                                  : QPointF(0, kSnap);
        const QPointF cells = toCells(espalier::toCanvas(node->x, node->y) + by);
        positions.push_back({id, cells.x(), cells.y()});
    }
    m_document.moveNodes(positions);
}

bool PipelineView::focusNextPrevChild(bool next)
{
    const auto order = topologicalOrder(m_document.pipeline());
    const auto at = std::ranges::find(order, m_selection.current());
    const bool atEnd =
        order.empty() || (next ? at != order.end() && at + 1 == order.end() : at == order.begin());
    // Past the last stage Tab leaves the canvas.
    if (atEnd)
        return QWidget::focusNextPrevChild(next);
    tabTo(next);
    return true;
}

void PipelineView::tabTo(bool next)
{
    const auto order = topologicalOrder(m_document.pipeline());
    const auto at = std::ranges::find(order, m_selection.current());
    const auto to = at == order.end() ? (next ? order.begin() : order.end() - 1)
                    : next            ? at + 1
                                      : at - 1;
    m_selection.set({*to});
    reveal(*to);
}

QPointF PipelineView::freePlace(QPointF wished) const
{
    const auto taken = [&](QPointF place) {
        const QRectF card(place, QSizeF(kCardWidth, kHeaderHeight + kPortRow + kStripHeight));
        return std::ranges::any_of(m_document.pipeline().nodes, [&](const Node& node) {
            return cardRect(m_document, node).adjusted(-8, -8, 8, 8).intersects(card);
        });
    };
    while (taken(wished))
        wished += QPointF(0, 2 * kSnap);
    return wished;
}

void PipelineView::addStage(const std::string& stage, const std::optional<StageWish>& wish)
{
    const StageInfo* info = findStage(m_document.stages(), stage);
    if (info == nullptr)
        return;
    QPointF place = toCanvas(rect().center()) - QPointF(kCardWidth / 2, 50);
    std::optional<Edge> wire;
    if (wish) {
        place = wish->at;
        const auto index = wish->from ? fittingPort(m_document, *wish->from, *info) : std::nullopt;
        if (index) {
            const Port* port = portOf(m_document, *wish->from);
            // The port at the end of the wire comes where the wire was dropped.
            place -= QPointF(
                wish->from->output ? 0 : kCardWidth,
                kHeaderHeight + (static_cast<double>(*index) + 0.5) * kPortRow);
            wire = wish->from->output
                       ? Edge{wish->from->node, port->name, {}, info->inputs[*index].name, {}}
                       : Edge{{}, info->outputs[*index].name, wish->from->node, port->name, {}};
        }
    } else if (const Node* current = m_document.pipeline().find(m_selection.current())) {
        place = espalier::toCanvas(current->x, current->y) + QPointF(kCellWidth, 0);
    }
    const QPointF cells = toCells(freePlace(place));
    const std::string id = m_document.addNode(stage, cells.x(), cells.y(), wire);
    m_selection.set({id});
    reveal(id);
}

void PipelineView::copySelection() const
{
    const QString text = m_document.copy(m_selection.nodes());
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

void PipelineView::cutSelection()
{
    copySelection();
    deleteSelection();
}

bool PipelineView::canPaste() const
{
    return QGuiApplication::clipboard()->text().startsWith("version:"_L1);
}

void PipelineView::paste()
{
    const auto added = m_document.paste(QGuiApplication::clipboard()->text(), 0.125, 0.2);
    if (added.empty())
        return;
    m_selection.set(added);
    // The next paste of the same lands beside this one.
    copySelection();
    reveal(added.front());
}

void PipelineView::duplicateSelection()
{
    const auto added = m_document.paste(m_document.copy(m_selection.nodes()), 0.125, 0.2);
    if (!added.empty())
        m_selection.set(added);
}

void PipelineView::deleteSelection()
{
    if (m_selection.edge())
        m_document.disconnectPorts(*m_selection.edge());
    else
        m_document.remove(m_selection.nodes());
}

void PipelineView::appendRound()
{
    const auto added = m_document.appendRound(m_selection.nodes());
    if (added.empty())
        return;
    m_selection.set(added);
    reveal(added);
}

void PipelineView::selectAll()
{
    std::vector<std::string> all;
    for (const Node& node : m_document.pipeline().nodes)
        all.push_back(node.id);
    m_selection.set(std::move(all));
}

void PipelineView::contextMenuEvent(QContextMenuEvent* event)
{
    if (event->reason() == QContextMenuEvent::Keyboard || !m_selection.isEmpty())
        nodeMenu(event->globalPos());
    else
        canvasMenu(event->globalPos(), toCanvas(event->pos()));
}

void PipelineView::nodeMenu(QPoint global)
{
    if (m_selection.isEmpty()) {
        canvasMenu(global, toCanvas(mapFromGlobal(global)));
        return;
    }
    QMenu menu(this);
    if (!m_selection.nodes().empty()) {
        menu.addAction(
            icon("settings"),
            tr("Edit parameters"),
            QKeySequence(Qt::Key_Return),
            this,
            &PipelineView::inspectWanted);
        // Wiring by keyboard: every output of the current node with every input that it fits.
        QMenu* wires = menu.addMenu(icon("pipeline"), tr("Wire to"));
        const StageInfo* stage = m_document.stageOf(m_selection.current());
        for (size_t i = 0; stage != nullptr && i < stage->outputs.size(); ++i) {
            const PortRef from{m_selection.current(), true, i};
            for (const Node& node : m_document.pipeline().nodes) {
                const auto to = fittingPort(m_document, from, node.id, {});
                if (!to)
                    continue;
                const Edge edge = *edgeBetween(m_document, from, *to);
                wires->addAction(QString::fromStdString(edge.text()), this, [this, edge] {
                    m_document.connectPorts(edge);
                });
            }
        }
        wires->setEnabled(!wires->isEmpty());
        menu.addSeparator();
        menu.addAction(
            icon("cut"),
            tr("Cut"),
            QKeySequence(QKeySequence::Cut),
            this,
            &PipelineView::cutSelection);
        menu.addAction(
            icon("copy"),
            tr("Copy"),
            QKeySequence(QKeySequence::Copy),
            this,
            &PipelineView::copySelection);
        menu.addAction(
            icon("duplicate"),
            tr("Duplicate"),
            QKeySequence(Qt::CTRL | Qt::Key_D),
            this,
            &PipelineView::duplicateSelection);
        menu.addSeparator();
    }
    menu.addAction(
        icon("delete"),
        tr("Delete"),
        QKeySequence(QKeySequence::Delete),
        this,
        &PipelineView::deleteSelection);
    menu.exec(global);
}

void PipelineView::canvasMenu(QPoint global, QPointF canvas)
{
    QMenu menu(this);
    menu.addAction(icon("add"), tr("Add a stage…"), this, [this, global, canvas] {
        Q_EMIT stageWanted({canvas, {}, global});
    });
    QAction* pasting = menu.addAction(
        icon("paste"), tr("Paste"), QKeySequence(QKeySequence::Paste), this, &PipelineView::paste);
    pasting->setEnabled(canPaste());
    QAction* round = menu.addAction(
        icon("next-round"),
        tr("Next round"),
        QKeySequence(kNextRoundKeys),
        this,
        &PipelineView::appendRound);
    if (const auto reason = m_document.whyNoRound()) {
        round->setEnabled(false);
        round->setToolTip(QString::fromStdString(reason->words()));
        menu.setToolTipsVisible(true);
    }
    menu.addSeparator();
    menu.addAction(
        tr("Select all"), QKeySequence(QKeySequence::SelectAll), this, &PipelineView::selectAll);
    menu.addAction(
        icon("fit"), tr("Show everything"), QKeySequence(Qt::Key_0), this, &PipelineView::fit);
    menu.exec(global);
}

} // namespace espalier
