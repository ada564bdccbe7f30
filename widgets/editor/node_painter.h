#pragma once

/// Paints cards, ports and wires. Receives what it shows as plain values; asks no document.

#include "core/pipeline/stage.h"
#include "widgets/document/node_status.h"

#include <QColor>
#include <QPainterPath>
#include <QRectF>
#include <QString>

class QPainter;

namespace espalier {

enum class PortGlow { None, Fits, FitsNot, Target };

/// A card as it is to be painted.
struct NodeLook
{
    QRectF rect;
    QString icon, title, id;
    bool alike = false; ///< another card has this title: from farther away its id tells them apart
    const StageInfo* stage = nullptr;
    NodeCondition status;
    /// "cached", "never run", "`learning_rate` changed": said while nothing goes on.
    QString planWords;
    bool planCached = false;
    int errors = 0, warnings = 0;
    bool selected = false, hovered = false, focused = false;
    std::vector<PortGlow> inputGlow, outputGlow;
    std::vector<bool> inputWired, outputWired;
};

void paintNode(QPainter& painter, const NodeLook& look, double zoom);
void paintWire(
    QPainter& painter, const QPainterPath& path, const QColor& colour, bool selected, bool dashed);
/// A port's mark, filled when wired.
void paintPort(QPainter& painter, QPointF middle, PortType type, bool filled, PortGlow glow);

} // namespace espalier
