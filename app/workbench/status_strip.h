#pragma once

#include "widgets/runs/run_feed.h"

#include <QFrame>
#include <QTimer>

class QLabel;

namespace espalier {

class ProgressLine;
class StatusDot;

/// The strip below all pages: what the engine does now, how fast, how long still; and the last
/// sentence to people.
class StatusStrip : public QFrame
{
    Q_OBJECT
public:
    explicit StatusStrip(RunFeed& feed, QWidget* parent = nullptr);

    /// A sentence that stays for some seconds; an error stays until the next one.
    void say(const QString& sentence, bool isError = false);

protected:
    void changeEvent(QEvent* event) override;

private:
    void takeRuns(const RunRows& runs);
    void takeSnapshot(const RunSnapshotPtr& snapshot);
    void retranslate();
    void show();

    RunFeed& m_feed;
    int64_t m_run = 0;
    RunSnapshotPtr m_snapshot;
    StatusDot* m_dot;
    QLabel* m_state;
    ProgressLine* m_progress;
    QLabel* m_speed;
    QLabel* m_left;
    QLabel* m_device;
    QLabel* m_message;
    QTimer m_forget;
};

} // namespace espalier
