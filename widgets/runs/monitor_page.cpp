#include "widgets/runs/monitor_page.h"

#include "widgets/common/empty_state.h"
#include "widgets/common/theme.h"
#include "widgets/runs/board_series.h"
#include "widgets/runs/chart_controls.h"
#include "widgets/runs/journal_panel.h"
#include "widgets/runs/results_panel.h"
#include "widgets/runs/run_header.h"
#include "widgets/runs/samples_panel.h"

#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QSplitter>
#include <QStackedLayout>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {
constexpr int kRefreshMs = 160;
constexpr double kFirstSmoothing = 20; // steps
constexpr int kResultsWidth = 570;     // two evaluations side by side
constexpr int kWideRoom = 1150;        // for results, and charts with their controls
} // namespace

MonitorPage::MonitorPage(RunFeed& feed, QWidget* parent)
    : QWidget(parent)
    , m_feed(feed)
{
    setRole(this, "page");
    m_stack = new QStackedLayout(this);
    m_empty = new EmptyState(u"monitor"_s, this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(buildContent());

    m_refresh.setSingleShot(true);
    m_refresh.setInterval(kRefreshMs);
    connect(&m_refresh, &QTimer::timeout, this, &MonitorPage::apply);
    connect(&m_feed, &RunFeed::runsChanged, this, &MonitorPage::takeRuns);
    connect(&m_feed, &RunFeed::snapshot, this, &MonitorPage::takeSnapshot);
    connect(m_empty, &EmptyState::activated, this, &MonitorPage::startAsked);
    connect(m_header, &RunHeader::runChosen, this, &MonitorPage::showRun);
    connect(m_header, &RunHeader::resumeAsked, this, &MonitorPage::resumeAsked);
    connect(m_header, &RunHeader::rankAsked, this, &MonitorPage::rankAsked);
    connect(m_header, &RunHeader::requested, this, [this](RequestKind kind) {
        m_feed.post(m_run, kind);
    });
    connect(
        m_header, &RunHeader::settingAsked, this, [this](const std::string& param, double value) {
            m_feed.post(m_run, RequestKind::Set, {{"param", param}, {"value", value}});
        });
    connect(m_header, &RunHeader::message, this, &MonitorPage::message);
    connect(m_controls, &ChartControls::smoothingChanged, m_board, &ChartBoard::setSmoothing);
    connect(m_controls, &ChartControls::xKindChanged, m_board, &ChartBoard::setXKind);
    connect(&m_feed, &RunFeed::evaluated, this, [this](int64_t run, const Evaluations& found) {
        if (run == m_run)
            m_results->set(found);
    });
    connect(m_tabs, &QTabWidget::currentChanged, this, &MonitorPage::fitSide);
    connect(m_board, &ChartBoard::exported, this, &MonitorPage::message);
    connect(m_nodeBox, &QComboBox::activated, this, [this](int index) {
        m_node = m_nodeBox->itemData(index).toString().toStdString();
        apply();
    });
    m_controls->setSmoothing(kFirstSmoothing);
    retranslate();
}

QWidget* MonitorPage::buildContent()
{
    auto* content = new QWidget(this);
    m_header = new RunHeader(content);
    m_nodeBox = new QComboBox(content);
    m_controls = new ChartControls(content);
    m_board = new ChartBoard(content);
    m_noCurves = new QLabel(content);
    m_noCurves->setAlignment(Qt::AlignCenter);
    setRole(m_noCurves, "muted");
    m_samples = new SamplesPanel(content);
    m_journal = new JournalPanel(content);
    m_results = new ResultsPanel(content);
    m_tabs = new QTabWidget(content);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_samples, {});
    m_tabs->addTab(m_journal, {});
    m_tabs->addTab(m_results, {});

    auto* tools = new QHBoxLayout;
    tools->setSpacing(Theme::kSpace8);
    tools->addWidget(m_nodeBox);
    tools->addWidget(m_controls);
    tools->addStretch();
    auto* charts = new QWidget(content);
    auto* left = new QVBoxLayout(charts);
    left->setContentsMargins(0, 0, 0, 0);
    left->setSpacing(Theme::kSpace8);
    left->addLayout(tools);
    left->addWidget(m_board, 1);
    left->addWidget(m_noCurves, 1);

    auto* side = new QFrame(content);
    setRole(side, "card");
    auto* sideColumn = new QVBoxLayout(side);
    sideColumn->setContentsMargins(1, 1, 1, 1);
    sideColumn->addWidget(m_tabs);
    side->setMinimumWidth(240);

    m_splitter = new QSplitter(Qt::Horizontal, content);
    setRole(m_splitter, "gap");
    m_splitter->setHandleWidth(Theme::kSpace12);
    m_splitter->addWidget(charts);
    m_splitter->addWidget(side);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_splitter->setSizes({1000, m_sideWidths[0]});
    m_splitter->setChildrenCollapsible(true);
    m_splitter->setCollapsible(0, false);

    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(Theme::kSpace12, Theme::kSpace12, Theme::kSpace12, Theme::kSpace12);
    column->setSpacing(Theme::kSpace12);
    column->addWidget(m_header);
    column->addWidget(m_splitter, 1);
    return content;
}

void MonitorPage::retranslate()
{
    m_empty->setSentence(tr("No run yet. Run a pipeline and watch it learn here."));
    m_empty->setButton(tr("Go to the pipeline"), "pipeline");
    m_tabs->setTabText(0, tr("Samples"));
    m_tabs->setTabText(1, tr("Journal"));
    m_tabs->setTabText(2, tr("Results"));
    m_nodeBox->setAccessibleName(tr("Node"));
    m_nodeBox->setToolTip(tr("The node whose charts are shown"));
    m_noCurves->setText(tr("This run has no curves yet."));
    m_nodes.clear();
    showNodes();
    if (m_snapshot)
        apply();
}

void MonitorPage::showRun(int64_t run)
{
    m_chosen = true;
    if (run != m_run) {
        m_run = run;
        m_snapshot.reset();
        m_node.clear();
        m_evaluated.clear();
        m_results->set(nullptr);
        m_feed.watch(this, {run});
    }
    if (m_runs)
        m_header->setRuns(m_runs, m_run);
}

void MonitorPage::takeRuns(const RunRows& runs)
{
    m_runs = runs;
    const bool known = std::any_of(
        runs->begin(), runs->end(), [this](const RunRow& row) { return row.info.id == m_run; });
    if (!known)
        m_chosen = false;
    if (runs->empty()) {
        m_run = 0;
        m_feed.watch(this, {});
    } else if (!m_chosen && runs->front().info.id != m_run) {
        showRun(runs->front().info.id);
        m_chosen = false;
    }
    m_header->setRuns(runs, m_run);
    m_stack->setCurrentIndex(runs->empty() ? 0 : 1);
}

void MonitorPage::takeSnapshot(const RunSnapshotPtr& snapshot)
{
    if (snapshot->row.info.id != m_run)
        return;
    const bool first = !m_snapshot;
    m_snapshot = snapshot;
    if (first)
        apply();
    else if (!m_refresh.isActive())
        m_refresh.start();
}

void MonitorPage::showNodes()
{
    const auto nodes = m_snapshot ? nodesWithSeries(*m_snapshot) : std::vector<std::string>();
    if (nodes != m_nodes || m_nodeBox->count() == 0) {
        m_nodes = nodes;
        m_nodeBox->clear();
        m_nodeBox->addItem(tr("All nodes"), QString());
        for (const std::string& node : nodes)
            m_nodeBox->addItem(QString::fromStdString(node), QString::fromStdString(node));
        m_nodeBox->setCurrentIndex(
            std::max(0, m_nodeBox->findData(QString::fromStdString(m_node))));
    }
    m_nodeBox->setVisible(m_nodes.size() > 1);
}

void MonitorPage::apply()
{
    if (!m_snapshot)
        return;
    m_header->setSnapshot(m_snapshot);
    m_samples->setSamples(m_snapshot->samples);
    m_journal->setEvents(m_snapshot->events);
    askForResults();
    showNodes();
    const auto series = boardSeries(*m_snapshot, m_node);
    m_board->setSeries(series, false);
    m_board->setVisible(!series.empty());
    m_noCurves->setVisible(series.empty());
}

void MonitorPage::askForResults()
{
    std::vector<std::pair<std::string, int64_t>> ended;
    for (const NodeState& node : m_snapshot->nodes)
        if (hasResults(node))
            ended.emplace_back(node.node, *node.stageRun);
    if (ended == m_evaluated)
        return;
    m_evaluated = std::move(ended);
    m_feed.readEvaluations(m_run);
}

void MonitorPage::fitSide()
{
    const bool isWide = m_tabs->currentWidget() == m_results;
    const auto sizes = m_splitter->sizes();
    const bool isFolded = sizes[1] == 0;
    if (isWide == m_sideIsWide || isFolded)
        return;
    // Results are tables and need room; what a person set is kept for each.
    m_sideWidths[m_sideIsWide ? 1 : 0] = sizes[1];
    m_sideIsWide = isWide;
    const int all = sizes[0] + sizes[1];
    if (isWide && m_sideWidths[1] == 0)
        m_sideWidths[1] =
            std::max({m_sideWidths[0], all / 2, std::min(kResultsWidth, all * 2 / 3)});
    m_controls->setVisible(!isWide || all >= kWideRoom); // they would keep the charts wide
    m_splitter->widget(0)->layout()->activate();
    const int width = m_sideWidths[isWide ? 1 : 0];
    m_splitter->setSizes({all - width, width});
}

void MonitorPage::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace espalier
