#pragma once

#include "widgets/runs/run_feed.h"

#include <QTimer>
#include <QWidget>

#include <map>

class QLabel;
class QScrollArea;
class QTabWidget;
class QTableView;

namespace espalier {

class ChartBoard;
class ChartControls;
class ComparisonTable;

/// Several runs side by side: their curves in one colour a run, final and best figures, the
/// parameters that differ, and what each said to the same prompts.
class ComparisonPanel : public QWidget
{
    Q_OBJECT
public:
    explicit ComparisonPanel(RunFeed& feed, QWidget* parent = nullptr);

    void setRuns(const std::vector<int64_t>& runs);
    ChartBoard* board() const { return m_board; }
    QTabWidget* tabs() const { return m_tabs; }
    ComparisonTable* figures() const { return m_figures; }
    ComparisonTable* params() const { return m_params; }

Q_SIGNALS:
    void message(const QString& sentence);

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* buildCurves();
    QWidget* buildFigures();
    QTableView* table(ComparisonTable* model);
    void retranslate();
    void takeSnapshot(const RunSnapshotPtr& snapshot);
    void takeComparison(
        const std::vector<int64_t>& runs, const std::shared_ptr<const Comparison>& comparison);
    void showCurves();
    void showSamples();

    RunFeed& m_feed;
    std::vector<int64_t> m_runs;
    std::map<int64_t, RunSnapshotPtr> m_snapshots;
    std::shared_ptr<const Comparison> m_comparison;
    QTimer m_refresh;
    QTabWidget* m_tabs;
    ChartControls* m_controls;
    ChartBoard* m_board;
    ComparisonTable* m_figures;
    ComparisonTable* m_params;
    QLabel* m_sameParams;
    QTableView* m_paramView;
    QScrollArea* m_samples;
};

} // namespace espalier
