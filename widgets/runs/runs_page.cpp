#include "widgets/runs/runs_page.h"

#include "widgets/common/empty_state.h"
#include "widgets/common/icon.h"
#include "widgets/common/run_state.h"
#include "widgets/common/theme.h"
#include "widgets/runs/column_widths.h"
#include "widgets/runs/comparison_panel.h"
#include "widgets/runs/runs_model.h"
#include "widgets/runs/toast.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>

#include <algorithm>
#include <array>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kStatuses{
    RunStatus::Queued,
    RunStatus::Running,
    RunStatus::Paused,
    RunStatus::Waiting,
    RunStatus::Finished,
    RunStatus::Failed,
    RunStatus::Stopped};

/// Figures keep what they need; names, words and tags are cut where there is little room.
constexpr std::array<ColumnWidth, RunsModel::Columns> kWidths{{
    {200, 118}, // name
    {170, 104},
    {120, 82},
    {104, 94}, // started
    {104, 98},
    {72, 64},
    {110, 104}, // best eval loss
    {76, 73},
    {76, 73},
    {110, 52}, // tags
    {110, 46},
}};

} // namespace

RunsPage::RunsPage(RunFeed& feed, std::filesystem::path workspace, QWidget* parent)
    : QWidget(parent)
    , m_feed(feed)
    , m_workspace(std::move(workspace))
{
    setRole(this, "page");
    m_model = new RunsModel(this);
    m_filter = new RunsFilter(this);
    m_filter->setSourceModel(m_model);
    m_stack = new QStackedLayout(this);
    m_empty = new EmptyState(u"runs"_s, this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(buildContent());
    buildActions();
    m_toast = new Toast(this);

    connect(&m_feed, &RunFeed::runsChanged, this, &RunsPage::takeRuns);
    connect(&m_feed, &RunFeed::failed, this, &RunsPage::message);
    connect(&m_feed, &RunFeed::reportWritten, this, [this](const QString& file) {
        Q_EMIT message(tr("Saved %1").arg(file));
    });
    connect(m_empty, &EmptyState::activated, this, &RunsPage::startAsked);
    connect(m_model, &RunsModel::renamed, &m_feed, &RunFeed::rename);
    connect(m_model, &RunsModel::tagsEdited, &m_feed, &RunFeed::setTags);
    connect(m_model, &RunsModel::noteEdited, &m_feed, &RunFeed::setNote);
    connect(m_comparison, &ComparisonPanel::message, this, &RunsPage::message);
    m_ages.setInterval(5000);
    connect(&m_ages, &QTimer::timeout, m_model, &RunsModel::refreshTimes);
    m_ages.start();
    retranslate();
    selectionChanged();
}

QWidget* RunsPage::buildContent()
{
    auto* content = new QWidget(this);
    m_search = new QLineEdit(content);
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon("search", Tone::Muted), QLineEdit::LeadingPosition);
    m_search->setMaximumWidth(320);
    m_status = new QComboBox(content);
    m_count = new QLabel(content);
    setRole(m_count, "muted");
    m_openButton = new QPushButton(icon("monitor"), {}, content);
    m_more = new QToolButton(content);
    m_more->setIcon(icon("more"));
    m_more->setPopupMode(QToolButton::InstantPopup);

    m_table = new QTableView(content);
    m_table->setModel(m_filter);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(RunsModel::Started, Qt::DescendingOrder);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setIconSize({12, 12});
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(30);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    new ColumnWidths(m_table, {kWidths.begin(), kWidths.end()});

    m_comparison = new ComparisonPanel(m_feed, content);
    m_splitter = new QSplitter(Qt::Vertical, content);
    setRole(m_splitter, "gap");
    m_splitter->setHandleWidth(Theme::kSpace12);
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(m_comparison);
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);
    m_splitter->setCollapsible(0, false);
    m_comparison->hide();

    auto* tools = new QHBoxLayout;
    tools->setSpacing(Theme::kSpace8);
    tools->addWidget(m_search, 1);
    tools->addWidget(m_status);
    tools->addWidget(m_count);
    tools->addStretch();
    tools->addWidget(m_openButton);
    tools->addWidget(m_more);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(Theme::kSpace12, Theme::kSpace12, Theme::kSpace12, Theme::kSpace12);
    column->setSpacing(Theme::kSpace12);
    column->addLayout(tools);
    column->addWidget(m_splitter, 1);

    connect(m_search, &QLineEdit::textChanged, m_filter, &RunsFilter::setWords);
    connect(m_status, &QComboBox::activated, this, [this](int index) {
        m_filter->setStatus(
            index == 0 ? std::nullopt
                       : std::optional(kStatuses.at(static_cast<size_t>(index - 1))));
    });
    connect(
        m_table->selectionModel(),
        &QItemSelectionModel::selectionChanged,
        this,
        &RunsPage::selectionChanged);
    connect(m_table, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
        if (m_filter->flags(index) & Qt::ItemIsEditable && index.column() != RunsModel::Name)
            m_table->edit(index);
        else
            open();
    });
    return content;
}

QAction* RunsPage::addAction(const char* iconName, const QKeySequence& key, void (RunsPage::*act)())
{
    auto* action = new QAction(icon(iconName), {}, this);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetShortcut);
    connect(action, &QAction::triggered, this, act);
    m_table->addAction(action);
    m_menu->addAction(action);
    return action;
}

void RunsPage::buildActions()
{
    m_menu = new QMenu(this);
    m_open = addAction("monitor", Qt::Key_Return, &RunsPage::open);
    m_rename = addAction("edit", Qt::Key_F2, &RunsPage::rename);
    m_tags = addAction("tag", Qt::CTRL | Qt::Key_T, &RunsPage::editTags);
    m_note = addAction("note", {}, &RunsPage::editNote);
    m_menu->addSeparator();
    m_pipeline = addAction("pipeline", {}, &RunsPage::showPipeline);
    m_fork = addAction("fork", {}, &RunsPage::fork);
    m_report = addAction("report", {}, &RunsPage::report);
    m_menu->addSeparator();
    m_remove = addAction("delete", Qt::Key_Delete, &RunsPage::remove);
    m_undo = addAction("undo", QKeySequence::Undo, &RunsPage::undo);
    m_menu->removeAction(m_undo); // the toast offers it; the key works while the toast is up
    m_more->setMenu(m_menu);
    connect(m_openButton, &QPushButton::clicked, this, &RunsPage::open);
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        if (m_table->indexAt(at).isValid())
            m_menu->popup(m_table->viewport()->mapToGlobal(at));
    });
}

void RunsPage::retranslate()
{
    m_empty->setSentence(tr("No runs yet. Every time you run a pipeline it is kept here."));
    m_empty->setButton(tr("Go to the pipeline"), "pipeline");
    m_search->setPlaceholderText(tr("Search name, pipeline, tag or note"));
    m_search->setAccessibleName(tr("Search runs"));
    const int status = std::max(0, m_status->currentIndex());
    m_status->clear();
    m_status->addItem(tr("Any status"));
    for (const RunStatus one : kStatuses)
        m_status->addItem(runStateTitle(runStateFromText(name(one))));
    m_status->setCurrentIndex(status);
    m_status->setAccessibleName(tr("Status"));
    m_openButton->setText(tr("Open in Monitor"));
    m_more->setToolTip(tr("More"));
    m_more->setAccessibleName(tr("More"));
    m_table->setAccessibleName(tr("Runs"));
    m_open->setText(tr("Open in Monitor"));
    m_rename->setText(tr("Rename"));
    m_tags->setText(tr("Edit tags"));
    m_note->setText(tr("Edit note"));
    m_pipeline->setText(tr("Show its pipeline"));
    m_fork->setText(tr("Fork…"));
    m_report->setText(tr("Save report…"));
    m_remove->setText(tr("Delete"));
    m_undo->setText(tr("Undo"));
    m_model->retranslate();
    selectionChanged();
}

void RunsPage::takeRuns(const RunRows& runs)
{
    m_model->setRuns(runs);
    m_stack->setCurrentIndex(runs->empty() && !m_toast->isVisible() ? 0 : 1);
    selectionChanged();
}

std::vector<int64_t> RunsPage::selected() const
{
    std::vector<int64_t> runs;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        runs.push_back(index.data(RunsModel::RunRole).toLongLong());
    std::sort(runs.begin(), runs.end());
    return runs;
}

void RunsPage::select(const std::vector<int64_t>& runs)
{
    QItemSelection selection;
    for (int row = 0; row < m_filter->rowCount(); ++row) {
        const QModelIndex index = m_filter->index(row, 0);
        const int64_t id = index.data(RunsModel::RunRole).toLongLong();
        if (std::find(runs.begin(), runs.end(), id) != runs.end())
            selection.select(index, m_filter->index(row, RunsModel::Columns - 1));
    }
    m_table->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

void RunsPage::selectionChanged()
{
    const auto runs = selected();
    const bool one = runs.size() == 1;
    const bool several = runs.size() >= 2;
    for (QAction* action : {m_open, m_rename, m_tags, m_note, m_pipeline, m_fork})
        action->setEnabled(one);
    m_openButton->setEnabled(one);
    m_report->setEnabled(!runs.empty());
    m_remove->setEnabled(!runs.empty());
    m_report->setText(several ? tr("Save comparison…") : tr("Save report…"));
    m_count->setText(
        runs.size() > 1 ? tr("%1 of %2 runs selected").arg(runs.size()).arg(m_filter->rowCount())
        : m_filter->rowCount() == 1 ? tr("1 run")
                                    : tr("%1 runs").arg(m_filter->rowCount()));
    m_comparison->setRuns(several ? runs : std::vector<int64_t>());
    if (m_comparison->isHidden() == several) {
        m_comparison->setVisible(several);
        if (several)
            m_splitter->setSizes({height() * 3 / 10, height() * 7 / 10});
    }
}

const RunRow* RunsPage::current() const
{
    const auto runs = selected();
    return runs.size() == 1 ? m_model->run(runs.front()) : nullptr;
}

void RunsPage::open()
{
    if (const RunRow* run = current())
        Q_EMIT openAsked(run->info.id);
}

void RunsPage::edit(int column)
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows(column);
    if (rows.size() != 1)
        return;
    m_table->setCurrentIndex(rows.front());
    m_table->scrollTo(rows.front());
    m_table->edit(rows.front());
}

void RunsPage::rename()
{
    edit(RunsModel::Name);
}

void RunsPage::editTags()
{
    edit(RunsModel::Tags);
}

void RunsPage::editNote()
{
    edit(RunsModel::Note);
}

void RunsPage::remove()
{
    const auto runs = selected();
    if (runs.empty())
        return;
    for (const int64_t run : runs) {
        const RunRow* row = m_model->run(run);
        if (row && row->owned) {
            Q_EMIT message(tr("%1 is still running. Stop it first.")
                               .arg(QString::fromStdString(row->info.name)));
            return;
        }
    }
    const RunRow* first = m_model->run(runs.front());
    const QString sentence = runs.size() > 1 ? tr("Deleted %1 runs").arg(runs.size())
                             : first
                                 ? tr("Deleted %1").arg(QString::fromStdString(first->info.name))
                                 : tr("Deleted 1 run");
    m_feed.remove(runs);
    m_toast->show(sentence, tr("Undo"), [this, runs] { m_feed.restore(runs); });
}

void RunsPage::undo()
{
    m_toast->trigger();
}

void RunsPage::showPipeline()
{
    if (const RunRow* run = current())
        Q_EMIT pipelineAsked(QString::fromStdString(run->info.pipelineYaml));
}

void RunsPage::fork()
{
    const RunRow* run = current();
    if (!run)
        return;
    auto* dialog = new ForkDialog(
        *run, checkpointsIn(m_workspace / "runs" / std::to_string(run->info.id)), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(
        dialog, &QDialog::accepted, this, [this, dialog] { Q_EMIT forkAsked(dialog->request()); });
    dialog->open();
}

void RunsPage::report()
{
    const auto runs = selected();
    const RunRow* run = current();
    const QString name = run ? QString::fromStdString(run->info.name) : tr("comparison");
    const QString file = QFileDialog::getSaveFileName(
        this, tr("Save report"), name + u".html"_s, tr("Web pages (*.html)"));
    if (!file.isEmpty() && !runs.empty())
        m_feed.writeReport(runs, file);
}

void RunsPage::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace espalier
