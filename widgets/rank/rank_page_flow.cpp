/// What happens on the page: what the feed tells, and what is kept. Keys and drags are in
/// rank_page_hands.cpp.

#include "widgets/common/elided_label.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/number_format.h"
#include "widgets/common/theme.h"
#include "widgets/rank/answer_card.h"
#include "widgets/rank/key_sheet.h"
#include "widgets/rank/order_lane.h"
#include "widgets/rank/queue_panel.h"
#include "widgets/rank/rank_keys.h"
#include "widgets/rank/rank_page.h"
#include "widgets/runs/toast.h"

#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QStackedLayout>
#include <QTextBrowser>
#include <QTextDocument>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPrepareMs = 20; ///< the prompt in view is painted first

} // namespace

void RankPage::wire()
{
    m_prepare.setSingleShot(true);
    connect(&m_prepare, &QTimer::timeout, this, [this] {
        if (m_next.step())
            m_prepare.start(0);
    });
    connect(&m_feed, &RankFeed::tasksChanged, this, &RankPage::takeTasks);
    connect(&m_feed, &RankFeed::opened, this, &RankPage::takeOpened);
    connect(&m_feed, &RankFeed::committed, this, &RankPage::takeCommitted);
    connect(&m_feed, &RankFeed::next, this, &RankPage::takeNext);
    connect(&m_feed, &RankFeed::failed, this, &RankPage::takeFailure);
    connect(
        &m_feed, &RankFeed::nothingToUndo, this, [this] { showHint(tr("Nothing to take back.")); });
    connect(&m_feed, &RankFeed::simulated, this, [this](const QStringList& rankings) {
        m_toast->show(
            tr("A simulated annotator ranked %1 prompts").arg(formatCount(rankings.size())),
            tr("Undo"),
            [this, rankings] { m_feed.takeBack(rankings); });
    });
    connect(&m_feed, &RankFeed::imported, this, [this](int64_t task, int64_t items, int64_t count) {
        Q_EMIT message(
            tr("Imported %1 prompts and %2 rankings").arg(formatCount(items), formatCount(count)));
        openTask(task);
    });
    connect(&m_feed, &RankFeed::exported, this, [this](const QString& file, int64_t lines) {
        Q_EMIT message(tr("Saved %1 lines to %2").arg(formatCount(lines), file));
    });
    connect(m_queue, &QueuePanel::taskChosen, this, &RankPage::openTask);
    connect(m_queue, &QueuePanel::annotatorChosen, this, [this](const QString& name) {
        QSettings().setValue("annotator"_L1, name);
        m_feed.setAnnotator(name);
    });
    connect(m_queue, &QueuePanel::simulateAsked, this, [this](const QString& rule) {
        m_feed.simulate(m_task, rule);
    });
    connect(m_queue, &QueuePanel::importAsked, this, &RankPage::askImport);
    connect(m_queue, &QueuePanel::exportAsked, this, &RankPage::askExport);
    connect(m_empty, &EmptyState::activated, this, &RankPage::askImport);
    connect(m_done, &EmptyState::activated, this, [this] {
        const TaskRow* open = row();
        if (open == nullptr)
            return;
        if (!open->progress.met())
            m_feed.retrySkipped();
        else if (runWaits(open->task.run))
            Q_EMIT resumeAsked(open->task.run);
        else if (m_runs.contains(open->task.run))
            Q_EMIT monitorAsked(open->task.run);
        else
            askExport(LabelForm::Trl);
    });
    connect(m_board, &CardBoard::cardPressed, this, [this](int card) {
        act({RankKey::Act::Card, card});
    });
    connect(m_board, &CardBoard::cardDragged, this, &RankPage::drag);
    connect(m_board, &CardBoard::cardDropped, this, [this](int card, const QPoint& global) {
        drop(card, global, false);
    });
    connect(m_lane, &OrderLane::cardDragged, this, &RankPage::drag);
    connect(m_lane, &OrderLane::cardDropped, this, [this](int card, const QPoint& global) {
        drop(card, global, true);
    });
    connect(m_keep, &QPushButton::clicked, this, [this] { commit(false); });
    connect(m_skip, &QPushButton::clicked, this, [this] { commit(true); });
    connect(m_undo, &QToolButton::clicked, this, &RankPage::undo);
    connect(m_help, &QToolButton::clicked, this, [this] { m_keys->toggle(isPair()); });
    connect(m_showQueue, &QToolButton::toggled, this, &RankPage::fit);
    m_comment->installEventFilter(this);
    connect(&themeNotifier(), &ThemeNotifier::changed, this, [this] {
        if (!m_item)
            return;
        const Ballot kept = m_ballot; // documents hold colours
        const QString comment = m_comment->text();
        const bool flagged = isFlagged();
        const int64_t looked = tookMs();
        showItem(PreparedItem::of(m_item));
        m_lookedMs = looked;
        m_ballot = kept;
        m_comment->setText(comment);
        m_flag->setChecked(flagged);
        showBallot();
        prepare(m_next.item);
    });
}

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

void RankPage::showItem(PreparedItem prepared)
{
    m_item = prepared.item;
    m_work->setCurrentIndex(m_item ? 0 : 1);
    setFocusProxy(m_item ? static_cast<QWidget*>(m_board) : m_done); // Ctrl+Z at the end too
    if (!m_item) {
        if (isVisible())
            m_done->setFocus();
        m_ballot = Ballot();
        showProgress();
        showDone();
        return;
    }
    const auto uids = m_item->uids();
    m_ballot = m_item->before.is_null() ? Ballot(static_cast<int>(uids.size()))
                                        : Ballot::ofVerdict(m_item->before, uids);
    const auto before = m_item->before.is_null() ? nlohmann::json::object() : m_item->before;
    m_flag->setChecked(before.value("flag", false));
    m_comment->setText(QString::fromStdString(before.value("comment", "")));
    m_prompt->setDocument(prepared.prompt.get());
    m_promptText = std::move(prepared.prompt);
    fit();
    m_work->parentWidget()->layout()->activate(); // the board has its size before it is filled
    m_board->setAnswers(std::move(prepared.answers), isPair());
    showHint();
    m_lookedMs = 0;
    m_clock.start();
    if (isVisible())
        m_board->setFocus();
    showProgress();
    showBallot();
    Q_EMIT itemShown();
}

void RankPage::showBallot()
{
    m_board->setBallot(m_ballot);
    QStringList keys;
    for (int i = 0; i < m_board->count(); ++i)
        keys += m_board->card(i)->key();
    m_lane->setBallot(m_ballot, keys);
    m_keep->setEnabled(m_ballot.isComplete());
    if (m_hintIsPlain)
        showHint();
}

void RankPage::showHint(const QString& sentence)
{
    m_hintIsPlain = sentence.isEmpty();
    m_hint->setMuted(m_hintIsPlain);
    m_hint->setText(
        !sentence.isEmpty()     ? sentence
        : m_ballot.isComplete() ? tr("Enter keeps it, Backspace takes a step back. All keys: ?")
        : isPair()              ? tr("A or B is better, T ties, X: both bad. All keys: ?")
                                : tr("Press or click the best first, then the next. All keys: ?"));
}

void RankPage::showProgress()
{
    const TaskRow* open = row();
    m_title->setText(open == nullptr ? QString() : QString::fromStdString(open->task.title));
    const QString guide = open == nullptr ? QString() : QString::fromStdString(open->task.guide);
    m_guide->setText(guide);
    m_guide->setVisible(!guide.isEmpty());
    const int64_t done = open == nullptr ? 0 : open->progress.done;
    const int64_t wanted = open == nullptr ? 0 : open->progress.wanted;
    m_progress->setText(open == nullptr ? QString() : open->words());
    m_bar->setRange(0, static_cast<int>(std::max<int64_t>(1, wanted)));
    m_bar->setValue(static_cast<int>(done));
}

void RankPage::showDone()
{
    const TaskRow* open = row();
    if (open == nullptr || m_item)
        return;
    if (open->progress.met()) {
        const auto found = m_runs.find(open->task.run);
        const bool known = found != m_runs.end();
        const bool goesOn = known && found->second.owned;
        const bool waits = runWaits(open->task.run);
        QStringList parts{tr("All %1 rankings are there.").arg(formatCount(open->progress.wanted))};
        if (open->simulated > 0)
            parts += tr("%1 of them are simulated.").arg(formatCount(open->simulated));
        if (known)
            parts += goesOn  ? tr("The run goes on.")
                     : waits ? tr("The run can go on.")
                             : tr("The run has gone on.");
        m_done->setSentence(parts.join(u' '));
        if (waits)
            m_done->setButton(tr("Resume the run"), "resume");
        else if (known)
            m_done->setButton(tr("Open in Monitor"), "monitor");
        else
            m_done->setButton(tr("Export preference rows…"), "export");
    } else if (m_skipped > 0) {
        m_done->setSentence(
            tr("%1 prompts that you skipped still wait.").arg(formatCount(m_skipped)));
        m_done->setButton(tr("Show them again"), "rank");
    } else {
        m_done->setSentence(
            tr("You ranked everything that waits for you here. %1 rankings by others are still "
               "wanted.")
                .arg(formatCount(open->progress.wanted - open->progress.done)));
        m_done->setButton({});
    }
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
    auto verdict = skip ? nlohmann::json{{"shown", uids}} : m_ballot.verdict(uids);
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
