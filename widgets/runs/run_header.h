#pragma once

#include "widgets/runs/run_feed.h"

#include <QFrame>

class QComboBox;
class QLabel;
class QPushButton;

namespace espalier {

class ElidedLabel;
class ProgressLine;
class StatusDot;

/// The bar above a run's charts: which run, how far, how fast, and what can be asked of it.
class RunHeader : public QFrame
{
    Q_OBJECT
public:
    explicit RunHeader(QWidget* parent = nullptr);

    /// The runs to choose from; `current` stays chosen.
    void setRuns(const RunRows& runs, int64_t current);
    void setSnapshot(const RunSnapshotPtr& snapshot);

Q_SIGNALS:
    void runChosen(int64_t run);
    void requested(espalier::RequestKind kind);
    void learningRateAsked(double rate);
    /// The run has no process any more; somebody wants it to go on.
    void resumeAsked(int64_t run);
    /// The run waits for people.
    void rankAsked(int64_t run, const std::string& node);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void showState();
    void askLearningRate();
    QString progressText() const;

    RunSnapshotPtr m_snapshot;
    RunRows m_runs;
    QComboBox* m_selector;
    StatusDot* m_dot;
    QLabel* m_status;
    ElidedLabel* m_progress;
    ProgressLine* m_line;
    QPushButton* m_rank;
    QPushButton* m_pause;
    QPushButton* m_checkpoint;
    QPushButton* m_rate;
    QPushButton* m_stop;
    bool m_resumes = false; ///< what the first button does now
};

} // namespace espalier
