#pragma once

#include "widgets/editor/pipeline_view.h"

#include <QWidget>

class QAction;
class QLabel;
class QPushButton;
class QSplitter;
class QToolButton;

namespace espalier {

class ElidedLabel;
class EmptyState;
class FindingsPanel;
class Inspector;
class StagePalette;

/// The pipeline page: toolbar, palette, canvas, inspector and findings, wired to one document.
class PipelinePage : public QWidget
{
    Q_OBJECT
public:
    explicit PipelinePage(PipelineDocument& document, QWidget* parent = nullptr);

    /// What the run that is shown does: decides which of Run, Resume and Stop there are.
    void setRunState(RunState state);
    /// Goes to a node, and to its parameter where one is named.
    void goTo(const std::string& node, const std::string& param = {}, int edge = -1);

    // Files, with the dialogs they need. False where the person turned back or it failed (which is
    // then said).
    bool openFile(const std::filesystem::path& file);
    bool open();
    bool save();
    bool saveAs();
    bool startNew();
    /// Asks what becomes of unsaved changes; false: stay.
    bool mayLeave();
    /// Drops the list of examples from its button.
    void showExamples();

    PipelineView* view() const { return m_view; }
    Inspector* inspector() const { return m_inspector; }
    QPushButton* rankButton() const { return m_rank; }

Q_SIGNALS:
    /// The document has no errors.
    void runRequested();
    void stopRequested();
    void resumeRequested();
    /// Answers of this node, which waits for people, should be ranked.
    void rankAsked(const std::string& node);
    /// An example should open, by its name in examples().
    void exampleRequested(const QString& name);

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeToolbar();
    QToolButton* makeFileMenu(QWidget* bar);
    void fillFileMenu();
    void nameFileMenu();
    QToolButton*
    addTool(QWidget* bar, const char* iconName, const QKeySequence& key, std::function<void()> act);
    void retranslate();
    void updateState();
    void updateRounds();
    void openPicker(const StageWish& wish);
    void requestRun();
    void complain(const QString& sentence);
    void fitPanels();
    void rankWaiting();

    PipelineDocument& m_document;
    Selection m_selection;
    RunState m_runState = RunState::Idle;
    bool m_panelsTouched = false;
    QWidget* m_toolbar;
    ElidedLabel* m_title;
    std::map<QToolButton*, QAction*> m_actions; ///< what a tool's keys do
    QToolButton* m_file;
    QAction* m_saveAs;
    QToolButton *m_new, *m_open, *m_examples, *m_save, *m_undo, *m_redo, *m_nextRound, *m_zoomOut,
        *m_zoomIn, *m_fit, *m_addStage, *m_showInspector;
    QPushButton* m_zoomLabel;
    QPushButton *m_run, *m_resume, *m_stop, *m_rank;
    QSplitter* m_columns;
    QSplitter* m_rows;
    StagePalette* m_palette;
    PipelineView* m_view;
    EmptyState* m_empty;
    Inspector* m_inspector;
    FindingsPanel* m_findings;
};

} // namespace espalier
