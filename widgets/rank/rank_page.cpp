/// The page's widgets and texts; what happens on it is in rank_page_flow.cpp and
/// rank_page_hands.cpp, what they show in rank_page_view.cpp.

#include "widgets/rank/rank_page.h"

#include "widgets/common/elided_label.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/icon.h"
#include "widgets/common/theme.h"
#include "widgets/rank/key_sheet.h"
#include "widgets/rank/order_lane.h"
#include "widgets/rank/queue_panel.h"
#include "widgets/runs/toast.h"

#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QStackedLayout>
#include <QTextBrowser>
#include <QTextDocument>
#include <QToolButton>

#include <cmath>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

constexpr int kWide = 1160; ///< narrower than that, the queue folds away

} // namespace

RankPage::RankPage(std::filesystem::path workspace, RunFeed& runs, QWidget* parent)
    : QWidget(parent)
    , m_feed(std::move(workspace))
{
    setRole(this, "page");
    setAttribute(Qt::WA_StyledBackground);
    m_stack = new QStackedLayout(this);
    m_empty = new EmptyState(u"rank"_s, this);
    m_stack->addWidget(m_empty);

    auto* content = new QWidget(this);
    auto* columns = new QHBoxLayout(content);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    m_queue = new QueuePanel(content);
    auto* edge = new QFrame(content); // the rail has no edge of its own
    setRole(edge, "vrule");
    columns->addWidget(edge);
    columns->addWidget(m_queue);
    m_queueEdge = new QFrame(content);
    setRole(m_queueEdge, "vrule");
    columns->addWidget(m_queueEdge);
    auto* main = new QWidget(content);
    auto* rows = new QVBoxLayout(main);
    rows->setContentsMargins(Theme::kSpace16, Theme::kSpace12, Theme::kSpace16, Theme::kSpace12);
    rows->setSpacing(Theme::kSpace12);
    rows->addWidget(buildHead());
    auto* below = new QWidget(main);
    m_work = new QStackedLayout(below);
    m_work->addWidget(buildWork());
    m_done = new EmptyState(u"finished"_s, below);
    m_done->setFocusPolicy(Qt::ClickFocus);
    m_work->addWidget(m_done);
    rows->addWidget(below, 1);
    columns->addWidget(main, 1);
    m_stack->addWidget(content);

    m_ghost = new QLabel(this);
    m_ghost->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_ghost->hide();
    m_keys = new KeySheet(this);
    m_toast = new Toast(this);
    setFocusProxy(m_board);

    const QString name = QSettings().value("annotator"_L1, qEnvironmentVariable("USER")).toString();
    m_queue->setAnnotator(name.isEmpty() ? tr("me") : name);
    m_feed.setAnnotator(m_queue->annotator());
    wire();
    connect(&runs, &RunFeed::runsChanged, this, &RankPage::takeRuns);
    retranslate();
}

QWidget* RankPage::buildHead()
{
    auto* head = new QWidget(this);
    m_showQueue = new QToolButton(head);
    m_showQueue->setIcon(icon("panel-left"));
    m_showQueue->setCheckable(true);
    m_title = new ElidedLabel(head);
    m_title->setFont(textFont(Theme::kLarge, Weight::Strong));
    m_progress = new QLabel(head);
    m_progress->setFont(numberFont());
    setRole(m_progress, "muted");
    m_bar = new QProgressBar(head);
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(120);
    m_help = new QToolButton(head);
    m_help->setIcon(icon("help"));
    m_guide = new QLabel(head);
    m_guide->setWordWrap(true);
    setRole(m_guide, "muted");

    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::kSpace8);
    row->addWidget(m_showQueue);
    row->addWidget(m_title, 1);
    row->addWidget(m_progress);
    row->addWidget(m_bar);
    row->addWidget(m_help);
    auto* column = new QVBoxLayout(head);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::kSpace4);
    column->addLayout(row);
    column->addWidget(m_guide);
    for (QToolButton* button : {m_showQueue, m_help})
        button->setFocusPolicy(Qt::TabFocus);
    return head;
}

QWidget* RankPage::buildWork()
{
    auto* work = new QWidget(this);
    auto* prompt = new QFrame(work);
    setRole(prompt, "card");
    m_prompt = new QTextBrowser(prompt);
    m_prompt->setOpenLinks(false);
    m_prompt->setFrameShape(QFrame::NoFrame);
    m_prompt->setFocusPolicy(Qt::NoFocus);
    m_prompt->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_prompt->setStyleSheet(u"QTextBrowser { background: transparent; padding: 0; }"_s);
    auto* inside = new QVBoxLayout(prompt);
    inside->setContentsMargins(Theme::kSpace12, Theme::kSpace8, Theme::kSpace4, Theme::kSpace8);
    inside->addWidget(m_prompt);
    m_board = new CardBoard(work);
    m_lane = new OrderLane(work);
    auto* rows = new QVBoxLayout(work);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(Theme::kSpace12);
    rows->addWidget(prompt);
    rows->addWidget(m_board, 1);
    rows->addWidget(buildFoot());
    return work;
}

QWidget* RankPage::buildFoot()
{
    auto* foot = new QWidget(this);
    m_hint = new ElidedLabel(foot);
    m_hint->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_undo = new QToolButton(foot);
    m_undo->setIcon(icon("undo"));
    m_flag = new QToolButton(foot);
    m_flag->setIcon(icon("flag"));
    m_flag->setCheckable(true);
    m_comment = new QLineEdit(foot);
    m_comment->setMaxLength(2000);
    m_tied = new QPushButton(foot);
    m_bad = new QPushButton(foot);
    m_skip = new QPushButton(foot);
    m_keep = new QPushButton(foot);
    setRole(m_keep, "primary");
    for (QWidget* button :
         std::initializer_list<QWidget*>{m_undo, m_flag, m_tied, m_bad, m_skip, m_keep})
        button->setFocusPolicy(Qt::TabFocus); // a click leaves the keys with the cards
    auto* order = new QHBoxLayout;
    order->setSpacing(Theme::kSpace12);
    order->addWidget(m_lane);
    order->addWidget(m_hint, 1);
    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::kSpace8);
    row->addWidget(m_undo);
    row->addWidget(m_flag);
    row->addWidget(m_comment, 1);
    row->addWidget(m_tied);
    row->addWidget(m_bad);
    row->addWidget(m_skip);
    row->addWidget(m_keep);
    auto* column = new QVBoxLayout(foot);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::kSpace8);
    column->addLayout(order);
    column->addLayout(row);
    return foot;
}

void RankPage::retranslate()
{
    m_empty->setSentence(tr("Nothing waits to be ranked. A pipeline with a labelling stage asks "
                            "here, or bring answers in as a file."));
    m_empty->setButton(tr("Import answers…"), "import");
    const auto name = [](QToolButton* button, const QString& text, const QString& keys) {
        button->setAccessibleName(text);
        button->setToolTip(keys.isEmpty() ? text : u"%1 (%2)"_s.arg(text, keys));
    };
    name(m_showQueue, tr("Tasks, your name, files"), {});
    name(m_help, tr("Keys"), u"?"_s);
    name(m_undo, tr("Take back the last move, or what was kept"), u"Ctrl+Z"_s);
    name(m_flag, tr("Flag for review"), u"F"_s);
    m_comment->setPlaceholderText(tr("Comment (C)"));
    m_comment->setAccessibleName(tr("Comment"));
    m_tied->setText(tr("All tied (T)"));
    m_tied->setAccessibleName(tr("All tied"));
    m_bad->setText(tr("All bad (X)"));
    m_bad->setAccessibleName(tr("All bad"));
    m_skip->setText(tr("Skip (S)"));
    m_skip->setAccessibleName(tr("Skip"));
    m_keep->setText(tr("Keep, next (Enter)"));
    m_keep->setAccessibleName(tr("Keep and go on"));
    m_prompt->setAccessibleName(tr("Prompt"));
    m_board->setAccessibleName(tr("Answers"));
    m_bar->setAccessibleName(tr("Progress"));
    showProgress();
    showBallot();
    showHint();
    showDone();
}

bool RankPage::isFlagged() const
{
    return m_flag->isChecked();
}

void RankPage::fit()
{
    m_showQueue->setVisible(width() < kWide);
    m_queue->setVisible(width() >= kWide || m_showQueue->isChecked());
    m_queueEdge->setVisible(!m_queue->isHidden());
    if (m_item && m_queue->isHidden() && m_showQueue->hasFocus())
        m_board->setFocus(); // Enter keeps, and opens nothing again
    if (!m_promptText)
        return;
    // The prompt takes what it needs, a quarter of the height at most.
    const int most = std::max(72, height() / 4);
    m_promptText->setTextWidth(m_prompt->viewport()->width());
    m_prompt->setFixedHeight(
        std::min(most, static_cast<int>(std::ceil(m_promptText->size().height()))));
}

void RankPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fit();
}

void RankPage::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        showAgain();
    }
}

} // namespace espalier
