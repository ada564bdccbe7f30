#pragma once

#include <QByteArray>
#include <QString>

namespace espalier {

/// What the window remembers from one start to the next.
struct Session
{
    QString workspace; ///< last opened; empty at the very first start
    QString pipeline;  ///< last opened file
    QString language;  ///< empty: the system's
    bool dark = false;
    bool themeChosen = false; ///< else the system's
    int page = 0;
    QByteArray geometry;

    static Session load();
    void save() const;
};

} // namespace espalier
