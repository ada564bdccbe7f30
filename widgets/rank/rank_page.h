#pragma once

#include "widgets/rank/card_board.h"
#include "widgets/runs/run_feed.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <map>
#include <set>

class QFrame;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QStackedLayout;
class QTextBrowser;
class QToolButton;

namespace espalier {

class ElidedLabel;
class EmptyState;
class KeySheet;
class OrderLane;
class QueuePanel;
class Toast;

/// The ranking panel: one prompt at a time with its answers, ranked by keys or by dragging. Each
/// verdict is on the disk before the next prompt is shown; nothing waits on the window's thread.
class RankPage : public QWidget
{
    Q_OBJECT
public:
    /// `runs`: which runs wait, and whether an engine has them.
    RankPage(std::filesystem::path workspace, RunFeed& runs, QWidget* parent = nullptr);

    RankFeed& feed() { return m_feed; }
    CardBoard* board() const { return m_board; }
    OrderLane* lane() const { return m_lane; }
    QueuePanel* queue() const { return m_queue; }
    EmptyState* done() const { return m_done; }
    EmptyState* empty() const { return m_empty; }
    KeySheet* keys() const { return m_keys; }
    Toast* toast() const { return m_toast; }
    QLineEdit* comment() const { return m_comment; }
    ElidedLabel* hint() const { return m_hint; }
    QLabel* progress() const { return m_progress; }
    QPushButton* keepButton() const { return m_keep; }
    /// What is in view; null where nothing is to be ranked.
    const RankItemPtr& item() const { return m_item; }
    const Ballot& ballot() const { return m_ballot; }
    bool isFlagged() const;

    /// Opens the task of a node that waits, as soon as it is there.
    void showNode(int64_t run, const std::string& node);
    void importFile(const QString& file);

Q_SIGNALS:
    /// A prompt came into view.
    void itemShown();
    /// A task's target is met, and its run waits for nothing else.
    void resumeAsked(int64_t run);
    void pipelineAsked();
    /// What became of a task's run is to be seen.
    void monitorAsked(int64_t run);
    void message(const QString& sentence);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* buildWork();
    QWidget* buildHead();
    QWidget* buildFoot();
    void wire();
    void retranslate();
    void fit();

    // What the feed tells.
    void takeTasks(const TaskRows& rows);
    void takeOpened(const RankQueue& queue);
    void takeCommitted();
    void takeNext(const RankQueue& queue);
    void takeFailure(const QString& sentence, bool committing);
    void takeRuns(const RunRows& rows);

    void act(const struct RankKey& key);
    void openTask(int64_t task);
    void showItem(PreparedItem prepared);
    void keepDraft();
    void showAgain();
    void showBallot();
    void showHint(const QString& sentence = {});
    void showProgress();
    void showDone();
    void prepare(const RankItemPtr& item);
    void commit(bool skip);
    void undo();
    void drag(int card, const QPoint& global, bool fromLane);
    int otherCardAt(int card, const QPoint& global) const;
    void drop(int card, const QPoint& global, bool fromLane);
    void pressCard(int card);
    void askImport();
    void askExport(LabelForm form);
    void resumeWhereMet();
    bool hasGoneOn() const;
    const TaskRow* row() const;
    bool isPair() const;
    bool runWaits(int64_t run) const;
    int64_t tookMs() const;
    std::pair<int64_t, std::string> draftKey() const;

    struct RunCondition
    {
        RunStatus status = RunStatus::Queued;
        bool owned = false;
    };

    RankFeed m_feed;
    TaskRows m_rows;
    int64_t m_task = 0;
    std::pair<int64_t, std::string> m_wantedNode; ///< asked for, not there yet
    RankItemPtr m_item;
    Ballot m_ballot;
    size_t m_shownSteps = 0; ///< of the ballot as it came into view
    std::map<std::pair<int64_t, std::string>, nlohmann::json>
        m_drafts; ///< by task and prompt: what was left without being kept
    PreparedItem m_next;
    QTimer m_prepare;         ///< makes m_next's documents, one at a time
    bool m_nextKnown = false; ///< m_next is what comes (nothing, where it is null)
    bool m_waitingForNext = false;
    bool m_committing = false;
    bool m_skipping = false; ///< what is being committed is a skip
    bool m_kept = false;     ///< what is in view is on the disk, the next is not there yet
    bool m_goneOn = false;   ///< what is being taken back was used by its run
    int64_t m_left = 0, m_skipped = 0;
    QElapsedTimer m_clock;
    int64_t m_lookedMs = 0; ///< before the page was hidden
    std::map<int64_t, RunCondition> m_runs;
    std::set<int64_t> m_unmet;  ///< tasks seen before they were met
    std::set<int64_t> m_resume; ///< runs to resume when they wait for nothing else
    QTimer m_grace;             ///< while it runs, the last rankings can still be taken back

    QStackedLayout* m_stack;
    QStackedLayout* m_work;
    EmptyState* m_empty;
    EmptyState* m_done;
    QueuePanel* m_queue;
    QFrame* m_queueEdge;
    QToolButton *m_showQueue, *m_help, *m_undo;
    ElidedLabel* m_title;
    QLabel *m_guide, *m_progress;
    ElidedLabel* m_hint;
    bool m_hintIsPlain = true; ///< says what the keys do, nothing else
    QProgressBar* m_bar;
    QTextBrowser* m_prompt;
    std::unique_ptr<QTextDocument> m_promptText;
    CardBoard* m_board;
    OrderLane* m_lane;
    QToolButton* m_flag;
    QLineEdit* m_comment;
    QPushButton *m_tied, *m_bad, *m_skip, *m_keep;
    QLabel* m_ghost;
    KeySheet* m_keys;
    Toast* m_toast;
};

} // namespace espalier
