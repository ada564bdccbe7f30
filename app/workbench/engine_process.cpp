#include "app/workbench/engine_process.h"

#include "core/base/error.h"
#include "core/store/workspace.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QProcess>

namespace espalier {

using namespace Qt::StringLiterals;

QString engineProgram()
{
    return QCoreApplication::applicationDirPath() + u"/espalier-engine"_s;
}

void startEngine(const Workspace& workspace, int64_t run)
{
    const QString program = engineProgram();
    if (!QFileInfo(program).isExecutable())
        throw Error(
            tr("The engine {} is missing; build or install it beside the window.",
               program.toStdString()));
    const auto folder = workspace.runFolder(run);
    std::filesystem::create_directories(folder);
    QProcess process; // startDetached makes a new session; the child outlives us
    process.setProgram(program);
    process.setArguments(
        {u"resume"_s,
         QString::number(run),
         u"--workspace"_s,
         QString::fromStdString(workspace.path().string())});
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardOutputFile(
        QString::fromStdString((folder / "log").string()), QIODevice::Append);
    process.setStandardErrorFile(
        QString::fromStdString((folder / "log").string()), QIODevice::Append);
    if (!process.startDetached())
        throw Error(
            tr("The engine {} could not be started: {}.",
               program.toStdString(),
               process.errorString().toStdString()));
}

} // namespace espalier
