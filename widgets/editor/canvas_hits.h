#pragma once

/// Finds what lies under a point of the canvas, and ports that a wire could go to.

#include "widgets/document/pipeline_document.h"

#include <QPointF>
#include <QRectF>

#include <optional>

namespace espalier {

struct PortRef
{
    std::string node;
    bool output = false;
    size_t index = 0;
    bool operator==(const PortRef&) const = default;
};

QRectF cardRect(const PipelineDocument& document, const Node& node);
/// The port's declaration and place; nothing where the pipeline has changed meanwhile.
const Port* portOf(const PipelineDocument& document, const PortRef& port);
QPointF portPoint(const PipelineDocument& document, const PortRef& port);
/// Where an edge starts and ends; nothing where an end is unknown.
std::optional<std::pair<QPointF, QPointF>>
wireEnds(const PipelineDocument& document, const Edge& edge);

/// The topmost node under the point.
std::optional<std::string> nodeAt(const PipelineDocument& document, QPointF point);
/// The nearest port within `reach`.
std::optional<PortRef> portAt(const PipelineDocument& document, QPointF point, double reach);
std::optional<Edge> edgeAt(const PipelineDocument& document, QPointF point, double reach);
QRectF boundsOf(const PipelineDocument& document, const std::vector<std::string>& nodes);

/// The edge between a port and another, whichever is the output; nothing where both are of one
/// kind.
std::optional<Edge>
edgeBetween(const PipelineDocument& document, const PortRef& a, const PortRef& b);
/// Why a wire from `from` can't end at `to`; nothing where it can. `without`: an edge that would be
/// taken out first.
std::optional<Message> whyNot(
    const PipelineDocument& document,
    const PortRef& from,
    const PortRef& to,
    const std::optional<Edge>& without);
/// The first port of a node that a wire from `from` fits.
std::optional<PortRef> fittingPort(
    const PipelineDocument& document,
    const PortRef& from,
    const std::string& node,
    const std::optional<Edge>& without);
/// The first port of a stage (not yet in the pipeline) that a wire from `from` would fit; its
/// index.
std::optional<size_t>
fittingPort(const PipelineDocument& document, const PortRef& from, const StageInfo& stage);

} // namespace espalier
