#include "widgets/rank/queue_panel.h"

#include "core/labels/simulated.h"
#include "widgets/common/icon.h"
#include "widgets/common/language.h"
#include "widgets/common/number_format.h"
#include "widgets/common/theme.h"
#include "widgets/rank/task_delegate.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>

#include <cmath>
#include <map>
#include <string_view>

namespace espalier {

using namespace Qt::StringLiterals;

QueuePanel::QueuePanel(QWidget* parent)
    : QFrame(parent)
    , m_heading(new QLabel(this))
    , m_whoHeading(new QLabel(this))
    , m_agreementHeading(new QLabel(this))
    , m_agreement(new QLabel(this))
    , m_list(new QListWidget(this))
    , m_annotator(new QLineEdit(this))
    , m_simulate(new QPushButton(icon("family-label"), {}, this))
    , m_import(new QPushButton(icon("import"), {}, this))
    , m_export(new QPushButton(icon("export"), {}, this))
    , m_rules(new QMenu(this))
    , m_forms(new QMenu(this))
{
    setRole(this, "panel");
    setFixedWidth(248);
    for (QLabel* heading : {m_heading, m_whoHeading, m_agreementHeading})
        setRole(heading, "group");
    setRole(m_list, "plain");
    m_list->setItemDelegate(new TaskDelegate(m_list));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMouseTracking(true);
    m_agreement->setWordWrap(true);
    m_annotator->setMaxLength(80);
    m_simulate->setMenu(m_rules);
    m_export->setMenu(m_forms);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::kSpace12, Theme::kSpace16, Theme::kSpace12, Theme::kSpace12);
    column->setSpacing(Theme::kSpace8);
    column->addWidget(m_heading);
    column->addWidget(m_list, 1);
    column->addWidget(m_agreementHeading);
    column->addWidget(m_agreement);
    column->addSpacing(Theme::kSpace4);
    column->addWidget(m_whoHeading);
    column->addWidget(m_annotator);
    column->addSpacing(Theme::kSpace4);
    column->addWidget(m_simulate);
    auto* files = new QHBoxLayout;
    files->setSpacing(Theme::kSpace8);
    files->addWidget(m_import, 1);
    files->addWidget(m_export, 1);
    column->addLayout(files);

    connect(m_list, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
        if (item != nullptr && item->data(TaskDelegate::TaskRole).toLongLong() != m_current)
            Q_EMIT taskChosen(item->data(TaskDelegate::TaskRole).toLongLong());
    });
    connect(m_annotator, &QLineEdit::editingFinished, this, [this] {
        if (!annotator().isEmpty())
            Q_EMIT annotatorChosen(annotator());
    });
    connect(m_import, &QPushButton::clicked, this, &QueuePanel::importAsked);
    retranslate();
}

QString QueuePanel::annotator() const
{
    return m_annotator->text().trimmed();
}

void QueuePanel::setAnnotator(const QString& name)
{
    m_annotator->setText(name);
}

void QueuePanel::setTasks(const TaskRows& rows)
{
    m_rows = rows;
    const QSignalBlocker quiet(m_list);
    const int count = static_cast<int>(rows->size());
    while (m_list->count() > count)
        delete m_list->takeItem(m_list->count() - 1);
    while (m_list->count() < count)
        m_list->addItem(new QListWidgetItem);
    // The newest first: what just began to wait is what people are looked for.
    std::map<std::string_view, int> titled;
    for (const TaskRow& row : *rows)
        ++titled[row.task.title];
    for (int i = 0; i < count; ++i) {
        const TaskRow& row = (*rows)[static_cast<size_t>(count - 1 - i)];
        TaskDelegate::fill(*m_list->item(i), row, titled[row.task.title] > 1);
    }
    setCurrent(m_current);
    m_simulate->setEnabled(count > 0);
    m_export->setEnabled(count > 0);
}

void QueuePanel::setCurrent(int64_t task)
{
    m_current = task;
    const QSignalBlocker quiet(m_list);
    for (int i = 0; i < m_list->count(); ++i)
        if (m_list->item(i)->data(TaskDelegate::TaskRole).toLongLong() == task)
            m_list->setCurrentRow(i);
    showAgreement();
}

void QueuePanel::showAgreement()
{
    QString words = tr("No prompt was ranked by two annotators yet.");
    if (m_rows)
        for (const TaskRow& row : *m_rows)
            if (row.task.id == m_current && row.agreement.pairs > 0) {
                words = tr("%1 of %2 pairs ordered alike")
                            .arg(
                                formatFixed(row.agreement.share() * 100, 0) + u" %"_s,
                                formatCount(row.agreement.pairs));
                if (std::isfinite(row.agreement.tau))
                    words += u"\n"_s + tr("Kendall's τ %1 (%2 comparisons)")
                                           .arg(
                                               formatFixed(row.agreement.tau, 2),
                                               formatCount(row.agreement.comparisons));
            }
    m_agreement->setText(words);
}

void QueuePanel::fillMenus()
{
    m_rules->clear();
    m_rules->setToolTipsVisible(true);
    for (const SimulatedRule& rule : simulatedRules()) {
        auto* action = m_rules->addAction(shown(std::string_view(rule.title)));
        action->setToolTip(shown(std::string_view(rule.help)));
        connect(action, &QAction::triggered, this, [this, name = QString::fromUtf8(rule.name)] {
            Q_EMIT simulateAsked(name);
        });
    }
    m_forms->clear();
    for (const LabelFormInfo& form : labelForms())
        connect(
            m_forms->addAction(shown(std::string_view(form.title)) + u"…"_s),
            &QAction::triggered,
            this,
            [this, which = form.form] { Q_EMIT exportAsked(which); });
}

void QueuePanel::retranslate()
{
    setAccessibleName(tr("What waits to be ranked"));
    m_heading->setText(tr("Tasks"));
    m_list->setAccessibleName(tr("Tasks"));
    m_agreementHeading->setText(tr("Agreement"));
    m_whoHeading->setText(tr("Annotator"));
    m_annotator->setPlaceholderText(tr("Your name"));
    m_annotator->setAccessibleName(tr("Annotator"));
    m_annotator->setToolTip(tr("Rankings are kept under this name"));
    m_simulate->setText(tr("Simulated annotator"));
    m_simulate->setToolTip(
        tr("Let a stated rule rank what still waits; its rankings stay marked as simulated"));
    m_import->setText(tr("Import…"));
    m_import->setToolTip(tr("Answers that wait to be ranked, rankings, or preference rows"));
    m_export->setText(tr("Export"));
    m_export->setToolTip(tr("The rankings of this task as a file"));
    fillMenus();
    showAgreement();
    if (m_rows)
        setTasks(m_rows);
}

void QueuePanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QFrame::changeEvent(event);
}

} // namespace espalier
