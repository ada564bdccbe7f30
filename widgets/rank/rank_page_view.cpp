/// What the page shows: a prompt with its answers, the decision so far, how far a task is, what
/// comes after its end.

#include "widgets/common/elided_label.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/number_format.h"
#include "widgets/rank/answer_card.h"
#include "widgets/rank/order_lane.h"
#include "widgets/rank/rank_page.h"

#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedLayout>
#include <QTextBrowser>
#include <QTextDocument>
#include <QToolButton>

#include <algorithm>

namespace espalier {

void RankPage::showItem(PreparedItem prepared)
{
    keepDraft();
    m_kept = false;
    const bool skipped = std::exchange(m_skipping, false);
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
    const auto draft = m_drafts.find(draftKey());
    const nlohmann::json before = draft != m_drafts.end()    ? draft->second
                                  : m_item->before.is_null() ? nlohmann::json::object()
                                                             : m_item->before;
    m_ballot =
        before.empty() ? Ballot(static_cast<int>(uids.size())) : Ballot::ofVerdict(before, uids);
    m_shownSteps = m_ballot.steps();
    m_flag->setChecked(before.value("flag", false));
    m_comment->setText(QString::fromStdString(before.value("comment", "")));
    m_prompt->setDocument(prepared.prompt.get());
    m_promptText = std::move(prepared.prompt);
    fit();
    m_work->parentWidget()->layout()->activate(); // the board has its size before it is filled
    m_board->setAnswers(std::move(prepared.answers), isPair());
    showHint(skipped ? tr("Skipped; it is offered again at the end.") : QString());
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
                                : tr("Press or click the best first, then the next. All keys: ?"),
        m_hintIsPlain ? tr("All keys: ?") : QString());
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
            parts += goesOn ? tr("The run goes on.")
                     : waits && m_resume.contains(open->task.run)
                         ? tr("The run goes on by itself in a moment.")
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

} // namespace espalier
