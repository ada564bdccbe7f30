#include "app/workbench/status_strip.h"

#include "widgets/common/number_format.h"
#include "widgets/common/status_dot.h"
#include "widgets/common/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

constexpr int kHeight = 32;
constexpr int kForgetMs = 8000;

QLabel* numberLabel(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setFont(numberFont(12));
    setRole(label, "muted");
    return label;
}

} // namespace

StatusStrip::StatusStrip(RunFeed& feed, QWidget* parent)
    : QFrame(parent)
    , m_feed(feed)
    , m_dot(new StatusDot(this))
    , m_state(new QLabel(this))
    , m_progress(new ProgressLine(this))
    , m_speed(numberLabel(this))
    , m_left(numberLabel(this))
    , m_device(numberLabel(this))
    , m_message(new QLabel(this))
{
    setFixedHeight(kHeight);
    setRole(this, "bar");
    m_state->setFont(textFont(12));
    m_message->setFont(textFont(12));
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_message->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_progress->setFixedWidth(120);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(Theme::kSpace12, 0, Theme::kSpace12, 0);
    layout->setSpacing(Theme::kSpace12);
    layout->addWidget(m_dot);
    layout->addWidget(m_state);
    layout->addWidget(m_progress);
    layout->addWidget(m_speed);
    layout->addWidget(m_left);
    layout->addWidget(m_message, 1);
    layout->addWidget(m_device);
    m_forget.setSingleShot(true);
    connect(&m_forget, &QTimer::timeout, m_message, &QLabel::clear);
    connect(&feed, &RunFeed::runsChanged, this, &StatusStrip::takeRuns);
    connect(&feed, &RunFeed::snapshot, this, &StatusStrip::takeSnapshot);
    retranslate();
}

void StatusStrip::say(const QString& sentence, bool isError)
{
    m_message->setText(sentence.section(u'\n', 0, 0));
    m_message->setToolTip(sentence);
    setRole(m_message, isError ? "error" : "muted");
    m_forget.stop();
    if (!isError)
        m_forget.start(kForgetMs);
}

void StatusStrip::takeRuns(const RunRows& runs)
{
    int64_t running = 0;
    for (const auto& row : *runs)
        if (row.owned &&
            (row.info.status == RunStatus::Running || row.info.status == RunStatus::Paused))
            running = row.info.id;
    if (running == m_run)
        return;
    m_run = running;
    m_snapshot.reset();
    m_feed.watch(this, running == 0 ? std::vector<int64_t>{} : std::vector<int64_t>{running});
    show();
}

void StatusStrip::takeSnapshot(const RunSnapshotPtr& snapshot)
{
    if (snapshot->row.info.id != m_run || m_run == 0)
        return;
    m_snapshot = snapshot;
    show();
}

void StatusStrip::show()
{
    const bool going = m_run != 0 && m_snapshot;
    m_progress->setVisible(going);
    m_speed->setVisible(going);
    m_left->setVisible(going);
    if (!going) {
        m_dot->setState(RunState::Idle);
        m_state->setText(tr("Engine idle"));
        m_device->clear();
        return;
    }
    const auto& info = m_snapshot->row.info;
    m_dot->setState(runStateFromText(name(info.status)));
    QString state = QString::fromStdString(info.name);
    m_speed->clear();
    m_left->clear();
    for (const auto& node : m_snapshot->nodes) {
        if (node.status != NodeStatus::Running && node.status != espalier::NodeStatus::Paused)
            continue;
        state += u" · "_s + QString::fromStdString(node.node);
        if (node.total > 0) {
            m_progress->setFraction(
                static_cast<double>(node.step) / static_cast<double>(node.total));
            state += u"  %1 / %2"_s.arg(formatCount(node.step), formatCount(node.total));
        } else {
            m_progress->setFraction(-1);
        }
        if (node.etaSeconds)
            m_left->setText(tr("%1 left").arg(formatDuration(*node.etaSeconds)));
        for (const auto& series : m_snapshot->series)
            if (series.info.node == node.node && series.info.name == "tokens_per_s")
                m_speed->setText(tr("%1 tokens/s").arg(formatCountShort(series.info.last)));
    }
    m_state->setText(state);
    m_device->setText(QString::fromStdString(info.device.empty() ? "cpu" : info.device).toUpper());
}

void StatusStrip::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QFrame::changeEvent(event);
}

void StatusStrip::retranslate()
{
    setAccessibleName(tr("State of the engine"));
    m_progress->setAccessibleName(tr("Progress of the running stage"));
    show();
}

} // namespace espalier
