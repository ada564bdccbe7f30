#include "widgets/common/icon.h"
#include "widgets/common/language.h"
#include "widgets/common/theme.h"
#include "widgets/editor/node_geometry.h"
#include "widgets/editor/node_painter.h"
#include "widgets/editor/pipeline_view.h"

#include <QHash>
#include <QPaintEvent>
#include <QPainter>
#include <QPixmapCache>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace espalier {

void PipelineView::paintEvent(QPaintEvent* event)
{
    QPainter painter(this);
    painter.setClipRegion(event->region());
    painter.fillRect(event->rect(), theme().window);
    paintGrid(painter);
    painter.setRenderHints(
        QPainter::Antialiasing | QPainter::SmoothPixmapTransform | QPainter::TextAntialiasing);
    painter.translate(m_offset);
    painter.scale(m_zoom, m_zoom);
    paintWires(painter);
    paintNodes(painter);
    paintDraggedWire(painter);
    painter.resetTransform();
    if (m_drag == Drag::Band) {
        QColor fill = theme().accent;
        fill.setAlphaF(0.12F);
        painter.setPen(QPen(theme().accent, 1));
        painter.setBrush(fill);
        painter.drawRect(QRectF(toView(m_pressCanvas), toView(m_bandEnd)).normalized());
    }
    paintReason(painter);
}

void PipelineView::paintGrid(QPainter& painter) const
{
    double spacing = 2 * kSnap * m_zoom;
    while (spacing < 14)
        spacing *= 2;
    const double left = std::fmod(m_offset.x(), spacing), top = std::fmod(m_offset.y(), spacing);
    std::vector<QPointF> dots;
    for (double x = left - spacing; x < width() + spacing; x += spacing) {
        for (double y = top - spacing; y < height() + spacing; y += spacing)
            dots.emplace_back(x, y);
    }
    painter.setPen(QPen(theme().grid, m_zoom < 0.6 ? 1 : 1.5, Qt::SolidLine, Qt::RoundCap));
    painter.drawPoints(dots.data(), static_cast<int>(dots.size()));
}

void PipelineView::paintWires(QPainter& painter) const
{
    for (const Edge& edge : m_document.pipeline().edges) {
        if (m_wireOld && *m_wireOld == edge)
            continue;
        const auto ends = wireEnds(m_document, edge);
        if (!ends)
            continue;
        const StageInfo* stage = m_document.stageOf(edge.fromNode);
        const Port* port = findPort(stage->outputs, edge.fromPort);
        const bool selected = m_selection.edge() == edge;
        const bool hovered = m_hoverEdge == edge || m_selection.contains(edge.fromNode) ||
                             m_selection.contains(edge.toNode);
        const QColor colour = portColour(port->type);
        const bool dimmed = !selected && !hovered;
        paintWire(
            painter,
            wirePath(ends->first, ends->second),
            dimmed ? blend(colour, theme().window, 0.72) : colour,
            selected,
            false);
    }
}

void PipelineView::paintNodes(QPainter& painter) const
{
    const Pipeline& pipeline = m_document.pipeline();
    const QRectF seen =
        QRectF(toCanvas({0, 0}), toCanvas(QPointF(width(), height()))).adjusted(-16, -16, 16, 16);
    const auto titleOf = [&](const Node& node) {
        const StageInfo* stage = findStage(m_document.stages(), node.stage);
        return stage == nullptr ? QString::fromStdString(node.stage) : shown(stage->title);
    };
    QHash<QString, int> titles;
    for (const Node& node : pipeline.nodes)
        ++titles[titleOf(node)];
    for (const Node& node : pipeline.nodes) {
        NodeLook look;
        look.stage = findStage(m_document.stages(), node.stage);
        look.rect = cardRect(node, look.stage);
        if (!seen.intersects(look.rect))
            continue;
        look.icon = familyIcon(QString::fromStdString(node.stage));
        look.title = titleOf(node);
        look.alike = titles.value(look.title) > 1;
        look.id = QString::fromStdString(node.id);
        look.status = m_document.status(node.id);
        if (const PlannedNode* planned = m_document.planOf(node.id)) {
            look.planWords = shown(planned->reason);
            look.planCached = planned->cached;
        }
        for (const Issue& issue : m_document.issues()) {
            if (issue.node == node.id)
                ++(issue.level == Issue::Level::Error ? look.errors : look.warnings);
        }
        look.selected = m_selection.contains(node.id);
        look.focused = hasFocus() && m_selection.current() == node.id;
        look.hovered = m_hoverNode == node.id;
        for (const bool output : {false, true}) {
            auto& wired = output ? look.outputWired : look.inputWired;
            auto& glow = output ? look.outputGlow : look.inputGlow;
            const size_t count = look.stage == nullptr
                                     ? 0
                                     : (output ? look.stage->outputs : look.stage->inputs).size();
            for (size_t i = 0; i < count; ++i) {
                const std::string& name =
                    (output ? look.stage->outputs : look.stage->inputs)[i].name;
                wired.push_back(std::ranges::any_of(pipeline.edges, [&](const Edge& edge) {
                    return output ? edge.fromNode == node.id && edge.fromPort == name
                                  : edge.toNode == node.id && edge.toPort == name;
                }));
                const PortRef port{node.id, output, i};
                glow.push_back(
                    !m_wireFrom || m_drag != Drag::Wire                ? PortGlow::None
                    : port == *m_wireFrom                              ? PortGlow::None
                    : m_wireFits && m_wireTo == port                   ? PortGlow::Target
                    : whyNot(m_document, *m_wireFrom, port, m_wireOld) ? PortGlow::FitsNot
                                                                       : PortGlow::Fits);
            }
        }
        paintNode(painter, look, m_zoom);
    }
}

void PipelineView::paintDraggedWire(QPainter& painter) const
{
    if (m_drag != Drag::Wire || !m_wireFrom)
        return;
    const Port* port = portOf(m_document, *m_wireFrom);
    if (port == nullptr)
        return;
    const QPointF start = portPoint(m_document, *m_wireFrom);
    const QPointF end = m_wireFits && m_wireTo ? portPoint(m_document, *m_wireTo) : m_wireEnd;
    const QPainterPath path = m_wireFrom->output ? wirePath(start, end) : wirePath(end, start);
    const QColor colour = m_reason.isEmpty() ? portColour(port->type) : theme().faint;
    paintWire(painter, path, colour, false, !m_wireFits);
    paintPort(painter, start, port->type, true, PortGlow::None);
    if (!m_wireFits)
        paintPort(painter, end, port->type, true, PortGlow::None);
}

void PipelineView::paintReason(QPainter& painter) const
{
    if (m_drag != Drag::Wire || m_reason.isEmpty())
        return;
    painter.setFont(textFont());
    constexpr double kPad = 8, kMost = 280;
    QRectF text =
        painter.fontMetrics().boundingRect(QRect(0, 0, kMost, 400), Qt::TextWordWrap, m_reason);
    QRectF bubble = text.adjusted(-kPad - 22, -kPad, kPad, kPad);
    bubble.moveTopLeft(m_lastView + QPointF(16, 18));
    if (bubble.right() > width() - 8)
        bubble.moveRight(width() - 8);
    if (bubble.bottom() > height() - 8)
        bubble.moveBottom(m_lastView.y() - 12);
    painter.setPen(QPen(theme().error, 1));
    painter.setBrush(theme().surface);
    painter.drawRoundedRect(bubble, Theme::kRadius, Theme::kRadius);
    painter.drawPixmap(
        QPointF(bubble.left() + kPad, bubble.top() + kPad + 1),
        iconPixmap(u"error"_s, theme().error, 16, devicePixelRatioF()));
    painter.setPen(theme().text);
    painter.drawText(bubble.adjusted(kPad + 22, kPad, -kPad + 2, 0), Qt::TextWordWrap, m_reason);
}

} // namespace espalier
