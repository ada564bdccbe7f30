#include "widgets/runs/run_header.h"

#include "widgets/common/elided_label.h"
#include "widgets/common/icon.h"
#include "widgets/common/language.h"
#include "widgets/common/number_format.h"
#include "widgets/common/param_title.h"
#include "widgets/common/status_dot.h"
#include "widgets/common/theme.h"
#include "widgets/runs/run_text.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>

#include <algorithm>
#include <iterator>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

/// The node that works or waits for people, or the last one that did anything.
const NodeState* currentNode(const RunSnapshot& snapshot)
{
    const NodeState* current = nullptr;
    for (const NodeState& node : snapshot.nodes) {
        if (node.status == NodeStatus::Running || node.status == NodeStatus::Paused)
            return &node;
        const bool waits = node.status == NodeStatus::Waiting;
        const bool began = node.status != NodeStatus::Queued && node.total > 0;
        if (waits || (began && (!current || current->status != NodeStatus::Waiting)))
            current = &node;
    }
    return current;
}

/// Whether no engine reads requests: the run can be resumed, and nothing else asked of it.
bool isAtRest(const RunRow& row)
{
    return isInterrupted(row) || hasEnded(row.info.status) ||
           (row.info.status == RunStatus::Waiting && !row.owned);
}

std::optional<double>
lastOf(const RunSnapshot& snapshot, const std::string& node, std::string_view name)
{
    for (const LiveSeries& series : snapshot.series) {
        if (series.info.node == node && series.info.name == name)
            return series.info.last;
    }
    return std::nullopt;
}

} // namespace

RunHeader::RunHeader(QWidget* parent)
    : QFrame(parent)
{
    setRole(this, "card");
    m_selector = new QComboBox(this);
    m_selector->setMinimumWidth(180);
    m_selector->setMaximumWidth(280);
    m_selector->setIconSize({12, 12});
    m_dot = new StatusDot(this);
    m_status = new QLabel(this);
    m_progress = new ElidedLabel(this);
    m_progress->setMuted(true);
    m_progress->setFont(numberFont(Theme::kBody));
    m_line = new ProgressLine(this);
    m_rank = new QPushButton(icon("rank", Tone::OnAccent), {}, this);
    setRole(m_rank, "primary");
    m_pause = new QPushButton(this);
    m_checkpoint = new QPushButton(icon("checkpoint"), {}, this);
    m_change = new QPushButton(this);
    m_stop = new QPushButton(icon("stop", Tone::Error), {}, this);
    setRole(m_stop, "danger");

    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::kSpace8);
    row->addWidget(m_selector);
    row->addSpacing(Theme::kSpace4);
    row->addWidget(m_dot);
    row->addWidget(m_status);
    row->addWidget(m_progress, 1);
    for (QPushButton* button : {m_rank, m_pause, m_checkpoint, m_change, m_stop})
        row->addWidget(button);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::kSpace12, Theme::kSpace8, Theme::kSpace12, Theme::kSpace8);
    column->setSpacing(Theme::kSpace8);
    column->addLayout(row);
    column->addWidget(m_line);

    connect(m_selector, &QComboBox::activated, this, [this](int index) {
        Q_EMIT runChosen(m_selector->itemData(index).toLongLong());
    });
    connect(m_pause, &QPushButton::clicked, this, [this] {
        const RunRow& row = m_snapshot->row; // without a run the button is hidden
        if (isAtRest(row))
            Q_EMIT resumeAsked(row.info.id);
        else
            Q_EMIT requested(m_resumes ? RequestKind::Resume : RequestKind::Pause);
    });
    connect(m_rank, &QPushButton::clicked, this, [this] {
        const NodeState* node = currentNode(*m_snapshot);
        Q_EMIT rankAsked(m_snapshot->row.info.id, node ? node->node : std::string());
    });
    connect(m_checkpoint, &QPushButton::clicked, this, [this] {
        Q_EMIT requested(RequestKind::Checkpoint);
    });
    connect(m_stop, &QPushButton::clicked, this, [this] { Q_EMIT requested(RequestKind::Stop); });
    connect(m_change, &QPushButton::clicked, this, &RunHeader::chooseSetting);
    retranslate();
}

void RunHeader::retranslate()
{
    m_selector->setAccessibleName(tr("Run"));
    m_selector->setToolTip(tr("The run whose charts are shown"));
    m_checkpoint->setToolTip(tr("Write a checkpoint now"));
    m_checkpoint->setAccessibleName(tr("Write a checkpoint now"));
    m_change->setText(tr("Change…"));
    m_change->setToolTip(
        tr("Change the learning rate, or what else the running stage lets change"));
    m_rank->setText(tr("Rank answers"));
    m_stop->setText(tr("Stop"));
    m_stop->setToolTip(tr("Write a checkpoint and stop"));
    showState();
}

void RunHeader::setRuns(const RunRows& runs, int64_t current)
{
    m_runs = runs;
    const QSignalBlocker quiet(m_selector);
    bool same = m_selector->count() == std::ssize(*runs);
    for (int i = 0; same && i < m_selector->count(); ++i) {
        const RunInfo& info = (*runs)[static_cast<size_t>(i)].info;
        same = m_selector->itemData(i).toLongLong() == info.id &&
               m_selector->itemText(i) == QString::fromStdString(info.name);
    }
    if (!same) {
        m_selector->clear();
        for (const RunRow& row : *runs) {
            m_selector->addItem(
                QIcon(runChip(row.info.id, devicePixelRatioF())),
                QString::fromStdString(row.info.name),
                QVariant::fromValue<qlonglong>(row.info.id));
        }
    }
    m_selector->setCurrentIndex(m_selector->findData(QVariant::fromValue<qlonglong>(current)));
}

void RunHeader::setStages(std::span<const StageInfo> stages)
{
    m_stages.assign(stages.begin(), stages.end());
}

void RunHeader::setSnapshot(const RunSnapshotPtr& snapshot)
{
    m_snapshot = snapshot;
    showState();
}

QString RunHeader::progressText() const
{
    const RunSnapshot& run = *m_snapshot;
    QStringList parts;
    const NodeState* node = currentNode(run);
    if (node) {
        parts << QString::fromStdString(node->node);
        if (node->total > 0)
            parts << tr("step %1 of %2").arg(formatCount(node->step), formatCount(node->total));
        if (run.row.info.status == RunStatus::Running && run.row.owned) {
            if (const auto rate = lastOf(run, node->node, "tokens_per_s"))
                parts << tr("%1 tokens/s").arg(formatCountShort(*rate));
            if (node->etaSeconds)
                parts << tr("%1 left").arg(formatDuration(*node->etaSeconds));
        }
    }
    if (hasEnded(run.row.info.status))
        parts << formatDuration(runSeconds(run.row));
    if (!run.row.info.error.empty())
        parts << shown(run.row.info.error);
    return parts.join(u"   ·   "_s);
}

void RunHeader::showState()
{
    const bool any = m_snapshot != nullptr;
    for (QWidget* widget : std::initializer_list<QWidget*>{
             m_dot, m_status, m_rank, m_pause, m_checkpoint, m_change, m_stop, m_line})
        widget->setVisible(any);
    if (!any) {
        m_progress->setText({});
        return;
    }
    const RunRow& row = m_snapshot->row;
    const RunStatus status = row.info.status;
    const bool rests = isAtRest(row);
    m_dot->setState(runState(row));
    m_status->setText(runStatusText(row));
    m_progress->setText(progressText());
    m_resumes = status == RunStatus::Paused || rests;
    m_rank->setVisible(status == RunStatus::Waiting);
    m_pause->setText(m_resumes ? tr("Resume") : tr("Pause"));
    m_pause->setIcon(icon(m_resumes ? "resume" : "pause"));
    m_pause->setVisible(status != RunStatus::Finished && status != RunStatus::Queued);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_checkpoint, m_change, m_stop})
        widget->setVisible(!rests && status != RunStatus::Queued);
    m_change->setVisible(m_change->isVisibleTo(this) && !liveParams().empty());
    const NodeState* node = currentNode(*m_snapshot);
    const double fraction = status == RunStatus::Finished ? 1
                            : node && node->total > 0
                                ? static_cast<double>(node->step) / static_cast<double>(node->total)
                                : 0;
    m_line->setFraction(fraction);
    m_line->setColour(runStateColour(runState(row)));
}

std::vector<ParamInfo> RunHeader::liveParams() const
{
    const NodeState* node = m_snapshot ? currentNode(*m_snapshot) : nullptr;
    const StageInfo* stage = node ? findStage(m_stages, node->stage) : nullptr;
    std::vector<ParamInfo> live;
    if (stage)
        std::ranges::copy_if(stage->params, std::back_inserter(live), &ParamInfo::live);
    return live;
}

void RunHeader::chooseSetting()
{
    const std::vector<ParamInfo> live = liveParams();
    if (live.size() == 1)
        return askSetting(live.front());
    QMenu menu(this);
    for (const ParamInfo& param : live)
        menu.addAction(
            u"%1…"_s.arg(paramTitle(param.name)), this, [this, param] { askSetting(param); });
    menu.exec(m_change->mapToGlobal(m_change->rect().bottomLeft()));
}

void RunHeader::askSetting(const ParamInfo& param)
{
    const NodeState* node = m_snapshot ? currentNode(*m_snapshot) : nullptr;
    if (!node)
        return;
    const QString title = paramTitle(param.name);
    const auto now = lastOf(*m_snapshot, node->node, param.name);
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setInputMode(QInputDialog::TextInput);
    dialog->setLabelText(
        now ? tr("%1 from the next step on (now %2):").arg(title, formatNumber(*now))
            : tr("%1 from the next step on:").arg(title));
    if (now)
        dialog->setTextValue(QString::number(*now, 'g', 4));
    connect(dialog, &QInputDialog::textValueSelected, this, [this, param](const QString& text) {
        const Fitted fitted = fit(param, valueFromText(text.trimmed().toStdString()));
        if (fitted.problem)
            Q_EMIT message(shown(*fitted.problem));
        else
            Q_EMIT settingAsked(param.name, fitted.value.get<double>());
    });
    dialog->open();
}

void RunHeader::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace espalier
