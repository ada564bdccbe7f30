/// What happens on the page: what the feed tells, what is kept, and the time that it took. Keys and
/// drags are in rank_page_hands.cpp.

#include "widgets/rank/queue_panel.h"
#include "widgets/rank/rank_page.h"

#include <QLineEdit>
#include <QStackedLayout>
#include <QTextDocument>

#include <algorithm>
#include <utility>

namespace espalier {

namespace {

constexpr int kPrepareMs = 20; ///< the prompt in view is painted first

} // namespace

const TaskRow* RankPage::row() const
{
    if (m_rows)
        for (const TaskRow& each : *m_rows)
            if (each.task.id == m_task)
                return &each;
    return nullptr;
}

bool RankPage::isPair() const
{
    return m_item && m_item->task.kind == "pair" && m_ballot.cards() == 2;
}

void RankPage::openTask(int64_t task)
{
    m_task = task;
    m_queue->setCurrent(task);
    m_feed.open(task);
}

void RankPage::showNode(int64_t run, const std::string& node)
{
    m_wantedNode = {run, node};
    if (m_rows)
        takeTasks(m_rows);
}

void RankPage::takeTasks(const TaskRows& rows)
{
    m_rows = rows;
    m_queue->setTasks(rows);
    m_stack->setCurrentIndex(rows->empty() ? 0 : 1);
    int64_t wanted = 0, waiting = 0;
    for (const TaskRow& each : *rows) {
        if (each.task.run == m_wantedNode.first && each.task.node == m_wantedNode.second)
            wanted = each.task.id;
        if (!each.progress.met()) {
            waiting = each.task.id; // the newest that waits
            m_unmet.insert(each.task.id);
        } else if (m_unmet.erase(each.task.id) > 0 && each.task.resume && each.task.run != 0) {
            m_resume.insert(each.task.run);
        }
    }
    if (wanted != 0 && m_wantedNode.first != 0) {
        m_wantedNode = {};
        if (wanted != m_task)
            openTask(wanted);
    } else if (m_task == 0 && !rows->empty()) {
        openTask(waiting != 0 ? waiting : rows->back().task.id);
    }
    showProgress();
    showDone();
    resumeWhereMet();
}

void RankPage::takeRuns(const RunRows& rows)
{
    m_runs.clear();
    for (const RunRow& each : *rows)
        m_runs[each.info.id] = {each.info.status, each.owned};
    showDone();
    resumeWhereMet();
}

bool RankPage::runWaits(int64_t run) const
{
    const auto found = m_runs.find(run);
    return found != m_runs.end() && found->second.status == RunStatus::Waiting &&
           !found->second.owned;
}

void RankPage::resumeWhereMet()
{
    for (auto run = m_resume.begin(); run != m_resume.end();) {
        if (!runWaits(*run)) {
            ++run; // an engine still has it, or it is not known yet
            continue;
        }
        // Another node of the run may wait for people too.
        const bool waits = std::ranges::any_of(*m_rows, [&](const TaskRow& each) {
            return each.task.run == *run && !each.progress.met();
        });
        if (!waits)
            Q_EMIT resumeAsked(*run);
        run = m_resume.erase(run);
    }
}

void RankPage::takeOpened(const RankQueue& queue)
{
    if (queue.task != m_task)
        return;
    m_committing = false;
    m_waitingForNext = false;
    m_left = queue.left;
    m_skipped = queue.skipped;
    m_nextKnown = true;
    prepare(queue.next);
    showItem(PreparedItem::of(queue.current));
}

void RankPage::takeNext(const RankQueue& queue)
{
    if (queue.task != m_task)
        return;
    m_left = queue.left;
    m_skipped = queue.skipped;
    if (std::exchange(m_waitingForNext, false))
        showItem(PreparedItem::of(queue.current));
    showProgress();
    if (!m_item)
        showDone();
    m_nextKnown = true;
    prepare(queue.next);
}

void RankPage::prepare(const RankItemPtr& item)
{
    m_next = PreparedItem{.item = item};
    if (item)
        m_prepare.start(kPrepareMs);
    else
        m_prepare.stop();
}

void RankPage::takeCommitted()
{
    m_committing = false;
    m_prepare.stop();
    while (m_next.step()) { // sooner than all was made ready
    }
    if (m_nextKnown) {
        m_nextKnown = false;
        --m_left;
        showItem(std::move(m_next));
        m_next = {};
    } else {
        m_waitingForNext = true;
    }
}

void RankPage::takeFailure(const QString& sentence, bool committing)
{
    if (committing) {
        m_committing = false;
        showHint(tr("Not kept: %1").arg(sentence));
    }
    if (std::exchange(m_waitingForNext, false))
        m_feed.open(m_task); // kept, but what comes next could not be read
    Q_EMIT message(sentence);
}

void RankPage::commit(bool skip)
{
    if (!m_item || m_committing || m_waitingForNext)
        return;
    if (m_queue->annotator().isEmpty()) {
        showHint(tr("Write your name at the left first."));
        return;
    }
    const auto uids = m_item->uids();
    if (!skip && !m_ballot.isComplete()) {
        showHint(tr("Every answer needs a place first."));
        return;
    }
    auto verdict = skip ? m_ballot.unfinished(uids) : m_ballot.verdict(uids);
    if (isFlagged())
        verdict["flag"] = true;
    if (const QString comment = m_comment->text().trimmed(); !comment.isEmpty())
        verdict["comment"] = comment.toStdString();
    m_committing = true;
    m_feed.commit(m_item, verdict, skip, tookMs());
}

void RankPage::undo()
{
    if (!m_committing && !m_waitingForNext)
        m_feed.undo();
}

int64_t RankPage::tookMs() const
{
    return m_lookedMs + (m_clock.isValid() ? m_clock.elapsed() : 0);
}

void RankPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_item)
        m_clock.start();
    fit();
}

void RankPage::hideEvent(QHideEvent* event)
{
    m_lookedMs = tookMs(); // nobody looks now
    m_clock.invalidate();
    QWidget::hideEvent(event);
}

} // namespace espalier
