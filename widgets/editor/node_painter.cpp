#include "widgets/editor/node_painter.h"

#include "widgets/common/icon.h"
#include "widgets/common/language.h"
#include "widgets/common/number_format.h"
#include "widgets/common/theme.h"
#include "widgets/editor/node_geometry.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace espalier {

namespace {

void drawIcon(
    QPainter& painter, const QString& name, const QColor& colour, const QRectF& where, double zoom)
{
    const qreal ratio =
        painter.device()->devicePixelRatioF() * std::max(0.5, std::ceil(zoom * 2) / 2);
    painter.drawPixmap(where, iconPixmap(name, colour, qRound(where.width()), ratio), QRectF());
}

void drawLine(
    QPainter& painter,
    const QRectF& where,
    const QFont& font,
    const QColor& colour,
    const QString& text,
    Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter)
{
    painter.setFont(font);
    painter.setPen(colour);
    painter.drawText(
        where,
        static_cast<int>(alignment) | Qt::TextSingleLine,
        QFontMetricsF(font).elidedText(text, Qt::ElideRight, where.width()));
}

/// From here down letters of their own size can't be read: a card then shows less, larger.
constexpr double kNear = 0.72;
/// Pixels on the screen of the bar that says from farther still what has become of a stage.
constexpr double kFarEdge = 3;

/// Pixels of the canvas that are `pixels` on the screen, at most `most` times as many.
int onScreen(int pixels, double zoom, double most)
{
    return qRound(pixels * std::clamp(1 / zoom, 1.0, most));
}

/// A title in up to as many lines as there is room for, smaller where a word is too long.
void drawTitle(QPainter& painter, const QRectF& where, const QString& title, int pixels)
{
    constexpr int kFlags = Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap;
    const auto fits = [&] {
        const QRectF taken =
            QFontMetricsF(textFont(pixels, Weight::Strong)).boundingRect(where, kFlags, title);
        return taken.width() <= where.width() && taken.height() <= where.height();
    };
    while (pixels > Theme::kBody && !fits())
        --pixels;
    painter.setFont(textFont(pixels, Weight::Strong));
    painter.setPen(theme().text);
    painter.drawText(where, kFlags, title);
}

void drawSparkline(
    QPainter& painter, const QRectF& where, const std::vector<float>& values, const QColor& colour)
{
    std::vector<QPointF> points;
    float low = 0, high = 0;
    bool any = false;
    for (const float value : values) {
        if (!std::isfinite(value))
            continue;
        low = any ? std::min(low, value) : value;
        high = any ? std::max(high, value) : value;
        any = true;
    }
    if (!any || values.size() < 2)
        return;
    const float range = high > low ? high - low : 1;
    for (size_t i = 0; i < values.size(); ++i) {
        if (std::isfinite(values[i]))
            points.emplace_back(
                where.left() +
                    where.width() * static_cast<double>(i) / static_cast<double>(values.size() - 1),
                where.bottom() - where.height() * static_cast<double>((values[i] - low) / range));
    }
    painter.setPen(QPen(colour, 1.25, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(points.data(), static_cast<int>(points.size()));
}

/// What the strip says, and in which colour and with which icon.
struct Strip
{
    QString text, icon;
    QColor colour;
    bool onlyNear = false; ///< not said from far: a reason, which is long, and "queued"
};

Strip stripOf(const NodeLook& look)
{
    const NodeCondition& status = look.status;
    const bool speaks = status.state == RunState::Queued || status.state == RunState::Running ||
                        status.state == RunState::Paused || status.state == RunState::Waiting ||
                        status.state == RunState::Failed || status.state == RunState::Stopped;
    if (status.state == RunState::Running) {
        QString text =
            status.progress >= 0 ? formatPercent(status.progress) : runStateTitle(status.state);
        if (status.secondsLeft >= 0)
            text += u"  ·  "_s + formatDuration(status.secondsLeft);
        return {text, u"run"_s, theme().info};
    }
    if (speaks) {
        QString text = runStateTitle(status.state);
        if (status.progress > 0 && status.state != RunState::Failed)
            text += u"  ·  "_s + formatPercent(status.progress);
        return {
            text,
            QString::fromLatin1(runStateIcon(status.state)),
            runStateColour(status.state),
            status.state == RunState::Queued};
    }
    if (look.planCached || status.cached)
        return {shown(tr("Cached")), u"cached"_s, theme().accent};
    if (!look.planWords.isEmpty())
        return {look.planWords, u"clock"_s, theme().muted, true};
    if (status.state == RunState::Finished)
        return {runStateTitle(status.state), u"finished"_s, theme().accent};
    return {runStateTitle(RunState::Idle), u"clock"_s, theme().faint, true};
}

/// A bar along a card's lower edge, filled as far as `share`.
void paintLowerEdge(
    QPainter& painter, const QRectF& rect, double height, double share, const QColor& colour)
{
    QPainterPath card;
    card.addRoundedRect(rect, Theme::kRadius, Theme::kRadius);
    QRectF bar(rect.left(), rect.bottom() - height, rect.width(), height);
    painter.save();
    painter.setClipPath(card, Qt::IntersectClip);
    painter.fillRect(bar, theme().pressed);
    bar.setWidth(bar.width() * std::min(1.0, share));
    painter.fillRect(bar, colour);
    painter.restore();
}

void paintStrip(QPainter& painter, const NodeLook& look, double zoom)
{
    const QRectF strip = stripRect(look.rect);
    painter.setPen(QPen(theme().line, 1));
    painter.drawLine(strip.topLeft() + QPointF(1, 0), strip.topRight() - QPointF(1, 0));
    const Strip said = stripOf(look);
    const double icon = onScreen(14, zoom, 1.6);
    drawIcon(
        painter,
        said.icon,
        said.colour,
        QRectF(strip.left() + 10, strip.center().y() - icon / 2, icon, icon),
        zoom);
    const bool hasCurve = look.status.sparkline.size() > 1;
    const double right = hasCurve ? 64 : 10;
    if (zoom >= kNear || !said.onlyNear)
        drawLine(
            painter,
            strip.adjusted(16 + icon, 0, -right, 0),
            numberFont(onScreen(Theme::kSmall, zoom, 1.8)),
            said.colour == theme().info ? theme().text : said.colour,
            said.text);
    if (hasCurve)
        drawSparkline(
            painter,
            QRectF(strip.right() - 60, strip.center().y() - 8, 50, 16),
            look.status.sparkline,
            look.status.state == RunState::Failed ? theme().error : theme().accent);
    const bool going =
        look.status.state == RunState::Running || look.status.state == RunState::Paused;
    if (going && look.status.progress >= 0)
        paintLowerEdge(
            painter, look.rect, 3, look.status.progress, runStateColour(look.status.state));
}

/// What the strip says, where it has no room.
void paintStateFromAfar(QPainter& painter, const NodeLook& look, double zoom)
{
    const double height = kFarEdge / zoom;
    const NodeCondition& status = look.status;
    switch (status.state) {
    case RunState::Running:
    case RunState::Paused:
        paintLowerEdge(
            painter,
            look.rect,
            height,
            std::max(0.0, status.progress),
            runStateColour(status.state));
        break;
    case RunState::Waiting:
    case RunState::Failed:
    case RunState::Stopped:
        paintLowerEdge(painter, look.rect, height, 1, runStateColour(status.state));
        break;
    default:
        if (look.planCached || status.cached || status.state == RunState::Finished)
            paintLowerEdge(painter, look.rect, height, 1, theme().accent);
    }
}

void paintPorts(QPainter& painter, const NodeLook& look, bool outputs, double zoom)
{
    const auto& ports = outputs ? look.stage->outputs : look.stage->inputs;
    const auto& glows = outputs ? look.outputGlow : look.inputGlow;
    const auto& wired = outputs ? look.outputWired : look.inputWired;
    const double half = look.stage->inputs.empty() || look.stage->outputs.empty()
                            ? look.rect.width() - 24
                            : look.rect.width() / 2 - 14;
    for (size_t i = 0; i < ports.size(); ++i) {
        const QPointF middle = portPoint(look.rect, outputs, i);
        const PortGlow glow = i < glows.size() ? glows[i] : PortGlow::None;
        const QRectF room(
            outputs ? middle.x() - 12 - half : middle.x() + 12,
            middle.y() - kPortRow / 2,
            half,
            kPortRow);
        QString name = shown(ports[i].name).replace(u'_', u' ');
        if (zoom >= kNear)
            drawLine(
                painter,
                room,
                textFont(Theme::kSmall),
                glow == PortGlow::FitsNot ? theme().faint : theme().muted,
                name,
                (outputs ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        paintPort(painter, middle, ports[i].type, i < wired.size() && wired[i], glow);
    }
}

/// Cards of one title are told apart by this.
QString nameOf(const NodeLook& look)
{
    return QString(look.id).replace(u'_', u' ');
}

void paintBadge(QPainter& painter, const NodeLook& look)
{
    const int count = look.errors > 0 ? look.errors : look.warnings;
    if (count == 0)
        return;
    const QColor colour = look.errors > 0 ? theme().error : theme().warning;
    const QRectF badge(look.rect.right() - 12, look.rect.top() - 8, 20, 20);
    painter.setPen(QPen(theme().window, 2));
    painter.setBrush(colour);
    painter.drawEllipse(badge);
    painter.setFont(numberFont(Theme::kSmall, Weight::Strong));
    painter.setPen(theme().onAccent);
    painter.drawText(badge, Qt::AlignCenter, count > 9 ? u"9+"_s : QString::number(count));
}

} // namespace

void paintPort(QPainter& painter, QPointF middle, PortType type, bool filled, PortGlow glow)
{
    const QColor colour = glow == PortGlow::FitsNot ? blend(portColour(type), theme().surface, 0.3)
                                                    : portColour(type);
    const double r = glow == PortGlow::Target ? 7.5 : 5.5;
    if (glow == PortGlow::Fits || glow == PortGlow::Target) {
        QColor halo = colour;
        halo.setAlphaF(glow == PortGlow::Target ? 0.4F : 0.22F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(halo);
        painter.drawEllipse(middle, r + 6, r + 6);
    }
    painter.setPen(QPen(colour, 1.75, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(filled || glow == PortGlow::Target ? colour : theme().surface);
    const auto polygon = [&](std::initializer_list<QPointF> points) {
        QPolygonF shape;
        for (const QPointF& point : points)
            shape << middle + point * r;
        painter.drawPolygon(shape);
    };
    switch (portShape(type)) {
    case PortShape::Circle:
        painter.drawEllipse(middle, r * 0.95, r * 0.95);
        break;
    case PortShape::Square:
        painter.drawRoundedRect(
            QRectF(middle.x() - r * 0.85, middle.y() - r * 0.85, r * 1.7, r * 1.7), 1.5, 1.5);
        break;
    case PortShape::Diamond:
        polygon({{0, -1.15}, {1.15, 0}, {0, 1.15}, {-1.15, 0}});
        break;
    case PortShape::Triangle:
        polygon({{-0.85, -1}, {1.1, 0}, {-0.85, 1}});
        break;
    case PortShape::Hexagon:
        polygon({{1.1, 0}, {0.55, 0.95}, {-0.55, 0.95}, {-1.1, 0}, {-0.55, -0.95}, {0.55, -0.95}});
        break;
    case PortShape::Ring:
        painter.setBrush(theme().surface);
        painter.drawEllipse(middle, r * 0.95, r * 0.95);
        if (filled) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(colour);
            painter.drawEllipse(middle, r * 0.4, r * 0.4);
        }
        break;
    }
}

void paintWire(
    QPainter& painter, const QPainterPath& path, const QColor& colour, bool selected, bool dashed)
{
    painter.setBrush(Qt::NoBrush);
    // Seen from far away a wire keeps the width of a line on the screen.
    const double width = std::max(2.0, 1.4 / painter.worldTransform().m11());
    if (selected) {
        QColor halo = theme().accent;
        halo.setAlphaF(0.35F);
        painter.setPen(QPen(halo, 4 * width, Qt::SolidLine, Qt::RoundCap));
        painter.drawPath(path);
    }
    // A rim in the window's colour keeps crossing wires apart.
    painter.setPen(QPen(theme().window, 2.5 * width, Qt::SolidLine, Qt::RoundCap));
    if (!selected)
        painter.drawPath(path);
    painter.setPen(QPen(colour, width, dashed ? Qt::DashLine : Qt::SolidLine, Qt::RoundCap));
    painter.drawPath(path);
}

void paintNode(QPainter& painter, const NodeLook& look, double zoom)
{
    const Theme& t = theme();
    const double radius = Theme::kRadius + 2;
    // Far away only the card's shape and its name can be told.
    const bool far = zoom < 0.35;
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.shadow);
    painter.drawRoundedRect(look.rect.translated(0, 2).adjusted(-0.5, 0, 0.5, 0.5), radius, radius);
    if (look.selected) {
        QColor halo = t.accent;
        halo.setAlphaF(0.22F);
        painter.setBrush(halo);
        painter.drawRoundedRect(look.rect.adjusted(-4, -4, 4, 4), radius + 4, radius + 4);
    }
    QColor edge = look.hovered ? t.lineStrong : t.line;
    if (look.errors > 0)
        edge = t.error;
    if (look.status.state == RunState::Running)
        edge = t.info;
    if (look.selected)
        edge = t.accent;
    painter.setPen(QPen(
        edge,
        look.selected ? 1.75 : 1.25,
        look.focused && !look.selected ? Qt::DashLine : Qt::SolidLine));
    painter.setBrush(t.surface);
    painter.drawRoundedRect(look.rect, radius, radius);

    if (far) {
        drawTitle(
            painter,
            look.rect.adjusted(10, 4, -6, -4 - kFarEdge / zoom),
            nameOf(look),
            onScreen(Theme::kSmall, zoom, 3.2));
        paintStateFromAfar(painter, look, zoom);
        return;
    }
    const QRectF tile(look.rect.left() + 10, look.rect.top() + 9, 28, 28);
    painter.setPen(Qt::NoPen);
    painter.setBrush(look.stage == nullptr ? t.errorSoft : t.accentSoft);
    painter.drawRoundedRect(tile, 6, 6);
    drawIcon(
        painter,
        look.icon,
        look.stage == nullptr ? t.error : t.accent,
        tile.adjusted(5, 5, -5, -5),
        zoom);
    const double left = tile.right() + 9;
    const double width = look.rect.right() - 10 - left;
    if (zoom >= kNear) {
        drawLine(
            painter,
            QRectF(left, look.rect.top() + 7, width, 18),
            textFont(Theme::kBody, Weight::Strong),
            t.text,
            look.title);
        drawLine(
            painter,
            QRectF(left, look.rect.top() + 24, width, 15),
            textFont(Theme::kSmall),
            t.muted,
            look.id);
    } else {
        const double top = look.rect.top() + 6;
        drawTitle(
            painter,
            QRectF(left, top, width, stripRect(look.rect).top() - 4 - top),
            look.alike ? nameOf(look) : look.title,
            onScreen(Theme::kBody, zoom, 2.4));
    }
    if (look.stage != nullptr) {
        paintPorts(painter, look, false, zoom);
        paintPorts(painter, look, true, zoom);
    }
    paintStrip(painter, look, zoom);
    paintBadge(painter, look);
}

} // namespace espalier
