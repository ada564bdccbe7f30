#pragma once

/// Where a node's card and its ports lie on the canvas. Pure figures: painter, hit tests and
/// keyboard share them.

#include "core/pipeline/graph.h"
#include "core/pipeline/stage.h"

#include <QPainterPath>
#include <QPointF>
#include <QRectF>

namespace espalier {

/// One grid cell of the file's `at`, in canvas units (pixels at zoom 1).
constexpr double kCellWidth = 256, kCellHeight = 160;
/// Moved nodes rest on this raster; the background's dots are twice as far apart.
constexpr double kSnap = 16;

constexpr double kCardWidth = 196, kHeaderHeight = 46, kPortRow = 22, kStripHeight = 32;

QPointF toCanvas(double cellX, double cellY);
/// Back to cells, on the raster.
QPointF toCells(QPointF canvas);

/// `stage` may be null: an unknown stage is a card without ports.
QRectF cardRect(const Node& node, const StageInfo* stage);
QRectF stripRect(const QRectF& card);
/// The middle of a port's mark, on the card's left (inputs) or right edge.
QPointF portPoint(const QRectF& card, bool output, size_t index);
/// A wire from an output to an input.
QPainterPath wirePath(QPointF from, QPointF to);

} // namespace espalier
