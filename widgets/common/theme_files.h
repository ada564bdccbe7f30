#pragma once

#include <QString>

namespace espalier {

struct Theme;

/// A style sheet can only take marks (arrows, ticks) from files: renders them in the theme's
/// colours into a temporary folder that lives as long as the program.
void writeThemeFiles(const Theme& theme);
/// Where the mark `name` ("down", "up", "check", "radio", "close") of this theme lies; "down-muted"
/// etc. for disabled.
QString themeFile(const Theme& theme, const char* name);

} // namespace espalier
