#include "widgets/editor/findings_panel.h"

#include "widgets/common/icon.h"
#include "widgets/common/language.h"
#include "widgets/common/number_format.h"
#include "widgets/common/theme.h"

#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QListWidget>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace espalier {

namespace {

enum { NodeRole = Qt::UserRole + 1, ParamRole, EdgeRole };

} // namespace

FindingsPanel::FindingsPanel(PipelineDocument& document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_problemsButton(new QToolButton(this))
    , m_planButton(new QToolButton(this))
    , m_pages(new QStackedWidget(this))
    , m_problems(new QListWidget(this))
    , m_plan(new QTreeWidget(this))
{
    setRole(this, "panel");
    setAttribute(Qt::WA_StyledBackground);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* bar = new QFrame(this);
    setRole(bar, "strip");
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(Theme::kSpace8, 3, Theme::kSpace8, 3);
    row->setSpacing(Theme::kSpace4);
    for (QToolButton* button : {m_problemsButton, m_planButton}) {
        button->setCheckable(true);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setIconSize({16, 16});
        row->addWidget(button);
    }
    row->addStretch(1);
    layout->addWidget(bar);
    layout->addWidget(m_pages, 1);
    m_pages->addWidget(m_problems);
    m_pages->addWidget(m_plan);
    m_pages->hide();
    setRole(m_problems, "plain");
    m_problems->setWordWrap(true);
    m_problems->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setRole(m_plan, "plain");
    m_plan->setColumnCount(3);
    m_plan->setRootIsDecorated(false);
    m_plan->setIndentation(0);
    m_plan->setUniformRowHeights(true);
    m_plan->header()->setStretchLastSection(false);
    m_plan->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_plan->header()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_plan->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);

    connect(m_problemsButton, &QToolButton::clicked, this, [this](bool on) {
        choose(Page::Problems, on);
    });
    connect(m_planButton, &QToolButton::clicked, this, [this](bool on) { choose(Page::Plan, on); });
    const auto go = [this](const QListWidgetItem* item) {
        Q_EMIT placeWanted(
            item->data(NodeRole).toString().toStdString(),
            item->data(ParamRole).toString().toStdString(),
            item->data(EdgeRole).toInt());
    };
    connect(m_problems, &QListWidget::itemClicked, this, go);
    connect(m_problems, &QListWidget::itemActivated, this, go);
    const auto goToNode = [this](const QTreeWidgetItem* item) {
        Q_EMIT placeWanted(item->text(0).toStdString(), {}, -1);
    };
    connect(m_plan, &QTreeWidget::itemClicked, this, goToNode);
    connect(m_plan, &QTreeWidget::itemActivated, this, goToNode);
    connect(&document, &PipelineDocument::changed, this, [this](const DocumentEvent& event) {
        if (std::holds_alternative<AnalysisChanged>(event) ||
            std::holds_alternative<DocumentReplaced>(event))
            retranslate();
    });
    retranslate();
}

bool FindingsPanel::isOpen() const
{
    return !m_pages->isHidden();
}

void FindingsPanel::open(Page page)
{
    choose(page, true);
}

void FindingsPanel::fold()
{
    choose(Page::Problems, false);
}

void FindingsPanel::choose(Page page, bool on)
{
    m_problemsButton->setChecked(on && page == Page::Problems);
    m_planButton->setChecked(on && page == Page::Plan);
    m_pages->setCurrentIndex(page == Page::Problems ? 0 : 1);
    m_pages->setVisible(on);
    Q_EMIT folded(!on);
}

void FindingsPanel::fillProblems()
{
    m_problems->clear();
    for (const Issue& issue : m_document.issues()) {
        const bool isError = issue.level == Issue::Level::Error;
        auto* item = new QListWidgetItem(
            isError ? icon("error", Tone::Error) : icon("warning", Tone::Warning),
            // A line of the file means something only while the file is what is shown.
            m_document.isModified() ? shown(issue.message) : QString::fromStdString(issue.words()),
            m_problems);
        item->setData(NodeRole, QString::fromStdString(issue.node));
        item->setData(ParamRole, QString::fromStdString(issue.param));
        item->setData(EdgeRole, issue.edge);
    }
    if (m_document.issues().empty()) {
        auto* none = new QListWidgetItem(
            icon("finished", Tone::Accent), tr("No problems: this pipeline can run."), m_problems);
        none->setFlags(Qt::ItemIsEnabled);
        none->setData(EdgeRole, -1);
    }
}

void FindingsPanel::fillPlan()
{
    m_plan->clear();
    m_plan->setHeaderLabels({tr("Stage"), tr("What happens and why"), tr("Time")});
    m_plan->headerItem()->setTextAlignment(2, Qt::AlignRight | Qt::AlignVCenter);
    for (const PlannedNode& planned : m_document.plan()) {
        auto* item = new QTreeWidgetItem(m_plan);
        item->setText(0, QString::fromStdString(planned.id));
        item->setIcon(0, planned.cached ? icon("cached", Tone::Accent) : icon("run", Tone::Muted));
        QString words = planned.cached ? tr("cached, taken as it is")
                                       : tr("runs: %1").arg(shown(planned.reason));
        if (planned.olderCode)
            words += u" · "_s + tr("made by an older version of the stage");
        item->setText(1, words);
        const NodeOutlook* outlook = m_document.outlookOf(planned.id);
        item->setText(
            2,
            planned.cached || outlook == nullptr ? u"–"_s
                                                 : formatDuration(outlook->estimate.seconds));
        item->setTextAlignment(2, Qt::AlignRight | Qt::AlignVCenter);
        item->setFont(2, numberFont());
    }
}

void FindingsPanel::retranslate()
{
    fillProblems();
    fillPlan();
    const auto& issues = m_document.issues();
    const auto errors = std::ranges::count(issues, Issue::Level::Error, &Issue::level);
    m_problemsButton->setText(
        issues.empty() ? tr("No problems") : tr("Problems: %1").arg(issues.size()));
    m_problemsButton->setIcon(
        issues.empty() ? icon("finished", Tone::Accent)
        : errors > 0   ? icon("error", Tone::Error)
                       : icon("warning", Tone::Warning));
    const auto runs = std::ranges::count(m_document.plan(), false, &PlannedNode::cached);
    m_planButton->setText(
        m_document.plan().empty()
            ? tr("What will run")
            : tr("What will run: %1 of %2").arg(runs).arg(m_document.plan().size()));
    m_planButton->setIcon(icon("plan", Tone::Muted));
    m_problems->setAccessibleName(tr("Problems"));
    m_plan->setAccessibleName(tr("What will run and why"));
    m_problemsButton->setAccessibleName(m_problemsButton->text());
    m_planButton->setAccessibleName(m_planButton->text());
}

void FindingsPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace espalier
