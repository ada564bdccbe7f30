#pragma once

#include <QColor>
#include <QImage>
#include <QPointF>

#include <span>

namespace espalier {

/// Strokes a line whose x never goes down, antialiased, into an ARGB32_Premultiplied image, column
/// by column: its cost is that of the pixels it touches, whatever the pen's width. Vertices in
/// pixels; one whose x is NaN parts two pieces. `width` is at least 1 pixel. Dash lengths are
/// multiples of the width, as QPen's.
void strokeAcross(
    QImage& image,
    std::span<const QPointF> vertices,
    const QColor& colour,
    double width,
    Qt::PenStyle dash = Qt::SolidLine);

} // namespace espalier
