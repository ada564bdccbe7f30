#pragma once

/// The project's SVG icons, tinted by the theme when they are painted (so a change of theme needs
/// no new icons) and rendered at the screen's own resolution.

#include <QIcon>
#include <QPixmap>
#include <QStringList>

namespace espalier {

enum class Tone { Text, Muted, Accent, OnAccent, Warning, Error };

/// The icon `resources/icons/<name>.svg`. Names: see iconNames(). A tool button that is checked
/// shows it in accent.
QIcon icon(const char* name, Tone tone = Tone::Text);

/// One rendering, for painters. `size` in device-independent pixels.
QPixmap iconPixmap(const QString& name, const QColor& colour, int size, qreal pixelRatio = 1.0);

/// Its SVG in one colour.
QByteArray iconSvg(const QString& name, const QColor& colour);

/// Every icon there is.
QStringList iconNames();

/// The icon of a stage's family ("train.pretrain" -> "family-train"); a plain one for an unknown
/// family.
QString familyIcon(const QString& stage);

} // namespace espalier
