#pragma once

#include "core/pipeline/stage.h"
#include "widgets/runs/run_feed.h"

#include <QFrame>

#include <span>
#include <vector>

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
    /// What the stages declare, for their live parameters; without it none can be set.
    void setStages(std::span<const StageInfo> stages);

Q_SIGNALS:
    void runChosen(int64_t run);
    void requested(espalier::RequestKind kind);
    void settingAsked(const std::string& param, double value);
    /// The run has no process any more; somebody wants it to go on.
    void resumeAsked(int64_t run);
    void message(const QString& sentence);
    /// The run waits for people.
    void rankAsked(int64_t run, const std::string& node);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void showState();
    /// The live parameters of the stage that runs.
    std::vector<ParamInfo> liveParams() const;
    void chooseSetting();
    void askSetting(const ParamInfo& param);
    QString progressText() const;

    RunSnapshotPtr m_snapshot;
    RunRows m_runs;
    std::vector<StageInfo> m_stages;
    QComboBox* m_selector;
    StatusDot* m_dot;
    QLabel* m_status;
    ElidedLabel* m_progress;
    ProgressLine* m_line;
    QPushButton* m_rank;
    QPushButton* m_pause;
    QPushButton* m_checkpoint;
    QPushButton* m_change;
    QPushButton* m_stop;
    bool m_resumes = false; ///< what the first button does now
};

} // namespace espalier
