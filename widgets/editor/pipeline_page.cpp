#include "widgets/editor/pipeline_page.h"

#include "widgets/common/elided_label.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/icon.h"
#include "widgets/common/language.h"
#include "widgets/common/theme.h"
#include "widgets/editor/examples.h"
#include "widgets/editor/findings_panel.h"
#include "widgets/editor/inspector.h"
#include "widgets/editor/stage_palette.h"

#include <QAction>
#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScreen>
#include <QSplitter>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace espalier {

namespace {

/// Below this width the palette folds away at first; the picker opens in its place.
constexpr int kWide = 1160;

QFrame* separator(QWidget* parent)
{
    auto* rule = new QFrame(parent);
    setRole(rule, "vrule");
    rule->setFixedHeight(20);
    return rule;
}

} // namespace

PipelinePage::PipelinePage(PipelineDocument& document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_columns(new QSplitter(Qt::Horizontal, this))
    , m_rows(new QSplitter(Qt::Vertical, this))
    , m_palette(new StagePalette(document.stages(), this))
    , m_view(new PipelineView(document, m_selection, this))
    , m_empty(new EmptyState(u"pipeline"_s, m_view))
    , m_inspector(new Inspector(document, m_selection, this))
    , m_findings(new FindingsPanel(document, this))
{
    setRole(this, "page");
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_toolbar = makeToolbar();
    layout->addWidget(m_toolbar);
    layout->addWidget(m_columns, 1);
    m_rows->addWidget(m_view);
    m_rows->addWidget(m_findings);
    m_rows->setStretchFactor(0, 1);
    m_rows->setCollapsible(0, false);
    m_rows->setCollapsible(1, false);
    m_columns->addWidget(m_palette);
    m_columns->addWidget(m_rows);
    m_columns->addWidget(m_inspector);
    m_columns->setStretchFactor(1, 1);
    m_columns->setCollapsible(1, false);
    m_columns->setSizes({220, 900, 320});
    m_palette->setMinimumWidth(180);
    auto* over = new QVBoxLayout(m_view);
    over->setContentsMargins(0, 0, 0, 0);
    over->addWidget(m_empty);
    for (QSplitter* splitter : {m_columns, m_rows})
        splitter->setHandleWidth(1);
    connect(m_columns, &QSplitter::splitterMoved, this, [this] { m_panelsTouched = true; });

    connect(m_palette, &StagePalette::taken, this, [this](const std::string& stage) {
        m_view->addStage(stage);
    });
    connect(m_view, &PipelineView::stageWanted, this, &PipelinePage::openPicker);
    connect(m_view, &PipelineView::inspectWanted, this, [this] {
        m_inspector->show();
        m_inspector->focusParam();
        updateState();
    });
    connect(m_view, &PipelineView::zoomChanged, this, &PipelinePage::updateState);
    connect(m_findings, &FindingsPanel::placeWanted, this, &PipelinePage::goTo);
    connect(m_findings, &FindingsPanel::folded, this, [this](bool isFolded) {
        const int bar = m_findings->minimumSizeHint().height();
        const int all = m_rows->height();
        m_findings->setMaximumHeight(isFolded ? bar : QWIDGETSIZE_MAX);
        m_rows->setSizes(isFolded ? QList<int>{all - bar, bar} : QList<int>{all - 200, 200});
    });
    connect(m_inspector, &Inspector::rankAsked, this, &PipelinePage::rankAsked);
    connect(m_empty, &EmptyState::activated, this, &PipelinePage::showExamples);
    connect(&document, &PipelineDocument::changed, this, [this](const DocumentEvent& event) {
        if (!std::holds_alternative<StatusChanged>(event))
            updateState();
        if (std::holds_alternative<DocumentReplaced>(event))
            updateRounds();
    });
    connect(document.undoStack(), &QUndoStack::indexChanged, this, [this] {
        updateState();
        updateRounds();
    });
    retranslate();
    m_findings->fold();
}

QToolButton* PipelinePage::addTool(
    QWidget* bar, const char* iconName, const QKeySequence& key, std::function<void()> act)
{
    auto* button = new QToolButton(bar);
    button->setIcon(icon(iconName));
    button->setIconSize({18, 18});
    button->setFocusPolicy(Qt::TabFocus);
    // The shortcut belongs to the page, so that the window's other pages may use the same keys.
    auto* action = new QAction(this);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(action);
    m_actions[button] = action;
    connect(action, &QAction::triggered, button, [button] {
        if (button->isEnabled())
            button->click();
    });
    connect(button, &QToolButton::clicked, this, act);
    button->setProperty("keys", key.toString(QKeySequence::NativeText));
    bar->layout()->addWidget(button);
    return button;
}

QWidget* PipelinePage::makeToolbar()
{
    auto* bar = new QFrame(this);
    setRole(bar, "bar");
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(Theme::kSpace12, 7, Theme::kSpace12, 7);
    row->setSpacing(Theme::kSpace4);
    m_file = makeFileMenu(bar);
    row->addWidget(m_file);
    m_addStage = addTool(bar, "panel-left", QKeySequence(Qt::CTRL | Qt::Key_B), [this] {
        m_palette->setVisible(m_palette->isHidden());
        m_panelsTouched = true;
        updateState();
        if (!m_palette->isHidden())
            m_palette->focusSearch();
    });
    m_new = addTool(bar, "new", QKeySequence(QKeySequence::New), [this] { startNew(); });
    m_open = addTool(bar, "open", QKeySequence(QKeySequence::Open), [this] { open(); });
    m_examples = addTool(
        bar, "tree", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O), [this] { showExamples(); });
    m_save = addTool(bar, "save", QKeySequence(QKeySequence::Save), [this] { save(); });
    fillFileMenu();
    row->addSpacing(Theme::kSpace4);
    row->addWidget(separator(bar));
    row->addSpacing(Theme::kSpace4);
    m_undo = addTool(
        bar, "undo", QKeySequence(QKeySequence::Undo), [this] { m_document.undoStack()->undo(); });
    m_redo = addTool(
        bar, "redo", QKeySequence(QKeySequence::Redo), [this] { m_document.undoStack()->redo(); });
    m_nextRound =
        addTool(bar, "next-round", QKeySequence(kNextRoundKeys), [this] { m_view->appendRound(); });
    row->addSpacing(Theme::kSpace12);
    m_title = new ElidedLabel(bar);
    m_title->setFont(textFont(Theme::kBody, Weight::Strong));
    m_title->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    row->addWidget(m_title, 1);
    m_zoomOut = addTool(
        bar, "zoom-out", QKeySequence(QKeySequence::ZoomOut), [this] { m_view->zoomOut(); });
    m_zoomLabel = new QPushButton(bar);
    m_zoomLabel->setFont(numberFont(Theme::kSmall));
    m_zoomLabel->setFixedWidth(56);
    m_zoomLabel->setFocusPolicy(Qt::TabFocus);
    setRole(m_zoomLabel, "quiet");
    connect(m_zoomLabel, &QPushButton::clicked, this, [this] {
        m_view->setZoom(1, m_view->rect().center());
    });
    row->addWidget(m_zoomLabel);
    m_zoomIn =
        addTool(bar, "zoom-in", QKeySequence(QKeySequence::ZoomIn), [this] { m_view->zoomIn(); });
    m_fit = addTool(bar, "fit", QKeySequence(Qt::CTRL | Qt::Key_0), [this] { m_view->fit(); });
    row->addSpacing(Theme::kSpace4);
    row->addWidget(separator(bar));
    row->addSpacing(Theme::kSpace4);
    const auto addButton =
        [&](const char* iconName, const char* role, Tone tone, const QKeySequence& key, auto act) {
            auto* button = new QPushButton(icon(iconName, tone), {}, bar);
            button->setIconSize({16, 16});
            setRole(button, role);
            auto* action = new QAction(this);
            action->setShortcut(key);
            action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
            addAction(action);
            connect(action, &QAction::triggered, button, [button] {
                if (button->isEnabled() && button->isVisible())
                    button->click();
            });
            connect(button, &QPushButton::clicked, this, act);
            row->addWidget(button);
            return button;
        };
    m_rank = addButton("rank", "primary", Tone::OnAccent, {}, [this] { rankWaiting(); });
    m_stop = addButton("stop", "danger", Tone::Error, Qt::CTRL | Qt::Key_Period, [this] {
        Q_EMIT stopRequested();
    });
    m_resume = addButton("resume", "", Tone::Text, Qt::CTRL | Qt::SHIFT | Qt::Key_R, [this] {
        Q_EMIT resumeRequested();
    });
    m_run =
        addButton("run", "primary", Tone::OnAccent, Qt::CTRL | Qt::Key_R, [this] { requestRun(); });
    row->addSpacing(Theme::kSpace4);
    m_showInspector = addTool(bar, "panel-right", QKeySequence(Qt::CTRL | Qt::Key_I), [this] {
        m_inspector->setVisible(m_inspector->isHidden());
        updateState();
    });
    m_addStage->setCheckable(true);
    m_showInspector->setCheckable(true);
    return bar;
}

void PipelinePage::setRunState(RunState state)
{
    m_runState = state;
    updateState();
}

void PipelinePage::updateState()
{
    const QUndoStack& undo = *m_document.undoStack();
    m_undo->setEnabled(undo.canUndo());
    m_redo->setEnabled(undo.canRedo());
    m_undo->setToolTip(
        u"%1 %2 (%3)"_s.arg(tr("Undo"), undo.undoText(), m_undo->property("keys").toString()));
    m_redo->setToolTip(
        u"%1 %2 (%3)"_s.arg(tr("Redo"), undo.redoText(), m_redo->property("keys").toString()));
    m_title->setText(
        m_document.isModified() ? tr("%1 — edited").arg(m_document.title()) : m_document.title());
    m_save->setEnabled(m_document.isModified() || m_document.file().empty());
    m_zoomLabel->setText(QString::number(qRound(m_view->zoom() * 100)) + u" %"_s);
    m_addStage->setChecked(!m_palette->isHidden());
    m_showInspector->setChecked(!m_inspector->isHidden());
    const bool isGoing = isActive(m_runState) || m_runState == RunState::Paused;
    const bool canResume = m_runState == RunState::Paused || m_runState == RunState::Stopped ||
                           m_runState == RunState::Failed || m_runState == RunState::Waiting;
    m_stop->setVisible(isGoing);
    m_resume->setVisible(canResume);
    m_rank->setVisible(m_runState == RunState::Waiting);
    m_run->setVisible(!isGoing);
    m_run->setEnabled(!m_document.pipeline().nodes.empty());
    const bool isEmpty = m_document.pipeline().nodes.empty();
    m_empty->setVisible(isEmpty);
}

void PipelinePage::updateRounds()
{
    const auto reason = m_document.whyNoRound();
    m_nextRound->setEnabled(!reason);
    m_nextRound->setToolTip(
        reason ? QString::fromStdString(reason->words())
               : u"%1 (%2)"_s.arg(
                     tr("Next round: repeat the last one from its model, or the one whose training "
                        "is selected"),
                     m_nextRound->property("keys").toString()));
}

void PipelinePage::rankWaiting()
{
    for (const Node& node : m_document.pipeline().nodes)
        if (m_document.status(node.id).state == RunState::Waiting)
            return Q_EMIT rankAsked(node.id);
    Q_EMIT rankAsked(std::string());
}

void PipelinePage::requestRun()
{
    // Problems are shown instead of a run that would end in them.
    if (hasErrors(m_document.issues())) {
        m_findings->open(FindingsPanel::Page::Problems);
        const auto& issues = m_document.issues();
        const auto first = std::ranges::find(issues, Issue::Level::Error, &Issue::level);
        goTo(first->node, first->param, first->edge);
        return;
    }
    Q_EMIT runRequested();
}

void PipelinePage::goTo(const std::string& node, const std::string& param, int edge)
{
    const auto& edges = m_document.pipeline().edges;
    if (edge >= 0 && static_cast<size_t>(edge) < edges.size()) {
        m_selection.setEdge(edges[static_cast<size_t>(edge)]);
        m_view->reveal(edges[static_cast<size_t>(edge)].toNode);
        return;
    }
    if (m_document.pipeline().find(node) == nullptr)
        return;
    m_selection.set({node});
    m_view->reveal(node);
    if (param.empty()) {
        m_view->setFocus();
        return;
    }
    m_inspector->show();
    m_inspector->focusParam(param);
}

void PipelinePage::openPicker(const StageWish& wish)
{
    auto* popup = new QFrame(this, Qt::Popup);
    popup->setAttribute(Qt::WA_DeleteOnClose);
    setRole(popup, "card");
    auto* layout = new QVBoxLayout(popup);
    layout->setContentsMargins(1, 1, 1, 4);
    auto* palette = new StagePalette(m_document.stages(), popup);
    palette->setTakesByClick(true);
    palette->setCondition([this, wish](const StageInfo& stage) {
        return !wish.from || fittingPort(m_document, *wish.from, stage).has_value();
    });
    layout->addWidget(palette);
    connect(palette, &StagePalette::taken, this, [this, wish, popup](const std::string& stage) {
        popup->close();
        m_view->addStage(stage, wish);
        m_view->setFocus();
    });
    popup->resize(280, 340);
    const QRect room = screen()->availableGeometry();
    QPoint at = wish.global + QPoint(4, 4);
    at.setX(std::clamp(at.x(), room.left(), std::max(room.left(), room.right() - popup->width())));
    at.setY(std::clamp(at.y(), room.top(), std::max(room.top(), room.bottom() - popup->height())));
    popup->move(at);
    popup->show();
    palette->focusSearch();
}

void PipelinePage::retranslate()
{
    const auto name = [](QToolButton* button, const QString& text) {
        button->setAccessibleName(text);
        button->setToolTip(u"%1 (%2)"_s.arg(text, button->property("keys").toString()));
    };
    nameFileMenu();
    name(m_addStage, tr("Palette of stages"));
    name(m_new, tr("New pipeline"));
    name(m_open, tr("Open a pipeline"));
    name(m_examples, tr("Examples"));
    name(m_save, tr("Save"));
    name(m_undo, tr("Undo"));
    name(m_redo, tr("Redo"));
    name(m_nextRound, tr("Next round"));
    updateRounds();
    name(m_zoomOut, tr("Zoom out"));
    name(m_zoomIn, tr("Zoom in"));
    name(m_fit, tr("Show everything"));
    name(m_showInspector, tr("Inspector"));
    m_zoomLabel->setToolTip(tr("Natural size"));
    m_zoomLabel->setAccessibleName(tr("Zoom; press for natural size"));
    m_run->setText(tr("Run"));
    m_run->setToolTip(tr("Run the pipeline; what is cached is taken as it is (Ctrl+R)"));
    m_resume->setText(tr("Resume"));
    m_resume->setToolTip(tr("Go on from the last checkpoint (Ctrl+Shift+R)"));
    m_stop->setText(tr("Stop"));
    m_stop->setToolTip(tr("Stop after a checkpoint (Ctrl+.)"));
    m_rank->setText(tr("Rank answers"));
    m_rank->setToolTip(tr("The run waits for people: rank its answers"));
    for (QPushButton* button : {m_run, m_resume, m_stop, m_rank})
        button->setAccessibleName(button->text());
    m_empty->setSentence(tr("Drag a stage from the palette here, double-click to choose one, or "
                            "begin with a pipeline that learns in minutes."));
    m_empty->setButton(tr("Open an example"), "tree");
    updateState();
}

void PipelinePage::fitPanels()
{
    if (!m_panelsTouched) {
        const bool isWide = width() >= kWide;
        m_palette->setVisible(isWide);
        const int side = isWide ? 220 : 0, inspector = isWide ? 320 : 280;
        m_columns->setSizes({side, width() - side - inspector, inspector});
    }
    updateState();
}

void PipelinePage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitPanels();
}

void PipelinePage::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        // Issues hold words that the check put together.
        m_document.analyse();
    }
    QWidget::changeEvent(event);
}

} // namespace espalier
