#include "widgets/common/theme.h"
#include "widgets/common/theme_files.h"

#include <QHash>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace espalier {

namespace {

/// `@name` stands for a colour of the theme or a mark's file.
constexpr char16_t kSheet[] = uR"(
* { outline: 0; }
QWidget { color: @text; }
QMainWindow, QDialog, QWidget[role="page"] { background: @window; }
QWidget[role="panel"] { background: @surface; }
QToolTip { background: @surface; color: @text; border: 1px solid @line; padding: 4px 8px; }

QLabel { background: transparent; }
QLabel[role="title"] { font-size: 20px; font-weight: 600; }
QLabel[role="heading"] { font-size: 15px; font-weight: 600; }
QLabel[role="caption"] { font-size: 11px; color: @muted; }
QLabel[role="group"] { font-size: 11px; font-weight: 600; color: @muted; }
QLabel[role="why"] { background: @accentSoft; border-radius: 6px; padding: 6px 8px; }
QLabel[role="muted"] { color: @muted; }
QLabel[role="error"] { color: @error; font-size: 11px; }
QLabel[role="warning"] { color: @warning; font-size: 11px; }
QLabel:disabled { color: @faint; }

QFrame[role="card"] { background: @surface; border: 1px solid @line; border-radius: 6px; }
QFrame[role="bar"] { background: @surface; border: 0; border-bottom: 1px solid @line; }
QFrame[role="strip"] { background: @surface; border: 0; border-top: 1px solid @line; }
QFrame[role="rule"] { background: @line; border: 0; max-height: 1px; min-height: 1px; }
QFrame[role="vrule"] { background: @line; border: 0; max-width: 1px; min-width: 1px; }
QFrame[role="rail"] { background: @surface; border: 0; border-right: 1px solid @line; }

QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QPushButton { background: @surface; border: 1px solid @line; border-radius: 6px; padding: 5px 12px; min-height: 18px; }
QPushButton:hover { background: @hover; border-color: @lineStrong; }
QPushButton:pressed { background: @pressed; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @faint; background: @window; border-color: @line; }
QPushButton:checked { background: @accentSoft; border-color: @accent; }
QPushButton[role="primary"] { background: @accent; color: @onAccent; border-color: @accent; font-weight: 600; }
QPushButton[role="primary"]:hover { background: @accentHover; border-color: @accentHover; }
QPushButton[role="primary"]:pressed { background: @accentPressed; }
QPushButton[role="primary"]:focus { border-color: @text; }
QPushButton[role="primary"]:disabled { background: @pressed; color: @faint; border-color: @pressed; }
QPushButton[role="danger"] { color: @error; }
QPushButton[role="danger"]:hover { background: @errorSoft; border-color: @error; }
QPushButton[role="danger"]:disabled { color: @faint; }
QPushButton[role="quiet"] { background: transparent; border-color: transparent; color: @muted; padding: 5px 8px; }
QPushButton[role="quiet"]:hover { background: @hover; color: @text; }
QPushButton[role="quiet"]:focus { border-color: @accent; }
QPushButton::menu-indicator { image: url(@file-down); width: 14px; height: 14px; right: 4px; subcontrol-position: right center; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px; }
QToolButton:hover { background: @hover; }
QToolButton:pressed { background: @pressed; }
QToolButton:checked { background: @accentSoft; }
QToolButton:focus { border-color: @accent; }
QToolButton:disabled { color: @faint; }
QToolButton[role="rail"] { border-radius: 8px; padding: 6px 2px 4px 2px; font-size: 11px; color: @muted; }
QToolButton[role="rail"]:checked { color: @accent; font-weight: 600; }
QToolButton[role="section"] { font-size: 11px; font-weight: 600; color: @muted; padding: 4px 2px; text-align: left; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox {
  background: @field; border: 1px solid @line; border-radius: 6px; padding: 4px 8px;
  selection-background-color: @accentSelect; selection-color: @text; }
QLineEdit, QAbstractSpinBox, QComboBox { min-height: 20px; }
QLineEdit:hover, QPlainTextEdit:hover, QTextEdit:hover, QAbstractSpinBox:hover, QComboBox:hover { border-color: @lineStrong; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QComboBox:on { border-color: @accent; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { color: @faint; background: @window; }
QLineEdit:read-only, QPlainTextEdit[readOnly="true"], QTextEdit[readOnly="true"] { background: @window; }
*[invalid="true"] { border-color: @error; }
QPlainTextEdit, QTextEdit { padding: 4px; }
QAbstractSpinBox { padding-right: 22px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { subcontrol-origin: border; width: 20px; border: 0; background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; margin: 2px 2px 0 0; border-top-right-radius: 4px; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin: 0 2px 2px 0; border-bottom-right-radius: 4px; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: @hover; }
QAbstractSpinBox::up-arrow { image: url(@file-up); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url(@file-down); width: 12px; height: 12px; }
QAbstractSpinBox::up-arrow:off, QAbstractSpinBox::up-arrow:disabled { image: url(@file-up-faint); }
QAbstractSpinBox::down-arrow:off, QAbstractSpinBox::down-arrow:disabled { image: url(@file-down-faint); }
QComboBox { padding-right: 24px; }
QComboBox::drop-down { subcontrol-origin: border; subcontrol-position: center right; width: 24px; border: 0; }
QComboBox::down-arrow { image: url(@file-down); width: 14px; height: 14px; }
QComboBox::down-arrow:disabled { image: url(@file-down-faint); }
QComboBox QAbstractItemView { background: @surface; border: 1px solid @line; padding: 4px; selection-background-color: @accentSoft; selection-color: @text; }
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 8px; border-radius: 4px; }

QCheckBox, QRadioButton { spacing: 8px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator { width: 16px; height: 16px; border: 1px solid @lineStrong; background: @field; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover, QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: @accent; }
QCheckBox:focus { color: @accent; }
QCheckBox::indicator:checked, QRadioButton::indicator:checked, QCheckBox::indicator:indeterminate { background: @accent; border-color: @accent; }
QCheckBox::indicator:checked { image: url(@file-check); }
QCheckBox::indicator:indeterminate { image: url(@file-minus); }
QRadioButton::indicator:checked { image: url(@file-radio); }
QCheckBox::indicator:disabled { background: @window; border-color: @line; }
QCheckBox::indicator:checked:disabled { image: url(@file-check-faint); }

QAbstractItemView { background: @surface; border: 1px solid @line; border-radius: 6px; selection-background-color: @accentSoft; selection-color: @text; alternate-background-color: @alternate; gridline-color: @line; }
QAbstractItemView[role="plain"] { border: 0; border-radius: 0; background: transparent; }
QAbstractItemView::item { padding: 4px 8px; border: 0; color: @text; }
QListView::item { border-radius: 4px; min-height: 20px; }
QAbstractItemView::item:hover { background: @hover; }
QAbstractItemView::item:selected { background: @accentSoft; color: @text; }
QTreeView::branch { background: transparent; }
QTreeView::branch:has-children:closed { image: url(@file-right); }
QTreeView::branch:has-children:open { image: url(@file-down); }
QHeaderView { background: @surface; border: 0; }
QHeaderView::section { background: @surface; color: @muted; font-size: 11px; font-weight: 600; border: 0; border-bottom: 1px solid @line; padding: 6px 8px; }
QHeaderView::section:hover { color: @text; }
QHeaderView::down-arrow { image: url(@file-down); width: 12px; height: 12px; subcontrol-position: right center; }
QHeaderView::up-arrow { image: url(@file-up); width: 12px; height: 12px; subcontrol-position: right center; }
QTableCornerButton::section { background: @surface; border: 0; border-bottom: 1px solid @line; }

QTabWidget::pane { border: 0; border-top: 1px solid @line; top: -1px; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: @muted; border: 0; border-bottom: 2px solid transparent; padding: 7px 12px; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; font-weight: 600; }
QTabBar::tab:focus { color: @accent; }

QScrollArea, QAbstractItemView, QTextEdit[readOnly="true"], QPlainTextEdit[readOnly="true"] { border: 0; }
QScrollArea { background: transparent; }
QScrollBar { background: transparent; border: 0; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: @lineStrong; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: 0; }

QSplitter::handle { background: @line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: @accent; }
QSplitter[role="gap"]::handle, QSplitter[role="gap"]::handle:hover { background: transparent; }

QMenuBar { background: @surface; border-bottom: 1px solid @line; }
QMenuBar::item { padding: 4px 8px; background: transparent; border-radius: 4px; }
QMenuBar::item:selected { background: @hover; }
QMenu { background: @surface; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 8px; border-radius: 4px; background: transparent; }
QMenu::item:selected { background: @accentSoft; }
QMenu::item:disabled { color: @faint; }
QMenu::icon { padding-left: 6px; }
QMenu::separator { height: 1px; background: @line; margin: 4px 6px; }
QMenu::right-arrow { image: url(@file-right); width: 12px; height: 12px; }

QProgressBar { background: @pressed; border: 0; border-radius: 2px; min-height: 4px; max-height: 4px; color: transparent; }
QProgressBar::chunk { background: @accent; width: 1px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @pressed; }
QSlider::sub-page:horizontal { background: @accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: @surface; border: 1px solid @lineStrong; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { border-color: @accent; }
QGroupBox { border: 1px solid @line; border-radius: 6px; margin-top: 16px; padding: 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 8px; color: @muted; }
QStatusBar { background: @surface; border-top: 1px solid @line; color: @muted; }
QStatusBar::item { border: 0; }
)";

} // namespace

QString Theme::styleSheet() const
{
    const QHash<QString, QColor> colours{
        {u"window"_s, window},
        {u"surface"_s, surface},
        {u"field"_s, isDark ? blend(window, surface, 0.5) : surface},
        {u"alternate"_s, blend(window, surface, 0.6)},
        {u"hover"_s, hover},
        {u"pressed"_s, pressed},
        {u"line"_s, line},
        {u"lineStrong"_s, lineStrong},
        {u"text"_s, text},
        {u"muted"_s, muted},
        {u"faint"_s, faint},
        {u"accent"_s, accent},
        {u"accentHover"_s, blend(text, accent, 0.12)},
        {u"accentPressed"_s, blend(text, accent, 0.22)},
        {u"accentSoft"_s, accentSoft},
        {u"accentSelect"_s, blend(accent, surface, isDark ? 0.45 : 0.3)},
        {u"onAccent"_s, onAccent},
        {u"warning"_s, warning},
        {u"error"_s, error},
        {u"errorSoft"_s, errorSoft},
    };
    static const QRegularExpression place(u"@([a-zA-Z]+(?:-[a-z]+)*)"_s);
    const QString sheet = QString::fromUtf16(kSheet);
    QString filled;
    qsizetype from = 0;
    for (auto matches = place.globalMatch(sheet); matches.hasNext();) {
        const auto match = matches.next();
        const QString name = match.captured(1);
        filled += QStringView(sheet).mid(from, match.capturedStart() - from);
        if (name.startsWith("file-"_L1))
            filled += themeFile(*this, name.mid(5).toLatin1().constData());
        else {
            Q_ASSERT_X(
                colours.contains(name), "styleSheet", "a colour that the theme does not have");
            filled += colours.value(name).name();
        }
        from = match.capturedEnd();
    }
    return filled + sheet.mid(from);
}

} // namespace espalier
