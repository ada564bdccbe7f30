#pragma once

/// The look of the window: one table of colours and sizes. Palette, style sheet and every painter
/// take theirs from here; no colour is written anywhere else.

#include "core/pipeline/ports.h"

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPalette>
#include <QString>

#include <array>

class QApplication;
class QWidget;

namespace espalier {

/// Colours by what they mean. `Theme::light()` and `Theme::dark()` are the two there are.
struct Theme
{
    bool isDark = false;
    QColor window;     ///< behind everything
    QColor surface;    ///< cards, tables, inputs
    QColor hover;      ///< under the pointer
    QColor pressed;    ///< while the button is down; selected rows out of focus
    QColor line;       ///< borders and rules
    QColor lineStrong; ///< borders of inputs under the pointer, handles
    QColor text;
    QColor muted; ///< captions, units, placeholders' neighbours
    QColor faint; ///< disabled text, placeholders
    QColor accent;
    QColor onAccent;   ///< text on the accent
    QColor accentSoft; ///< selection, accent at low strength
    QColor warning, warningSoft;
    QColor error, errorSoft;
    QColor info;
    QColor grid;                  ///< dots of the canvas, grid lines of charts
    QColor shadow;                ///< with alpha
    std::array<QColor, 8> series; ///< Okabe-Ito, the most legible first

    static constexpr int kRadius = 6;
    static constexpr int kSpace4 = 4, kSpace8 = 8, kSpace12 = 12, kSpace16 = 16, kSpace24 = 24;
    static constexpr int kSmall = 11, kBody = 13, kLarge = 15,
                         kTitle = 20;   ///< type sizes in pixels
    static constexpr int kMotion = 150; ///< milliseconds

    static Theme light();
    static Theme dark();

    QPalette palette() const;
    QString styleSheet() const;
};

/// The theme in force (light before applyTheme()).
const Theme& theme();

/// Tells painters and chart owners that theme() is another one now. Plain widgets are restyled by
/// themselves.
class ThemeNotifier : public QObject
{
    Q_OBJECT
Q_SIGNALS:
    void changed();
};
ThemeNotifier& themeNotifier();

/// Puts a theme in force: Fusion base style, palette, style sheet, fonts; then
/// themeNotifier().changed().
void applyTheme(QApplication& app, const Theme& theme);

/// The colour of series or run number `index`; after eight they repeat, with the next of
/// seriesDash().
QColor seriesColour(int index);
Qt::PenStyle seriesDash(int index);

/// A port type is told by colour and shape together (twelve types, eight colours).
enum class PortShape { Circle, Square, Diamond, Triangle, Hexagon, Ring };
QColor portColour(PortType type);
PortShape portShape(PortType type);

/// The window's two weights.
enum class Weight { Regular, Strong };
/// A font of the window's family at one of the four type sizes.
QFont textFont(int pixels = Theme::kBody, Weight weight = Weight::Regular);
/// The same where digits must align: a family whose digits are all of one width.
QFont numberFont(int pixels = Theme::kBody, Weight weight = Weight::Regular);
/// Fixed-width, for ids, paths, logs and code.
QFont codeFont(int pixels = 12);

/// Gives a widget a part that the style sheet knows:
/// QLabel: "title" "heading" "caption" "muted" "error" "warning" "group"; QPushButton: "primary"
/// "danger" "quiet"; QFrame: "card" "bar" "rule" (one pixel); QToolButton: "rail"; QWidget: "panel"
/// (surface), "page" (window colour).
void setRole(QWidget* widget, const char* role);

/// `colour` at `strength` (0 to 1) over `under`.
QColor blend(const QColor& colour, const QColor& under, double strength);

} // namespace espalier
