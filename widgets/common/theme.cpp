#include "widgets/common/theme.h"

#include "widgets/common/theme_files.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontMetrics>
#include <QPixmapCache>
#include <QStyle>
#include <QStyleFactory>
#include <QToolTip>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace espalier {

namespace {

Theme& inForce()
{
    static Theme current = Theme::light();
    return current;
}

/// The first of these families that the system has; the CJK family carries Latin letters and Hangul
/// alike, so that both languages share one line height.
QString firstFamily(std::initializer_list<QString> wished)
{
    const QStringList there = QFontDatabase::families();
    for (const QString& family : wished) {
        if (there.contains(family))
            return family;
    }
    return {};
}

QStringList textFamilies()
{
    static const QStringList families = [] {
        QStringList all;
        const QString latin = firstFamily(
            {u"Inter"_s, u"Noto Sans"_s, u"Source Sans 3"_s, u"Cantarell"_s, u"Ubuntu"_s});
        for (const QString& family :
             {latin, firstFamily({u"Noto Sans CJK KR"_s, u"Noto Sans KR"_s, u"NanumGothic"_s})}) {
            if (!family.isEmpty())
                all << family;
        }
        all << QFontDatabase::systemFont(QFontDatabase::GeneralFont).family();
        return all;
    }();
    return families;
}

bool hasTabularDigits(const QString& family)
{
    QFont font(family);
    font.setPixelSize(100);
    const QFontMetrics metrics(font);
    const int width = metrics.horizontalAdvance(u'0');
    for (char16_t digit = u'1'; digit <= u'9'; ++digit) {
        if (metrics.horizontalAdvance(QChar(digit)) != width)
            return false;
    }
    return true;
}

QStringList numberFamilies()
{
    static const QStringList families = [] {
        QStringList all;
        for (const QString& family : textFamilies() + QStringList{u"DejaVu Sans"_s}) {
            if (hasTabularDigits(family))
                all << family;
        }
        return all + textFamilies();
    }();
    return families;
}

QFont sized(const QStringList& families, int pixels, Weight weight)
{
    QFont font;
    font.setFamilies(families);
    font.setPixelSize(pixels);
    font.setWeight(weight == Weight::Strong ? QFont::DemiBold : QFont::Normal);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

std::array<QColor, 8> okabeIto(const QColor& yellow, const QColor& black)
{
    return {
        QColor(0x00, 0x72, 0xB2),
        QColor(0xD5, 0x5E, 0x00),
        QColor(0x00, 0x9E, 0x73),
        QColor(0xCC, 0x79, 0xA7),
        QColor(0xE6, 0x9F, 0x00),
        QColor(0x56, 0xB4, 0xE9),
        yellow,
        black};
}

} // namespace

Theme Theme::light()
{
    Theme t;
    t.window = QColor(0xF6, 0xF7, 0xF5);
    t.surface = QColor(0xFF, 0xFF, 0xFF);
    t.hover = QColor(0xEE, 0xF1, 0xED);
    t.pressed = QColor(0xE4, 0xE9, 0xE4);
    t.line = QColor(0xDD, 0xE1, 0xDC);
    t.lineStrong = QColor(0xB9, 0xC1, 0xBA);
    t.text = QColor(0x1E, 0x24, 0x20);
    t.muted = QColor(0x66, 0x70, 0x6A);
    t.faint = QColor(0x9A, 0xA3, 0x9D);
    t.accent = QColor(0x2E, 0x7D, 0x5B);
    t.onAccent = QColor(0xFF, 0xFF, 0xFF);
    t.accentSoft = QColor(0xDC, 0xEE, 0xE5);
    t.warning = QColor(0x9A, 0x65, 0x00);
    t.warningSoft = QColor(0xFB, 0xF0, 0xD9);
    t.error = QColor(0xB3, 0x3A, 0x2B);
    t.errorSoft = QColor(0xFA, 0xE6, 0xE2);
    t.info = QColor(0x00, 0x72, 0xB2);
    t.grid = QColor(0xD3, 0xD8, 0xD2);
    t.shadow = QColor(30, 36, 32, 26);
    // Pure yellow can't be read on white: the darker one keeps its hue.
    t.series = okabeIto(QColor(0xB5, 0xA4, 0x00), QColor(0x3A, 0x42, 0x3D));
    return t;
}

Theme Theme::dark()
{
    Theme t;
    t.isDark = true;
    t.window = QColor(0x15, 0x18, 0x16);
    t.surface = QColor(0x1D, 0x21, 0x1F);
    t.hover = QColor(0x27, 0x2C, 0x29);
    t.pressed = QColor(0x30, 0x37, 0x33);
    t.line = QColor(0x33, 0x3A, 0x36);
    t.lineStrong = QColor(0x52, 0x5C, 0x56);
    t.text = QColor(0xE7, 0xEB, 0xE8);
    t.muted = QColor(0x98, 0xA2, 0x9C);
    t.faint = QColor(0x68, 0x72, 0x6C);
    t.accent = QColor(0x5F, 0xC3, 0x94);
    t.onAccent = QColor(0x0E, 0x1A, 0x14);
    t.accentSoft = QColor(0x25, 0x40, 0x34);
    t.warning = QColor(0xE0, 0xB0, 0x55);
    t.warningSoft = QColor(0x3A, 0x31, 0x1D);
    t.error = QColor(0xF0, 0x8A, 0x7A);
    t.errorSoft = QColor(0x41, 0x27, 0x23);
    t.info = QColor(0x56, 0xB4, 0xE9);
    t.grid = QColor(0x2C, 0x32, 0x2F);
    t.shadow = QColor(0, 0, 0, 90);
    t.series = okabeIto(QColor(0xF0, 0xE4, 0x42), QColor(0xD9, 0xDE, 0xDA));
    t.series[0] =
        QColor(0x2F, 0x8F, 0xD0); // the set's blue, one step lighter: 4.5 to 1 on the dark surface
    return t;
}

QPalette Theme::palette() const
{
    QPalette p;
    p.setColor(QPalette::Window, window);
    p.setColor(QPalette::WindowText, text);
    p.setColor(QPalette::Base, surface);
    p.setColor(QPalette::AlternateBase, window);
    p.setColor(QPalette::Text, text);
    p.setColor(QPalette::Button, surface);
    p.setColor(QPalette::ButtonText, text);
    p.setColor(QPalette::BrightText, error);
    p.setColor(QPalette::PlaceholderText, faint);
    p.setColor(QPalette::ToolTipBase, surface);
    p.setColor(QPalette::ToolTipText, text);
    p.setColor(QPalette::Highlight, accentSoft);
    p.setColor(QPalette::HighlightedText, text);
    p.setColor(QPalette::Link, accent);
    p.setColor(QPalette::LinkVisited, accent);
    p.setColor(QPalette::Light, surface);
    p.setColor(QPalette::Midlight, hover);
    p.setColor(QPalette::Mid, line);
    p.setColor(QPalette::Dark, lineStrong);
    p.setColor(QPalette::Shadow, isDark ? window : lineStrong);
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        p.setColor(QPalette::Disabled, role, faint);
    return p;
}

const Theme& theme()
{
    return inForce();
}

ThemeNotifier& themeNotifier()
{
    static ThemeNotifier notifier;
    return notifier;
}

void applyTheme(QApplication& app, const Theme& theme)
{
    inForce() = theme;
    QPixmapCache::clear();
    if (app.style()->objectName().compare("fusion"_L1, Qt::CaseInsensitive) != 0 &&
        app.styleSheet().isEmpty())
        QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    QApplication::setFont(textFont());
    QApplication::setPalette(theme.palette());
    QToolTip::setPalette(theme.palette());
    writeThemeFiles(theme);
    app.setStyleSheet(theme.styleSheet());
    Q_EMIT themeNotifier().changed();
}

QColor seriesColour(int index)
{
    const auto& series = theme().series;
    return series[static_cast<size_t>(qAbs(index)) % series.size()];
}

Qt::PenStyle seriesDash(int index)
{
    static constexpr std::array kDashes{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
    return kDashes[static_cast<size_t>(qAbs(index)) / 8 % kDashes.size()];
}

namespace {

/// A row of the table of port looks: an index of Theme::series, or -1 for the muted colour.
struct PortLook
{
    PortType type;
    int series;
    PortShape shape;
};

constexpr PortLook kPortLooks[] = {
    {PortType::Text, 0, PortShape::Circle},
    {PortType::Instructions, 5, PortShape::Square},
    {PortType::Prompts, 3, PortShape::Circle},
    {PortType::Preferences, 3, PortShape::Diamond},
    {PortType::Problems, 3, PortShape::Triangle},
    {PortType::Labelled, 5, PortShape::Triangle},
    {PortType::Tokenizer, 4, PortShape::Square},
    {PortType::Model, 2, PortShape::Hexagon},
    {PortType::Reward, 1, PortShape::Diamond},
    {PortType::Candidates, 6, PortShape::Square},
    {PortType::Report, 7, PortShape::Ring},
    {PortType::Files, -1, PortShape::Square},
};

const PortLook& lookOf(PortType type)
{
    for (const PortLook& look : kPortLooks) {
        if (look.type == type)
            return look;
    }
    Q_ASSERT_X(false, "portColour", "a port type without a look");
    return kPortLooks[0];
}

} // namespace

QColor portColour(PortType type)
{
    const int index = lookOf(type).series;
    return index < 0 ? theme().muted : seriesColour(index);
}

PortShape portShape(PortType type)
{
    return lookOf(type).shape;
}

QFont textFont(int pixels, Weight weight)
{
    return sized(textFamilies(), pixels, weight);
}

QFont numberFont(int pixels, Weight weight)
{
    return sized(numberFamilies(), pixels, weight);
}

QFont codeFont(int pixels)
{
    static const QStringList families = [] {
        QStringList all;
        for (const QString& family :
             {firstFamily({u"JetBrains Mono"_s, u"Noto Sans Mono"_s, u"DejaVu Sans Mono"_s}),
              firstFamily({u"Noto Sans Mono CJK KR"_s, u"NanumGothicCoding"_s})}) {
            if (!family.isEmpty())
                all << family;
        }
        all << QFontDatabase::systemFont(QFontDatabase::FixedFont).family();
        return all;
    }();
    QFont font = sized(families, pixels, Weight::Regular);
    font.setFixedPitch(true);
    return font;
}

void setRole(QWidget* widget, const char* role)
{
    const QString name = QString::fromLatin1(role);
    if (widget->property("role").toString() == name)
        return;
    widget->setProperty("role", name);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

QColor blend(const QColor& colour, const QColor& under, double strength)
{
    const auto mix = [strength](int over, int below) {
        return qRound(strength * over + (1 - strength) * below);
    };
    return {
        mix(colour.red(), under.red()),
        mix(colour.green(), under.green()),
        mix(colour.blue(), under.blue())};
}

} // namespace espalier
