#include "app/workbench/main_window.h"
#include "app/workbench/measure.h"
#include "app/workbench/run_control.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/store/runs.h"
#include "core/store/workspace.h"
#include "widgets/common/theme.h"
#include "widgets/editor/examples.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QMessageBox>
#include <QPalette>

#include <algorithm>
#include <cstdio>

using namespace espalier;
using namespace Qt::StringLiterals;

namespace fs = std::filesystem;

namespace {

/// Beside the program in a build, under share/espalier once installed.
fs::path resourceFolder(const char* name)
{
    const fs::path program = QCoreApplication::applicationDirPath().toStdString();
    const auto installed = program.parent_path() / "share" / "espalier" / name;
    return fs::exists(installed) ? installed : program / name;
}

/// The example's file in the workspace; copied there when it is missing, with the model that it
/// reads (../models from there).
fs::path examplePipeline(const fs::path& workspace, const Example& example)
{
    const auto file = workspace / "pipelines" / (std::string(example.name) + ".yaml");
    if (!fs::exists(file)) {
        fs::create_directories(file.parent_path());
        writeAtomically(file, readFile(resourceFolder("pipelines") / file.filename()));
    }
    if (example.model != nullptr) {
        // What could not be copied is missed by the stage that reads it, in words.
        std::error_code failed;
        fs::create_directories(workspace / "models", failed);
        fs::copy(
            resourceFolder("models") / example.model,
            workspace / "models" / example.model,
            fs::copy_options::recursive | fs::copy_options::skip_existing,
            failed);
    }
    return file;
}

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
                         : examplePipeline(workspacePath, examples().front()));
    QObject::connect(&window, &MainWindow::exampleRequested, &window, [&](const QString& name) {
        try {
            const auto example =
                std::ranges::find(examples(), name.toStdString(), [](const Example& each) {
                    return std::string(each.name);
                });
            window.openPipeline(examplePipeline(workspacePath, *example));
        } catch (const Error& error) {
            QMessageBox::critical(&window, u"Espalier"_s, QString::fromStdString(error.words()));
        }
    });
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
