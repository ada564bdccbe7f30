#include "widgets/runs/comparison_panel.h"

#include "widgets/common/number_format.h"
#include "widgets/common/theme.h"
#include "widgets/runs/board_series.h"
#include "widgets/runs/chart_controls.h"
#include "widgets/runs/comparison_tables.h"
#include "widgets/runs/run_text.h"

#include <QEvent>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {
constexpr int kRefreshMs = 200;
constexpr int kChartHeight = 230;
constexpr double kFirstSmoothing = 20; // steps
} // namespace

ComparisonPanel::ComparisonPanel(RunFeed& feed, QWidget* parent)
    : QWidget(parent)
    , m_feed(feed)
{
    m_tabs = new QTabWidget(this);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(buildCurves(), {});
    m_tabs->addTab(buildFigures(), {});
    m_samples = new QScrollArea(this);
    m_samples->setWidgetResizable(true);
    m_samples->setFrameShape(QFrame::NoFrame);
    m_tabs->addTab(m_samples, {});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_tabs);

    m_refresh.setSingleShot(true);
    m_refresh.setInterval(kRefreshMs);
    connect(&m_refresh, &QTimer::timeout, this, &ComparisonPanel::showCurves);
    connect(&m_feed, &RunFeed::snapshot, this, &ComparisonPanel::takeSnapshot);
    connect(&m_feed, &RunFeed::compared, this, &ComparisonPanel::takeComparison);
    connect(m_controls, &ChartControls::smoothingChanged, m_board, &ChartBoard::setSmoothing);
    connect(m_controls, &ChartControls::xKindChanged, m_board, &ChartBoard::setXKind);
    connect(m_board, &ChartBoard::exported, this, &ComparisonPanel::message);
    connect(&themeNotifier(), &ThemeNotifier::changed, this, &ComparisonPanel::showSamples);
    m_controls->setSmoothing(kFirstSmoothing);
    retranslate();
}

QWidget* ComparisonPanel::buildCurves()
{
    auto* page = new QWidget(this);
    m_controls = new ChartControls(page);
    m_board = new ChartBoard(page);
    m_board->setChartHeight(kChartHeight);
    auto* tools = new QHBoxLayout;
    tools->addWidget(m_controls);
    tools->addStretch();
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, Theme::kSpace8, 0, 0);
    column->setSpacing(Theme::kSpace8);
    column->addLayout(tools);
    column->addWidget(m_board, 1);
    return page;
}

QTableView* ComparisonPanel::table(ComparisonTable* model)
{
    auto* view = new QTableView(this);
    view->setModel(model);
    view->setItemDelegate(new ComparisonDelegate(view));
    view->setShowGrid(false);
    view->setSelectionMode(QAbstractItemView::NoSelection);
    view->verticalHeader()->hide();
    view->verticalHeader()->setDefaultSectionSize(26);
    view->horizontalHeader()->setHighlightSections(false);
    view->setWordWrap(false);
    connect(model, &QAbstractItemModel::modelReset, view, [view] {
        view->resizeColumnsToContents();
        for (int column = 1; column < view->model()->columnCount(); ++column)
            view->setColumnWidth(column, std::clamp(view->columnWidth(column) + 12, 110, 220));
    });
    return view;
}

QWidget* ComparisonPanel::buildFigures()
{
    m_figures = new ComparisonTable(ComparisonTable::Part::Figures, this);
    m_params = new ComparisonTable(ComparisonTable::Part::Params, this);
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    setRole(splitter, "gap");
    splitter->setHandleWidth(Theme::kSpace12);
    splitter->addWidget(table(m_figures));
    auto* right = new QWidget(splitter);
    m_paramView = table(m_params);
    m_sameParams = new QLabel(right);
    m_sameParams->setAlignment(Qt::AlignCenter);
    m_sameParams->setWordWrap(true);
    setRole(m_sameParams, "muted");
    auto* column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_paramView);
    column->addWidget(m_sameParams);
    splitter->addWidget(right);
    auto* page = new QWidget(this);
    auto* pageColumn = new QVBoxLayout(page);
    pageColumn->setContentsMargins(0, Theme::kSpace8, 0, 0);
    pageColumn->addWidget(splitter);
    return page;
}

void ComparisonPanel::retranslate()
{
    m_tabs->setTabText(0, tr("Curves"));
    m_tabs->setTabText(1, tr("Figures and parameters"));
    m_tabs->setTabText(2, tr("Samples"));
    m_sameParams->setText(tr("These runs have the same parameters."));
    m_figures->retranslate();
    m_params->retranslate();
    showSamples();
}

void ComparisonPanel::setRuns(const std::vector<int64_t>& runs)
{
    if (runs == m_runs)
        return;
    m_runs = runs;
    std::erase_if(m_snapshots, [&runs](const auto& entry) {
        return std::find(runs.begin(), runs.end(), entry.first) == runs.end();
    });
    m_feed.watch(this, runs);
    if (!runs.empty())
        m_feed.compare(runs);
    showCurves();
}

void ComparisonPanel::takeSnapshot(const RunSnapshotPtr& snapshot)
{
    const int64_t run = snapshot->row.info.id;
    if (std::find(m_runs.begin(), m_runs.end(), run) == m_runs.end())
        return;
    const bool had = m_snapshots.contains(run);
    const bool ended =
        had && !hasEnded(m_snapshots[run]->row.info.status) && hasEnded(snapshot->row.info.status);
    const bool moreSamples = had && m_snapshots[run]->samples != snapshot->samples;
    m_snapshots[run] = snapshot;
    if (ended || moreSamples)
        m_feed.compare(m_runs);
    if (!m_refresh.isActive())
        m_refresh.start(had ? kRefreshMs : 20);
}

void ComparisonPanel::takeComparison(
    const std::vector<int64_t>& runs, const std::shared_ptr<const Comparison>& comparison)
{
    if (runs != m_runs)
        return;
    m_comparison = comparison;
    m_figures->set(comparison, runs);
    m_params->set(comparison, runs);
    m_paramView->setVisible(!comparison->params.empty());
    m_sameParams->setVisible(comparison->params.empty());
    showSamples();
}

void ComparisonPanel::showCurves()
{
    std::vector<BoardSeries> series;
    for (const int64_t run : m_runs) {
        if (const auto snapshot = m_snapshots.find(run); snapshot != m_snapshots.end()) {
            for (BoardSeries& one : boardSeries(*snapshot->second))
                series.push_back(std::move(one));
        }
    }
    m_board->setSeries(series, true);
}

void ComparisonPanel::showSamples()
{
    if (!m_comparison)
        return;
    auto* page = new QWidget;
    auto* grid = new QGridLayout(page);
    grid->setContentsMargins(Theme::kSpace8, Theme::kSpace8, Theme::kSpace8, Theme::kSpace8);
    grid->setHorizontalSpacing(Theme::kSpace16);
    grid->setVerticalSpacing(Theme::kSpace4);
    int row = 0;
    const auto text = [page](const QString& words, const char* role) {
        auto* label = new QLabel(words, page);
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        setRole(label, role);
        return label;
    };
    for (size_t run = 0; run < m_runs.size(); ++run) {
        auto* head = new QWidget(page);
        auto* line = new QHBoxLayout(head);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(6);
        auto* chip = new QLabel(head);
        chip->setPixmap(runChip(m_runs[run], devicePixelRatioF()));
        line->addWidget(chip);
        line->addWidget(text(QString::fromStdString(m_comparison->runs[run]), "group"), 1);
        grid->addWidget(head, row, static_cast<int>(run));
        grid->setColumnStretch(static_cast<int>(run), 1);
    }
    ++row;
    for (const ComparedSample& sample : m_comparison->samples) {
        QLabel* prompt = text(QString::fromStdString(sample.prompt), "muted");
        prompt->setContentsMargins(0, Theme::kSpace8, 0, 0);
        grid->addWidget(prompt, row++, 0, 1, static_cast<int>(m_runs.size()));
        for (size_t run = 0; run < m_runs.size(); ++run) {
            const auto& said = sample.texts[run];
            grid->addWidget(
                text(
                    said ? QString::fromStdString(*said) : tr("– not asked –"),
                    said ? "" : "muted"),
                row,
                static_cast<int>(run));
        }
        ++row;
    }
    if (m_comparison->samples.empty())
        grid->addWidget(
            text(tr("These runs have no samples."), "muted"),
            row++,
            0,
            1,
            static_cast<int>(m_runs.size()));
    grid->setRowStretch(row, 1);
    m_samples->setWidget(page);
}

void ComparisonPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace espalier
