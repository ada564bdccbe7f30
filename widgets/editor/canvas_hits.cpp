#include "widgets/editor/canvas_hits.h"

#include "widgets/editor/node_geometry.h"

#include <QLineF>
#include <QPainterPathStroker>

#include <algorithm>
#include <ranges>

namespace espalier {

namespace {

std::optional<size_t> indexOf(const std::vector<Port>& ports, const std::string& name)
{
    const auto found = std::ranges::find(ports, name, &Port::name);
    return found == ports.end() ? std::nullopt
                                : std::optional(static_cast<size_t>(found - ports.begin()));
}

} // namespace

QRectF cardRect(const PipelineDocument& document, const Node& node)
{
    return cardRect(node, findStage(document.stages(), node.stage));
}

const Port* portOf(const PipelineDocument& document, const PortRef& port)
{
    const StageInfo* stage = document.stageOf(port.node);
    if (stage == nullptr)
        return nullptr;
    const auto& ports = port.output ? stage->outputs : stage->inputs;
    return port.index < ports.size() ? &ports[port.index] : nullptr;
}

QPointF portPoint(const PipelineDocument& document, const PortRef& port)
{
    const Node* node = document.pipeline().find(port.node);
    return node == nullptr ? QPointF()
                           : portPoint(cardRect(document, *node), port.output, port.index);
}

std::optional<std::pair<QPointF, QPointF>>
wireEnds(const PipelineDocument& document, const Edge& edge)
{
    const StageInfo* from = document.stageOf(edge.fromNode);
    const StageInfo* to = document.stageOf(edge.toNode);
    if (from == nullptr || to == nullptr)
        return std::nullopt;
    const auto output = indexOf(from->outputs, edge.fromPort);
    const auto input = indexOf(to->inputs, edge.toPort);
    if (!output || !input)
        return std::nullopt;
    return std::pair{
        portPoint(document, {edge.fromNode, true, *output}),
        portPoint(document, {edge.toNode, false, *input})};
}

std::optional<std::string> nodeAt(const PipelineDocument& document, QPointF point)
{
    for (const Node& node : document.pipeline().nodes | std::views::reverse) {
        if (cardRect(document, node).contains(point))
            return node.id;
    }
    return std::nullopt;
}

std::optional<PortRef> portAt(const PipelineDocument& document, QPointF point, double reach)
{
    std::optional<PortRef> best;
    double nearest = reach;
    for (const Node& node : document.pipeline().nodes) {
        const StageInfo* stage = findStage(document.stages(), node.stage);
        if (stage == nullptr)
            continue;
        const QRectF card = cardRect(node, stage);
        for (const bool output : {false, true}) {
            for (size_t i = 0; i < (output ? stage->outputs : stage->inputs).size(); ++i) {
                const double distance = QLineF(portPoint(card, output, i), point).length();
                if (distance <= nearest) {
                    nearest = distance;
                    best = PortRef{node.id, output, i};
                }
            }
        }
    }
    return best;
}

std::optional<Edge> edgeAt(const PipelineDocument& document, QPointF point, double reach)
{
    QPainterPathStroker stroker;
    stroker.setWidth(2 * reach);
    for (const Edge& edge : document.pipeline().edges | std::views::reverse) {
        const auto ends = wireEnds(document, edge);
        if (!ends)
            continue;
        const QPainterPath path = wirePath(ends->first, ends->second);
        if (path.controlPointRect().adjusted(-reach, -reach, reach, reach).contains(point) &&
            stroker.createStroke(path).contains(point))
            return edge;
    }
    return std::nullopt;
}

QRectF boundsOf(const PipelineDocument& document, const std::vector<std::string>& nodes)
{
    QRectF bounds;
    for (const Node& node : document.pipeline().nodes) {
        if (nodes.empty() || std::ranges::find(nodes, node.id) != nodes.end())
            bounds |= cardRect(document, node);
    }
    return bounds;
}

std::optional<Edge>
edgeBetween(const PipelineDocument& document, const PortRef& a, const PortRef& b)
{
    if (a.output == b.output)
        return std::nullopt;
    const PortRef& from = a.output ? a : b;
    const PortRef& to = a.output ? b : a;
    const Port* output = portOf(document, from);
    const Port* input = portOf(document, to);
    if (output == nullptr || input == nullptr)
        return std::nullopt;
    return Edge{from.node, output->name, to.node, input->name, {}};
}

std::optional<Message> whyNot(
    const PipelineDocument& document,
    const PortRef& from,
    const PortRef& to,
    const std::optional<Edge>& without)
{
    const auto edge = edgeBetween(document, from, to);
    if (!edge) {
        return from.output ? tr("An output goes to an input, not to another output.")
                           : tr("An input takes an output, not another input.");
    }
    if (!without)
        return whyNot(document.pipeline(), document.stages(), *edge);
    if (*edge == *without)
        return std::nullopt;
    Pipeline pipeline = document.pipeline();
    std::erase(pipeline.edges, *without);
    return whyNot(pipeline, document.stages(), *edge);
}

std::optional<PortRef> fittingPort(
    const PipelineDocument& document,
    const PortRef& from,
    const std::string& node,
    const std::optional<Edge>& without)
{
    const StageInfo* stage = document.stageOf(node);
    if (stage == nullptr)
        return std::nullopt;
    const size_t count = (from.output ? stage->inputs : stage->outputs).size();
    for (size_t i = 0; i < count; ++i) {
        const PortRef to{node, !from.output, i};
        if (!whyNot(document, from, to, without))
            return to;
    }
    return std::nullopt;
}

std::optional<size_t>
fittingPort(const PipelineDocument& document, const PortRef& from, const StageInfo& stage)
{
    const Port* port = portOf(document, from);
    if (port == nullptr)
        return std::nullopt;
    const auto& ports = from.output ? stage.inputs : stage.outputs;
    const auto found = std::ranges::find(ports, port->type, &Port::type);
    return found == ports.end() ? std::nullopt
                                : std::optional(static_cast<size_t>(found - ports.begin()));
}

} // namespace espalier
