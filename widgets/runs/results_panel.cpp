#include "widgets/runs/results_panel.h"

#include "widgets/common/theme.h"
#include "widgets/runs/items_panel.h"
#include "widgets/runs/results_section.h"

#include <QEvent>
#include <QLabel>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace espalier {

ResultsPanel::ResultsPanel(QWidget* parent)
    : QWidget(parent)
    , m_empty(new QLabel(this))
    , m_items(new ItemsPanel(this))
{
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setContentsMargins(Theme::kSpace24, Theme::kSpace24, Theme::kSpace24, Theme::kSpace24);
    setRole(m_empty, "muted");
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setHandleWidth(1);
    splitter->addWidget(makeSections());
    splitter->addWidget(m_items);
    splitter->setSizes({360, 360});
    splitter->setChildrenCollapsible(false);
    m_stack = new QStackedLayout(this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(splitter);
    connect(m_items, &ItemsPanel::confusionCleared, this, [this] {
        for (const auto& [stage, section] : m_sections)
            section->clearChoice();
    });
    retranslate();
}

QWidget* ResultsPanel::makeSections()
{
    auto* body = new QWidget(this);
    m_column = new QVBoxLayout(body);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_legend = new QLabel(body);
    m_legend->setWordWrap(true);
    m_legend->setContentsMargins(Theme::kSpace8, Theme::kSpace8, Theme::kSpace12, 0);
    setRole(m_legend, "caption");
    m_column->addWidget(m_legend);
    m_column->addStretch(1);
    m_scroll = new QScrollArea(this);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setMinimumHeight(120);
    m_scroll->setWidget(body);
    m_scroll->viewport()->setAutoFillBackground(false);
    body->setAutoFillBackground(false);
    return m_scroll;
}

void ResultsPanel::retranslate()
{
    m_empty->setText(tr("Results appear here as soon as an evaluation of this run has ended."));
    m_scroll->setAccessibleName(tr("Results"));
    m_legend->setText(tr(
        "Each value with its standard error (±), and below the 95 % interval, which the bar shows; "
        "n items were judged."));
}

ResultsSection* ResultsPanel::section(const std::string& stage) const
{
    const auto found = m_sections.find(stage);
    return found == m_sections.end() ? nullptr : found->second;
}

ResultsSection* ResultsPanel::addSection(const std::string& stage)
{
    auto* made = new ResultsSection(m_scroll->widget());
    m_column->insertWidget(m_column->count() - 1, made); // before the stretch
    m_sections[stage] = made;
    connect(
        made,
        &ResultsSection::chosen,
        this,
        [this,
         made](const std::string& node, const std::optional<std::pair<QString, QString>>& cell) {
            for (const auto& [name, other] : m_sections)
                if (other != made)
                    other->clearChoice();
            m_items->setConfusion(node, cell);
        });
    return made;
}

void ResultsPanel::set(const Evaluations& evaluations)
{
    if (evaluations == m_evaluations)
        return;
    m_evaluations = evaluations;
    const bool any = evaluations && !evaluations->empty();
    m_stack->setCurrentIndex(any ? 1 : 0);
    std::vector<std::pair<std::string, std::vector<size_t>>> stages; // in the plan's order
    for (size_t i = 0; any && i < evaluations->size(); ++i) {
        const std::string& stage = (*evaluations)[i].stage;
        auto found = std::ranges::find(stages, stage, [](const auto& each) { return each.first; });
        if (found == stages.end())
            found = stages.insert(stages.end(), {stage, {}});
        found->second.push_back(i);
    }
    std::erase_if(m_sections, [&](const auto& entry) {
        const bool gone = std::ranges::none_of(
            stages, [&](const auto& each) { return each.first == entry.first; });
        if (gone)
            delete entry.second;
        return gone;
    });
    for (const auto& [stage, places] : stages) {
        ResultsSection* shown = section(stage);
        (shown == nullptr ? addSection(stage) : shown)->set(evaluations, places);
    }
    if (any)
        m_items->set(evaluations);
}

void ResultsPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace espalier
