#include "widgets/document/analysis.h"

#include <QtConcurrent>

namespace espalier {

namespace {

constexpr int kDelay = 120; ///< milliseconds: a pause in typing

} // namespace

Analysis::Analysis(
    std::span<const StageInfo> stages, std::function<Subject()> subject, QObject* parent)
    : QObject(parent)
    , m_stages(stages)
    , m_subject(std::move(subject))
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(kDelay);
    connect(&m_delay, &QTimer::timeout, this, &Analysis::start);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &Analysis::finish);
}

Analysis::~Analysis()
{
    m_watcher.waitForFinished();
}

void Analysis::request()
{
    m_stale = true;
    m_delay.start();
}

bool Analysis::isBusy() const
{
    return m_stale || m_watcher.isRunning();
}

void Analysis::start()
{
    if (m_watcher.isRunning())
        return; // finish() starts again, for the newest request
    m_stale = false;
    m_watcher.setFuture(QtConcurrent::run(
        [subject = m_subject(), stages = m_stages, machine = m_machine, planner = m_planner] {
            Findings findings;
            findings.issues = check(subject.pipeline, stages, subject.folder, machine);
            findings.outlooks = outlook(subject.pipeline, stages, subject.folder, machine);
            if (planner && !hasErrors(findings.issues))
                findings.plan = planner(subject.pipeline, subject.folder);
            return findings;
        }));
}

void Analysis::finish()
{
    if (m_stale) {
        if (!m_delay.isActive())
            start();
        return;
    }
    Q_EMIT done(m_watcher.result());
}

} // namespace espalier
