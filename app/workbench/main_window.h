#pragma once

#include "app/workbench/session.h"
#include "widgets/common/language.h"
#include "widgets/document/pipeline_document.h"
#include "widgets/runs/run_feed.h"

#include <QMainWindow>

class QStackedWidget;

namespace espalier {

class MonitorPage;
class PipelinePage;
class RankPage;
class Rail;
class RunControl;
class RunsPage;
class StatusStrip;

/// The window: rail, pages, status strip, and the wires between them. Pages own themselves.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    MainWindow(
        std::filesystem::path workspace,
        Session session,
        WindowLanguage& language,
        QWidget* parent = nullptr);

    enum Page { Pipeline, Monitor, Rank, Runs };
    void showPage(int page);

    /// Opens a pipeline's file; says what is wrong where it can't.
    void openPipeline(const std::filesystem::path& file);
    /// Likewise an example, by its name in examples(): its copy in the workspace.
    void openExample(const QString& name);
    RunControl& control() { return *m_control; }
    RunFeed& feed() { return m_feed; }
    MonitorPage& monitor() { return *m_monitor; }

protected:
    void changeEvent(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

private:
    void buildPages();
    void wire();
    void addShortcuts();
    void retranslate();
    void updateTitle();
    void chooseLanguage(const QPoint& at);
    void toggleTheme();
    void showYaml(const QString& yaml);
    void reportFailure(const QString& sentence);

    std::filesystem::path m_workspace;
    Session m_session;
    WindowLanguage& m_language;
    RunFeed m_feed;
    PipelineDocument m_document;
    RunControl* m_control;
    Rail* m_rail;
    QStackedWidget* m_pages;
    StatusStrip* m_strip;
    PipelinePage* m_pipeline = nullptr;
    MonitorPage* m_monitor = nullptr;
    RankPage* m_rank = nullptr;
    RunsPage* m_runs = nullptr;
};

} // namespace espalier
