/// What is connected with what on the page.

#include "widgets/common/empty_state.h"
#include "widgets/common/number_format.h"
#include "widgets/common/theme.h"
#include "widgets/rank/key_sheet.h"
#include "widgets/rank/order_lane.h"
#include "widgets/rank/queue_panel.h"
#include "widgets/rank/rank_keys.h"
#include "widgets/rank/rank_page.h"
#include "widgets/runs/toast.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QTextDocument>
#include <QToolButton>

namespace espalier {

using namespace Qt::StringLiterals;

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
    connect(&m_feed, &RankFeed::nothingToUndo, this, [this] {
        m_goneOn = false;
        showHint(tr("Nothing to take back."));
    });
    m_grace.setSingleShot(true);
    connect(&m_grace, &QTimer::timeout, this, &RankPage::resumeWhereMet);
    connect(&m_feed, &RankFeed::simulated, this, [this](const QStringList& rankings) {
        m_toast->show(
            tr("A simulated annotator ranked %1 prompts").arg(formatCount(rankings.size())),
            tr("Undo"),
            [this, rankings] {
                m_goneOn = hasGoneOn();
                m_feed.takeBack(rankings);
            });
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
        else if (runWaits(open->task.run)) {
            m_resume.erase(open->task.run);
            Q_EMIT resumeAsked(open->task.run);
        } else if (m_runs.contains(open->task.run))
            Q_EMIT monitorAsked(open->task.run);
        else
            askExport(LabelForm::Trl);
    });
    connect(m_board, &CardBoard::cardPressed, this, [this](int card) {
        act({RankKey::Act::Card, card});
    });
    connect(m_board, &CardBoard::cardDragged, this, [this](int card, const QPoint& global) {
        drag(card, global, false);
    });
    connect(m_board, &CardBoard::cardDropped, this, [this](int card, const QPoint& global) {
        drop(card, global, false);
    });
    connect(m_lane, &OrderLane::cardDragged, this, [this](int card, const QPoint& global) {
        drag(card, global, true);
    });
    connect(m_lane, &OrderLane::cardDropped, this, [this](int card, const QPoint& global) {
        drop(card, global, true);
    });
    connect(m_keep, &QPushButton::clicked, this, [this] { commit(false); });
    connect(m_tied, &QPushButton::clicked, this, [this] { act({RankKey::Act::TieAll}); });
    connect(m_bad, &QPushButton::clicked, this, [this] { act({RankKey::Act::Bad}); });
    connect(m_skip, &QPushButton::clicked, this, [this] { commit(true); });
    connect(m_undo, &QToolButton::clicked, this, &RankPage::undo);
    connect(m_help, &QToolButton::clicked, this, [this] { m_keys->toggle(isPair()); });
    connect(m_showQueue, &QToolButton::toggled, this, &RankPage::fit);
    for (QLineEdit* line : {m_comment, m_queue->annotatorEdit()})
        line->installEventFilter(this);
    connect(&themeNotifier(), &ThemeNotifier::changed, this, &RankPage::showAgain);
}

} // namespace espalier
