/// The hands on the page: keys, drags, files.

#include "widgets/common/empty_state.h"
#include "widgets/rank/answer_card.h"
#include "widgets/rank/key_sheet.h"
#include "widgets/rank/order_lane.h"
#include "widgets/rank/rank_keys.h"
#include "widgets/rank/rank_page.h"

#include <QFileDialog>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

namespace espalier {

using namespace Qt::StringLiterals;

void RankPage::keyPressEvent(QKeyEvent* event)
{
    const auto key = rankKeyOf(*event);
    const bool wasShown = m_keys->isVisible();
    if (wasShown)
        m_keys->hide();
    if (event->key() == Qt::Key_Escape) {
        m_board->setFocus();
        return;
    }
    if (!key) {
        QWidget::keyPressEvent(event);
        return;
    }
    if (key->act == RankKey::Act::Commit) {
        // Enter presses the button that has the focus, or the one at the end.
        auto* button = qobject_cast<QAbstractButton*>(focusWidget());
        if (!m_item && !button && m_done->button()->isVisible())
            button = m_done->button();
        if (button && button->isEnabled())
            return button->click();
    }
    if (key->act == RankKey::Act::Keys && wasShown)
        return;
    const bool repeats = key->act >= RankKey::Act::Left;
    if (event->isAutoRepeat() && !repeats)
        return;
    act(*key);
}

/// Enter ends the comment or the name and no more.
bool RankPage::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            setFocus(); // of the cards, or of what stands in their place
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void RankPage::pressCard(int card)
{
    if (m_ballot.press(card))
        return;
    if (const auto place = m_ballot.placeOf(card))
        showHint(tr("%1 has place %2 already; Backspace takes a step back.")
                     .arg(m_board->card(card)->key())
                     .arg(place->place + 1));
    else
        showHint(tr("There are only %1 answers.").arg(m_ballot.cards()));
}

void RankPage::act(const RankKey& key)
{
    using Act = RankKey::Act;
    if (key.act == Act::Undo)
        return undo();
    if (key.act == Act::Keys)
        return m_keys->toggle(isPair());
    if (!m_item || m_committing || m_waitingForNext)
        return;
    const int current = m_board->current();
    showHint();
    if (key.act <= Act::Bad)
        m_board->setFocus(); // Enter keeps it then, whatever had the focus
    switch (key.act) {
    case Act::Card:
        pressCard(key.card);
        break;
    case Act::TieNext:
        m_ballot.tieNext();
        break;
    case Act::Back:
        m_ballot.back();
        break;
    case Act::TieAll:
        m_ballot.tieAll();
        break;
    case Act::Bad:
        m_ballot.markBad();
        break;
    case Act::Skip:
        return commit(true);
    case Act::Flag:
        m_flag->toggle();
        break;
    case Act::Comment:
        m_comment->setFocus();
        return;
    case Act::Commit:
        return commit(false);
    case Act::Left:
    case Act::Right:
        m_board->setCurrent(current + (key.act == Act::Left ? -1 : 1));
        return;
    case Act::Up:
    case Act::Down:
        m_board->card(current)->scroll(key.act == Act::Up ? -1 : 1);
        return;
    case Act::PageUp:
    case Act::PageDown:
        m_board->card(current)->scrollPage(key.act == Act::PageUp ? -1 : 1);
        return;
    case Act::Undo:
    case Act::Keys:
        return;
    }
    if (m_ballot.isTying())
        showHint(tr("Now the answer that ties with it."));
    showBallot();
}

void RankPage::drag(int card, const QPoint& global, bool fromLane)
{
    if (!m_item || m_committing)
        return;
    m_ghost->setPixmap(m_board->card(card)->keyPixmap());
    m_ghost->adjustSize();
    // Above the hand: what lies under it, and beside that, stays in view.
    m_ghost->move(mapFromGlobal(global) - QPoint(m_ghost->width() / 2, m_ghost->height() + 10));
    m_ghost->raise();
    m_ghost->show();
    m_lane->showTarget(global);
    m_board->showTarget(fromLane ? -1 : otherCardAt(card, global));
}

/// The card under the hand that holds another one; -1 where there is none.
int RankPage::otherCardAt(int card, const QPoint& global) const
{
    const int under = m_board->cardAt(global);
    return under == card ? -1 : under;
}

void RankPage::drop(int card, const QPoint& global, bool fromLane)
{
    m_ghost->hide();
    m_lane->showTarget(std::nullopt);
    m_board->showTarget(-1);
    const auto target = m_lane->targetAt(global);
    const int other = fromLane ? -1 : otherCardAt(card, global); // out of the order takes it back
    if (!m_item || m_committing || (!target.valid && other < 0 && !fromLane))
        return;
    if (!target.valid && other >= 0) {
        if (!m_ballot.placeOf(other))
            m_ballot.press(other);
        m_ballot.tieWith(card, m_ballot.placeOf(other)->place);
    } else if (!target.valid)
        m_ballot.remove(card);
    else if (target.tie)
        m_ballot.tieWith(card, target.at);
    else
        m_ballot.insert(card, target.at);
    showHint();
    showBallot();
}

void RankPage::importFile(const QString& file)
{
    m_feed.importFile(file);
}

void RankPage::askImport()
{
    const QString file = QFileDialog::getOpenFileName(
        this,
        tr("Import answers or rankings"),
        {},
        tr("Rows (*.jsonl *.json *.csv *.tsv *.gz);;All files (*)"));
    if (!file.isEmpty())
        importFile(file);
}

void RankPage::askExport(LabelForm form)
{
    const QString file = QFileDialog::getSaveFileName(
        this, tr("Export rankings"), u"preferences.jsonl"_s, tr("Rows (*.jsonl)"));
    if (!file.isEmpty() && m_task != 0)
        m_feed.exportTask(m_task, form, file);
}

} // namespace espalier
