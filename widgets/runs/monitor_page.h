#pragma once

#include "widgets/runs/run_feed.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QSplitter;
class QStackedLayout;
class QTabWidget;

namespace espalier {

class ChartBoard;
class ChartControls;
class EmptyState;
class JournalPanel;
class ResultsPanel;
class RunHeader;
class SamplesPanel;

/// Watches one run: charts of all its series, samples, journal, results of evaluations, and the
/// requests that a running engine takes.
class MonitorPage : public QWidget
{
    Q_OBJECT
public:
    explicit MonitorPage(RunFeed& feed, QWidget* parent = nullptr);

    /// Chooses a run; without one the newest is followed.
    void showRun(int64_t run);
    int64_t run() const { return m_run; }

    ChartBoard* board() const { return m_board; }
    RunHeader* header() const { return m_header; }
    SamplesPanel* samples() const { return m_samples; }
    JournalPanel* journal() const { return m_journal; }
    ResultsPanel* results() const { return m_results; }

Q_SIGNALS:
    /// There is no run yet; the button that leads to one was pressed.
    void startAsked();
    /// A run without a process shall go on.
    void resumeAsked(int64_t run);
    /// A run waits for people at that node.
    void rankAsked(int64_t run, const std::string& node);
    /// One sentence for the status strip.
    void message(const QString& sentence);

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* buildContent();
    void retranslate();
    void takeRuns(const RunRows& runs);
    void takeSnapshot(const RunSnapshotPtr& snapshot);
    void apply();
    void showNodes();
    void askForResults();
    void fitSide();

    RunFeed& m_feed;
    RunRows m_runs;
    int64_t m_run = 0;
    bool m_chosen = false; ///< by a person; otherwise a newer run takes its place
    RunSnapshotPtr m_snapshot;
    std::vector<std::string> m_nodes;
    std::string m_node; ///< whose charts are shown; empty: all
    QTimer m_refresh;   ///< live points come 20 times a second, charts follow 6 times
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    RunHeader* m_header;
    QComboBox* m_nodeBox;
    ChartControls* m_controls;
    ChartBoard* m_board;
    QLabel* m_noCurves;
    QTabWidget* m_tabs;
    SamplesPanel* m_samples;
    JournalPanel* m_journal;
    ResultsPanel* m_results;
    QSplitter* m_splitter;
    /// Evaluations that have ended, as asked for last: node and stage run.
    std::vector<std::pair<std::string, int64_t>> m_evaluated;
    bool m_sideIsWide = false;
    int m_sideWidths[2] = {330, 0}; ///< for samples and journal; for results (0: as they need)
};

} // namespace espalier
