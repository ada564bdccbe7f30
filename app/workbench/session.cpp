#include "app/workbench/session.h"

#include <QSettings>

namespace espalier {

using namespace Qt::StringLiterals;

Session Session::load()
{
    const QSettings settings;
    Session session;
    session.workspace = settings.value("workspace"_L1).toString();
    session.pipeline = settings.value("pipeline"_L1).toString();
    session.language = settings.value("language"_L1).toString();
    session.themeChosen = settings.contains("dark"_L1);
    session.dark = settings.value("dark"_L1, false).toBool();
    session.page = settings.value("page"_L1, 0).toInt();
    session.geometry = settings.value("geometry"_L1).toByteArray();
    return session;
}

void Session::save() const
{
    QSettings settings;
    settings.setValue("workspace"_L1, workspace);
    settings.setValue("pipeline"_L1, pipeline);
    if (!language.isEmpty())
        settings.setValue("language"_L1, language);
    if (themeChosen)
        settings.setValue("dark"_L1, dark);
    settings.setValue("page"_L1, page);
    settings.setValue("geometry"_L1, geometry);
}

} // namespace espalier
