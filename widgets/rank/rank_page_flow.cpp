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
constexpr int kGraceMs = 3000; ///< before a run goes on with the rankings that met its target

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
            m_grace.start(kGraceMs);
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
    if (m_resume.empty() || m_grace.isActive())
        return;
    if (m_toast->isVisible()) // it offers to take rankings back
        return m_grace.start(kGraceMs);
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
    if (std::exchange(m_goneOn, false))
        Q_EMIT message(tr("Taken back, but the run has gone on with it; run it again to leave it "
                          "out."));
}

bool RankPage::hasGoneOn() const
{
    const TaskRow* open = row();
    return open != nullptr && open->task.run != 0 && m_runs.contains(open->task.run) &&
           !runWaits(open->task.run) && open->progress.met();
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
    if (m_item)
        m_drafts.erase(draftKey());
    m_kept = true;
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
        m_committing = m_skipping = false;
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
        m_showQueue->setChecked(true); // where the panel is folded away
        m_queue->annotatorEdit()->setFocus();
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
    m_skipping = skip;
    m_feed.commit(m_item, verdict, skip, tookMs());
}

void RankPage::undo()
{
    if (m_committing || m_waitingForNext)
        return;
    if (m_item && m_ballot.steps() > m_shownSteps) { // a step of this order first
        m_ballot.back();
        showHint();
        return showBallot();
    }
    m_goneOn = hasGoneOn();
    m_feed.undo();
}

std::pair<int64_t, std::string> RankPage::draftKey() const
{
    return {m_item->task.id, m_item->item.promptUid};
}

/// What was done to the prompt in view and not kept is there again when the prompt is.
void RankPage::keepDraft()
{
    if (!m_item || m_kept)
        return;
    const bool changed = m_ballot.steps() > 0 || isFlagged() || !m_comment->text().isEmpty();
    if (!changed && !m_drafts.contains(draftKey()))
        return;
    auto draft = m_ballot.unfinished(m_item->uids());
    draft["flag"] = isFlagged();
    draft["comment"] = m_comment->text().toStdString();
    m_drafts[draftKey()] = std::move(draft);
}

/// Documents hold colours and words of the language.
void RankPage::showAgain()
{
    if (!m_item)
        return;
    const int64_t looked = tookMs();
    showItem(PreparedItem::of(m_item));
    m_lookedMs = looked;
    prepare(m_next.item);
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
