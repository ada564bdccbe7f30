#include "widgets/runs/results_section.h"

#include "core/report/changes.h"
#include "widgets/common/number_format.h"
#include "widgets/common/theme.h"
#include "widgets/runs/confusion_view.h"
#include "widgets/runs/figures_view.h"

#include <QEvent>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace espalier {

using namespace Qt::StringLiterals;

ResultsSection::ResultsSection(QWidget* parent)
    : QWidget(parent)
    , m_figures(new FiguresView(this))
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, Theme::kSpace8);
    m_column->setSpacing(0);
    m_column->addWidget(m_figures);
}

void ResultsSection::set(const Evaluations& evaluations, const std::vector<size_t>& places)
{
    m_evaluations = evaluations;
    m_places = places;
    m_figures->set(evaluations, places);
    showBelow();
}

void ResultsSection::clearChoice()
{
    for (ConfusionView* matrix : m_matrices)
        matrix->clearChoice();
}

QLabel* ResultsSection::sentence(const QString& text, const char* role)
{
    auto* label = new QLabel(text, m_below);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setRole(label, role);
    m_below->layout()->addWidget(label);
    return label;
}

void ResultsSection::showBelow()
{
    delete m_below;
    m_matrices.clear();
    m_below = new QWidget(this);
    auto* column = new QVBoxLayout(m_below);
    column->setContentsMargins(Theme::kSpace12, Theme::kSpace8, Theme::kSpace12, Theme::kSpace8);
    column->setSpacing(Theme::kSpace8);
    for (const size_t place : m_places) {
        const Evaluation& one = (*m_evaluations)[place];
        if (!one.problem.empty())
            sentence(
                QString::fromStdString(one.node) + u": "_s + QString::fromStdString(one.problem),
                "error");
        if (const auto words = labelsSentence(one); !words.empty())
            sentence(
                QString::fromStdString(one.node) + u": "_s + QString::fromStdString(words), "why");
    }
    addChanges();
    for (const size_t place : m_places)
        if (!(*m_evaluations)[place].confusion.empty())
            addConfusion((*m_evaluations)[place]);
    m_column->addWidget(m_below);
}

void ResultsSection::addChanges()
{
    for (const size_t place : m_places)
        if (const auto words = changeSentence((*m_evaluations)[place]); !words.empty())
            sentence(QString::fromStdString(words), "why");
}

void ResultsSection::addConfusion(const Evaluation& evaluation)
{
    const QString node = QString::fromStdString(evaluation.node);
    sentence(tr("Confusion matrix of %1").arg(node), "group");
    auto* matrix = new ConfusionView;
    matrix->set(evaluation.labels, evaluation.confusion, evaluation.namedNone);
    matrix->setAccessibleName(tr("Confusion matrix of %1").arg(node));
    auto* scroll = new QScrollArea(m_below);
    scroll->setWidget(matrix);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->viewport()->setAutoFillBackground(false);
    matrix->setAutoFillBackground(false);
    scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFixedHeight(matrix->sizeHint().height() + Theme::kSpace12);
    m_below->layout()->addWidget(scroll);
    sentence(
        tr("Rows are the truth, columns what was said; the tint is the share of the row. Choose a "
           "cell to see its texts."),
        "caption");
    m_matrices.push_back(matrix);
    connect(
        matrix,
        &ConfusionView::chosen,
        this,
        [this, matrix, name = evaluation.node](const QString& truth, const QString& said) {
            for (ConfusionView* other : m_matrices)
                if (other != matrix)
                    other->clearChoice();
            Q_EMIT chosen(name, std::pair(truth, said));
        });
    connect(matrix, &ConfusionView::choiceCleared, this, [this, name = evaluation.node] {
        Q_EMIT chosen(name, std::nullopt);
    });
}

void ResultsSection::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange && m_evaluations)
        showBelow();
}

} // namespace espalier
