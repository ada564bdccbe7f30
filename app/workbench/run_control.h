#pragma once

#include "widgets/document/pipeline_document.h"
#include "widgets/runs/fork_dialog.h"
#include "widgets/runs/run_feed.h"

#include <QObject>

namespace espalier {

/// Between the pipeline being edited and the runs of the workspace: starts, stops and resumes runs,
/// and tells the document how the nodes of the followed run fare. Slow work (checks, the database,
/// starting a process) is done on another thread.
class RunControl : public QObject
{
    Q_OBJECT
public:
    RunControl(
        std::filesystem::path workspace,
        RunFeed& feed,
        PipelineDocument& document,
        QObject* parent = nullptr);

    /// Queues the document as it is now and starts an engine for it.
    void start();
    /// Asks the followed run to stop with a checkpoint.
    void stop();
    /// Goes on with the followed run.
    void resumeFollowed() { resume(m_run); }
    /// Starts an engine for a run that has none.
    void resume(int64_t run);
    void fork(const ForkRequest& request);
    /// Shows the state of this run's nodes on the document; 0: of none.
    void follow(int64_t run);
    int64_t followed() const { return m_run; }
    /// Of the followed run; Idle where there is none.
    RunState state() const { return m_state; }

Q_SIGNALS:
    void started(int64_t run);
    void failed(const QString& sentence);
    /// State of the followed run.
    void stateChanged(espalier::RunState state);

private:
    void launch(std::function<int64_t()> queue);
    void show(const RunSnapshotPtr& snapshot);
    void setState(RunState state);

    std::filesystem::path m_workspace;
    RunFeed& m_feed;
    PipelineDocument& m_document;
    int64_t m_run = 0;
    size_t m_made = 0; ///< nodes of the followed run that are done
    RunState m_state = RunState::Idle;
};

} // namespace espalier
