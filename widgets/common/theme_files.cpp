#include "widgets/common/theme_files.h"

#include "widgets/common/icon.h"
#include "widgets/common/theme.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace espalier {

namespace {

const QTemporaryDir& folder()
{
    static const QTemporaryDir dir(QDir::tempPath() + u"/espalier-theme-XXXXXX"_s);
    return dir;
}

void writeTinted(const QString& iconName, const QColor& colour, const QString& file)
{
    QFile out(file);
    if (out.open(QIODevice::WriteOnly))
        out.write(iconSvg(iconName, colour));
}

} // namespace

void writeThemeFiles(const Theme& theme)
{
    const struct
    {
        const char* name;
        const char* icon;
        QColor colour;
    } marks[] = {
        {"down", "chevron-down", theme.muted},
        {"up", "chevron-up", theme.muted},
        {"right", "chevron-right", theme.muted},
        {"down-faint", "chevron-down", theme.line},
        {"up-faint", "chevron-up", theme.line},
        {"check", "check", theme.onAccent},
        {"check-faint", "check", theme.faint},
        {"minus", "minus", theme.onAccent},
        {"radio", "radio", theme.onAccent},
        {"close", "close", theme.muted},
    };
    for (const auto& mark : marks)
        writeTinted(QString::fromLatin1(mark.icon), mark.colour, themeFile(theme, mark.name));
}

QString themeFile(const Theme& theme, const char* name)
{
    return folder().filePath(
        (theme.isDark ? u"dark-"_s : u"light-"_s) + QString::fromLatin1(name) + u".svg"_s);
}

} // namespace espalier
