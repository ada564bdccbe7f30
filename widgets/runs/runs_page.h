#pragma once

#include "widgets/runs/fork_dialog.h"
#include "widgets/runs/run_feed.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QSplitter;
class QStackedLayout;
class QTableView;
class QToolButton;

namespace espalier {

class ComparisonPanel;
class EmptyState;
class RunsFilter;
class RunsModel;
class Toast;

/// All runs of the workspace, what can be done with them, and any selection side by side.
class RunsPage : public QWidget
{
    Q_OBJECT
public:
    /// `workspace`: where runs/<id> lies, to see which checkpoints can be forked from.
    RunsPage(RunFeed& feed, std::filesystem::path workspace, QWidget* parent = nullptr);

    QTableView* table() const { return m_table; }
    RunsModel* model() const { return m_model; }
    ComparisonPanel* comparison() const { return m_comparison; }
    Toast* toast() const { return m_toast; }
    QLineEdit* search() const { return m_search; }
    std::vector<int64_t> selected() const;
    void select(const std::vector<int64_t>& runs);

Q_SIGNALS:
    void openAsked(int64_t run);
    void startAsked();
    void pipelineAsked(const QString& yaml);
    void forkAsked(const espalier::ForkRequest& request);
    void message(const QString& sentence);

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* buildContent();
    void buildActions();
    QAction* addAction(const char* iconName, const QKeySequence& key, void (RunsPage::*act)());
    void retranslate();
    void takeRuns(const RunRows& runs);
    void selectionChanged();
    const RunRow* current() const;
    void open();
    void edit(int column);
    void rename();
    void editTags();
    void editNote();
    void remove();
    void undo();
    void showPipeline();
    void fork();
    void report();

    RunFeed& m_feed;
    std::filesystem::path m_workspace;
    RunsModel* m_model;
    RunsFilter* m_filter;
    QTimer m_ages;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    QLineEdit* m_search;
    QComboBox* m_status;
    QLabel* m_count;
    QPushButton* m_openButton;
    QToolButton* m_more;
    QMenu* m_menu;
    QTableView* m_table;
    QSplitter* m_splitter;
    ComparisonPanel* m_comparison;
    Toast* m_toast;
    QAction* m_open;
    QAction* m_rename;
    QAction* m_tags;
    QAction* m_note;
    QAction* m_pipeline;
    QAction* m_fork;
    QAction* m_report;
    QAction* m_remove;
    QAction* m_undo;
};

} // namespace espalier
