#pragma once

#include "core/pipeline/check.h"
#include "core/pipeline/plan.h"

#include <QFutureWatcher>
#include <QObject>
#include <QTimer>

#include <filesystem>
#include <functional>

namespace espalier {

/// What can be said of a pipeline without running it.
struct Findings
{
    std::vector<Issue> issues;
    std::map<std::string, NodeOutlook> outlooks;
    std::vector<PlannedNode> plan; ///< empty while there are errors or no planner
};

/// Plans a checked pipeline; called on a worker thread (it may read files).
using Planner = std::function<std::vector<PlannedNode>(
    const Pipeline& pipeline, const std::filesystem::path& folder)>;

/// Checks, looks ahead and plans on a worker thread, a moment after the last change.
class Analysis : public QObject
{
    Q_OBJECT
public:
    /// What to look at; asked for when the work begins.
    struct Subject
    {
        Pipeline pipeline;
        std::filesystem::path folder;
    };
    Analysis(
        std::span<const StageInfo> stages,
        std::function<Subject()> subject,
        QObject* parent = nullptr);
    ~Analysis() override;

    void setMachine(const Machine& machine) { m_machine = machine; }
    void setPlanner(Planner planner) { m_planner = std::move(planner); }
    /// Works on a copy of the subject soon; a request replaces the one before it.
    void request();
    /// Whether a request is waiting or being worked on.
    bool isBusy() const;

Q_SIGNALS:
    void done(const espalier::Findings& findings);

private:
    void start();
    void finish();

    std::span<const StageInfo> m_stages;
    Machine m_machine;
    Planner m_planner;
    std::function<Subject()> m_subject;
    bool m_stale = false;
    QTimer m_delay;
    QFutureWatcher<Findings> m_watcher;
};

} // namespace espalier
