#include "app/workbench/example_files.h"
#include "app/workbench/main_window.h"
#include "app/workbench/measure.h"
#include "app/workbench/run_control.h"
#include "core/base/error.h"
#include "core/store/runs.h"
#include "core/store/workspace.h"
#include "widgets/common/theme.h"
#include "widgets/editor/examples.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QMessageBox>
#include <QPalette>

#include <cstdio>

using namespace espalier;
using namespace Qt::StringLiterals;

namespace fs = std::filesystem;

namespace {

bool systemIsDark(const QApplication& app)
{
    return app.palette().color(QPalette::Window).lightness() < 128;
}

fs::path chosenWorkspace(const QCommandLineParser& options, const Session& session)
{
    if (options.isSet(u"workspace"_s))
        return options.value(u"workspace"_s).toStdString();
    if (qEnvironmentVariableIsSet("ESPALIER_WORKSPACE") || session.workspace.isEmpty())
        return defaultWorkspace();
    return session.workspace.toStdString();
}

void addOptions(QCommandLineParser& parser)
{
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions({
        {u"workspace"_s, u"The workspace folder."_s, u"folder"_s},
        {u"demo"_s, u"In a workspace without runs: run the example."_s},
        {u"language"_s, u"en or ko."_s, u"code"_s},
        {u"theme"_s, u"light or dark."_s, u"name"_s},
        {u"measure"_s, u"first-paint or stalls: measure, print JSON, end."_s, u"what"_s},
    });
    parser.addPositionalArgument(u"pipeline"_s, u"A pipeline's YAML file."_s, u"[pipeline]"_s);
}

int runWindow(QApplication& app, const QCommandLineParser& options)
{
    Session session = Session::load();
    const auto workspacePath = fs::absolute(chosenWorkspace(options, session));
    WindowLanguage language(resourceFolder("translations"));
    const auto wanted =
        options.isSet(u"language"_s) ? options.value(u"language"_s) : session.language;
    language.setLanguage(wanted.isEmpty() ? language.preferred() : wanted);
    const bool dark = options.isSet(u"theme"_s) ? options.value(u"theme"_s) == u"dark"
                      : session.themeChosen     ? session.dark
                                                : systemIsDark(app);
    applyTheme(app, dark ? Theme::dark() : Theme::light());

    const auto workspace = Workspace::open(workspacePath);
    auto database = workspace.connect();
    const bool fresh = Runs(database).list({.limit = 1}).empty();
    const auto files = options.positionalArguments();
    // The page of last time says nothing where a file is asked for, or nothing has run yet.
    if (!files.isEmpty() || fresh)
        session.page = MainWindow::Pipeline;
    MainWindow window(workspacePath, session, language);
    const bool remembered = !session.pipeline.isEmpty() &&
                            session.workspace.toStdString() == workspacePath.string() &&
                            fs::exists(session.pipeline.toStdString());
    window.openPipeline(
        !files.isEmpty() ? fs::absolute(files.first().toStdString())
        : remembered     ? fs::path(session.pipeline.toStdString())
                         : exampleFile(workspacePath, QString::fromUtf8(examples().front().name)));
    window.show();
    if (options.isSet(u"demo"_s) && fresh)
        window.control().start();
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication::setOrganizationName(u"espalier"_s);
    QCoreApplication::setApplicationName(u"espalier"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(ESPALIER_VERSION));
    QApplication app(argc, argv);
    QCommandLineParser parser;
    addOptions(parser);
    parser.process(app);
    try {
        if (parser.isSet(u"measure"_s))
            return measure(app, parser.value(u"measure"_s));
        return runWindow(app, parser);
    } catch (const Error& error) {
        const auto sentence = QString::fromStdString(error.words());
        std::fprintf(stderr, "espalier: %s\n", qPrintable(sentence));
        QMessageBox::critical(nullptr, u"Espalier"_s, sentence);
        return 1;
    }
}
