#include "widgets/editor/node_geometry.h"

#include <algorithm>
#include <cmath>

namespace espalier {

QPointF toCanvas(double cellX, double cellY)
{
    return {cellX * kCellWidth, cellY * kCellHeight};
}

QPointF toCells(QPointF canvas)
{
    // 16 steps across a cell, 10 down: both come out as short numbers in the file.
    return {
        std::round(canvas.x() / kSnap) / (kCellWidth / kSnap),
        std::round(canvas.y() / kSnap) / (kCellHeight / kSnap)};
}

QRectF cardRect(const Node& node, const StageInfo* stage)
{
    const size_t rows =
        stage == nullptr ? 1 : std::max<size_t>({stage->inputs.size(), stage->outputs.size(), 1});
    const double height = kHeaderHeight + static_cast<double>(rows) * kPortRow + 6 + kStripHeight;
    return {toCanvas(node.x, node.y), QSizeF(kCardWidth, height)};
}

QRectF stripRect(const QRectF& card)
{
    return {card.left(), card.bottom() - kStripHeight, card.width(), kStripHeight};
}

QPointF portPoint(const QRectF& card, bool output, size_t index)
{
    return {
        output ? card.right() : card.left(),
        card.top() + kHeaderHeight + (static_cast<double>(index) + 0.5) * kPortRow};
}

QPainterPath wirePath(QPointF from, QPointF to)
{
    const double dx = to.x() - from.x();
    // A wire that runs backwards bows out further, so that it doesn't hide behind its own cards.
    const double bow =
        dx >= 0 ? std::clamp(dx * 0.5, 28.0, 160.0) : std::min(220.0, 60 - dx * 0.35);
    QPainterPath path(from);
    path.cubicTo(from + QPointF(bow, 0), to - QPointF(bow, 0), to);
    return path;
}

} // namespace espalier
