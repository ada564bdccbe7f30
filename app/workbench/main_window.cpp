#include "app/workbench/main_window.h"

#include "app/workbench/example_files.h"
#include "app/workbench/rail.h"
#include "app/workbench/run_control.h"
#include "app/workbench/status_strip.h"
#include "core/base/error.h"
#include "core/pipeline/digest.h"
#include "core/pipeline/machine.h"
#include "core/pipeline/yaml.h"
#include "core/stages/stages.h"
#include "core/store/artifacts.h"
#include "core/store/workspace.h"
#include "widgets/common/theme.h"
#include "widgets/editor/pipeline_page.h"
#include "widgets/rank/rank_page.h"
#include "widgets/runs/monitor_page.h"
#include "widgets/runs/run_header.h"
#include "widgets/runs/runs_page.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QMessageBox>
#include <QShortcut>
#include <QStackedWidget>

namespace espalier {

using namespace Qt::StringLiterals;

namespace fs = std::filesystem;

namespace {

/// Plans on a worker thread with a connection of its own.
Planner plannerFor(const fs::path& workspacePath)
{
    return [workspacePath](const espalier::Pipeline& pipeline, const fs::path& folder) {
        auto workspace = Workspace::open(workspacePath);
        Artifacts artifacts(workspace.database(), workspace.artifactsFolder());
        fs::create_directories(workspacePath / "cache");
        RememberedDigests digests(workspacePath / "cache" / "digests.json");
        return plan(
            pipeline, espalier::stages(), folder, std::ref(digests), [&](const std::string& key) {
                return artifacts.find(key).has_value();
            });
    };
}

} // namespace

MainWindow::MainWindow(
    fs::path workspace, Session session, WindowLanguage& language, QWidget* parent)
    : QMainWindow(parent)
    , m_workspace(std::move(workspace))
    , m_session(std::move(session))
    , m_language(language)
    , m_feed(m_workspace)
    , m_document(espalier::stages())
    , m_control(new RunControl(m_workspace, m_feed, m_document, this))
    , m_rail(new Rail(this))
    , m_pages(new QStackedWidget(this))
    , m_strip(new StatusStrip(m_feed, this))
{
    m_document.setMachine(thisMachine(m_workspace));
    m_document.setPlanner(plannerFor(m_workspace));
    m_document.setArtifacts(m_workspace / "artifacts");
    buildPages();
    wire();
    addShortcuts();
    retranslate();
    setMinimumSize(960, 600);
    resize(1440, 900);
    if (!m_session.geometry.isEmpty())
        restoreGeometry(m_session.geometry);
    showPage(m_session.page);
}

void MainWindow::buildPages()
{
    m_pipeline = new PipelinePage(m_document, this);
    m_monitor = new MonitorPage(m_feed, this);
    m_monitor->header()->setStages(m_document.stages());
    m_rank = new RankPage(m_workspace, m_feed, this);
    m_runs = new RunsPage(m_feed, m_workspace, this);
    for (auto* page : std::initializer_list<QWidget*>{m_pipeline, m_monitor, m_rank, m_runs})
        m_pages->addWidget(page);
    for (const char* name : {"pipeline", "monitor", "rank", "runs"})
        m_rail->addPage(name);
    m_rail->setDark(theme().isDark);

    auto* centre = new QWidget(this);
    auto* rows = new QVBoxLayout(centre);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(0);
    columns->addWidget(m_rail);
    columns->addWidget(m_pages, 1);
    rows->addLayout(columns, 1);
    rows->addWidget(m_strip);
    setCentralWidget(centre);
}

void MainWindow::wire()
{
    connect(m_rail, &Rail::pageChosen, this, &MainWindow::showPage);
    connect(m_rail, &Rail::themeToggled, this, &MainWindow::toggleTheme);
    connect(m_rail, &Rail::languageRequested, this, &MainWindow::chooseLanguage);

    connect(m_pipeline, &PipelinePage::runRequested, m_control, &RunControl::start);
    connect(m_pipeline, &PipelinePage::stopRequested, m_control, &RunControl::stop);
    connect(m_pipeline, &PipelinePage::resumeRequested, m_control, &RunControl::resumeFollowed);
    connect(m_pipeline, &PipelinePage::exampleRequested, this, &MainWindow::openExample);
    connect(m_control, &RunControl::stateChanged, m_pipeline, &PipelinePage::setRunState);
    connect(m_control, &RunControl::failed, this, &MainWindow::reportFailure);
    connect(m_control, &RunControl::started, m_monitor, &MonitorPage::showRun);

    connect(m_monitor, &MonitorPage::startAsked, this, [this] { showPage(Page::Pipeline); });
    connect(m_monitor, &MonitorPage::resumeAsked, m_control, &RunControl::resume);
    connect(m_monitor, &MonitorPage::rankAsked, this, [this](int64_t run, const std::string& node) {
        m_rank->showNode(run, node);
        showPage(Page::Rank);
    });
    connect(m_monitor, &MonitorPage::message, this, [this](const QString& sentence) {
        m_strip->say(sentence);
    });
    connect(m_pipeline, &PipelinePage::rankAsked, this, [this](const std::string& node) {
        m_rank->showNode(m_control->followed(), node);
        showPage(Page::Rank);
    });
    connect(m_rank, &RankPage::resumeAsked, m_control, &RunControl::resume);
    connect(m_rank, &RankPage::monitorAsked, this, [this](int64_t run) {
        m_monitor->showRun(run);
        showPage(Page::Monitor);
    });
    connect(m_rank, &RankPage::message, this, [this](const QString& sentence) {
        m_strip->say(sentence);
    });
    connect(m_runs, &RunsPage::openAsked, this, [this](int64_t run) {
        m_monitor->showRun(run);
        showPage(Page::Monitor);
    });
    connect(m_runs, &RunsPage::startAsked, this, [this] { showPage(Page::Pipeline); });
    connect(m_runs, &RunsPage::pipelineAsked, this, &MainWindow::showYaml);
    connect(m_runs, &RunsPage::forkAsked, m_control, &RunControl::fork);
    connect(m_runs, &RunsPage::message, this, [this](const QString& sentence) {
        m_strip->say(sentence);
    });
    connect(&m_feed, &RunFeed::failed, this, &MainWindow::reportFailure);

    connect(&m_document, &PipelineDocument::changed, this, &MainWindow::updateTitle);
    // A window that opens beside a running engine attaches to it, where the run is of the pipeline
    // that is shown: nodes of another one may have the same names.
    connect(&m_feed, &RunFeed::runsChanged, this, [this](const RunRows& rows) {
        if (m_control->followed() != 0 || rows->empty())
            return;
        const auto& newest = rows->front();
        if (newest.info.pipelinePath == m_document.file().string())
            m_control->follow(newest.info.id);
    });
}

void MainWindow::addShortcuts()
{
    for (int page = 0; page < m_pages->count(); ++page)
        connect(
            new QShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + page)), this),
            &QShortcut::activated,
            this,
            [this, page] { showPage(page); });
    connect(
        new QShortcut(QKeySequence::Quit, this), &QShortcut::activated, this, &MainWindow::close);
}

void MainWindow::showPage(int page)
{
    page = std::clamp(page, 0, m_pages->count() - 1);
    m_pages->setCurrentIndex(page);
    m_rail->setCurrent(page);
    m_pages->currentWidget()->setFocus(); // not the first button of the rail
    m_session.page = page;
}

void MainWindow::openPipeline(const fs::path& file)
{
    if (m_pipeline->openFile(file)) {
        m_session.pipeline = QString::fromStdString(file.string());
        m_control->follow(0);
    }
}

void MainWindow::openExample(const QString& name)
{
    try {
        openPipeline(exampleFile(m_workspace, name));
    } catch (const Error& error) {
        QMessageBox::critical(this, u"Espalier"_s, QString::fromStdString(error.words()));
    }
}

void MainWindow::showYaml(const QString& yaml)
{
    if (!m_pipeline->mayLeave())
        return;
    m_document.replace(readPipeline(yaml.toStdString()).pipeline);
    m_control->follow(0);
    showPage(Page::Pipeline);
}

void MainWindow::reportFailure(const QString& sentence)
{
    m_strip->say(sentence, true);
}

void MainWindow::updateTitle()
{
    setWindowTitle(tr("%1 - Espalier")
                       .arg(m_document.title() + (m_document.isModified() ? u" *"_s : QString())));
}

void MainWindow::chooseLanguage(const QPoint& at)
{
    QMenu menu(this);
    auto* group = new QActionGroup(&menu);
    for (const auto& code : m_language.available()) {
        auto* action = menu.addAction(WindowLanguage::nativeName(code));
        action->setCheckable(true);
        action->setChecked(code == m_language.code());
        action->setData(code);
        group->addAction(action);
    }
    if (const auto* chosen = menu.exec(at)) {
        m_session.language = chosen->data().toString();
        m_language.setLanguage(m_session.language);
        m_document.analyse();
    }
}

void MainWindow::toggleTheme()
{
    m_session.dark = !theme().isDark;
    m_session.themeChosen = true;
    applyTheme(
        *qobject_cast<QApplication*>(QCoreApplication::instance()),
        m_session.dark ? Theme::dark() : Theme::light());
    m_rail->setDark(m_session.dark);
}

void MainWindow::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QMainWindow::changeEvent(event);
}

void MainWindow::retranslate()
{
    m_rail->setTitles({tr("Pipeline"), tr("Monitor"), tr("Rank"), tr("Runs")});
    updateTitle();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!m_pipeline->mayLeave()) {
        event->ignore();
        return;
    }
    m_session.workspace = QString::fromStdString(m_workspace.string());
    m_session.pipeline = QString::fromStdString(m_document.file().string());
    m_session.geometry = saveGeometry();
    m_session.save();
    event->accept();
}

} // namespace espalier
