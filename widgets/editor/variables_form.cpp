#include "widgets/editor/variables_form.h"

#include "widgets/common/icon.h"
#include "widgets/common/theme.h"
#include "widgets/document/pipeline_document.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpressionValidator>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace espalier {

VariablesForm::VariablesForm(QWidget* parent)
    : QWidget(parent)
    , m_heading(new QLabel(this))
    , m_help(new QLabel(this))
    , m_rows(new QWidget(this))
    , m_newName(new QLineEdit(this))
    , m_add(new QPushButton(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::kSpace8);
    setRole(m_heading, "group");
    setRole(m_help, "caption");
    m_help->setWordWrap(true);
    m_grid = new QGridLayout(m_rows);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setColumnStretch(0, 2);
    m_grid->setColumnStretch(1, 3);
    auto* addRow = new QHBoxLayout;
    addRow->addWidget(m_newName);
    addRow->addWidget(m_add);
    layout->addWidget(m_heading);
    layout->addWidget(m_help);
    layout->addWidget(m_rows);
    layout->addLayout(addRow);
    static const QRegularExpression kName(u"[A-Za-z_][A-Za-z0-9_]*"_s);
    m_newName->setValidator(new QRegularExpressionValidator(kName, this));
    m_add->setIcon(icon("add"));
    connect(m_add, &QPushButton::clicked, this, &VariablesForm::addNamed);
    connect(m_newName, &QLineEdit::returnPressed, this, &VariablesForm::addNamed);
    connect(m_newName, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_add->setEnabled(!text.isEmpty());
    });
    m_add->setEnabled(false);
    retranslate();
}

void VariablesForm::addNamed()
{
    const std::string name = m_newName->text().toStdString();
    if (name.empty() || m_variables.contains(name))
        return;
    m_newName->clear();
    Q_EMIT variableEdited(name, 0, PipelineDocument::kNoSession);
}

void VariablesForm::setVariables(const Values& variables)
{
    const bool sameNames =
        variables.size() == m_edits.size() && std::ranges::all_of(m_edits, [&](const auto& row) {
            return variables.contains(row.first);
        });
    m_variables = variables;
    if (!sameNames)
        rebuild();
    for (const auto& [name, edit] : m_edits) {
        const Value value(m_variables[name]);
        // What is being typed stays as it is while it means the same.
        if (valueFromText(edit->text().toStdString()) != value)
            edit->setText(QString::fromStdString(valueToText(value)));
    }
}

void VariablesForm::rebuild()
{
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    m_edits.clear();
    int row = 0;
    for (const auto& [key, value] : m_variables.items()) {
        const std::string name = key;
        auto* label = new QLabel(QString::fromStdString(name), m_rows);
        auto* edit = new QLineEdit(m_rows);
        auto* remove = new QToolButton(m_rows);
        edit->setFont(numberFont());
        edit->setAccessibleName(tr("Value of %1").arg(label->text()));
        edit->installEventFilter(this);
        remove->setIcon(icon("delete", Tone::Muted));
        remove->setAccessibleName(tr("Remove %1").arg(label->text()));
        remove->setToolTip(remove->accessibleName());
        connect(edit, &QLineEdit::textEdited, this, [this, name](const QString& text) {
            Q_EMIT variableEdited(name, valueFromText(text.trimmed().toStdString()), m_session);
        });
        connect(
            remove, &QToolButton::clicked, this, [this, name] { Q_EMIT variableRemoved(name); });
        m_grid->addWidget(label, row, 0);
        m_grid->addWidget(edit, row, 1);
        m_grid->addWidget(remove, row, 2);
        m_edits.emplace_back(name, edit);
        ++row;
    }
}

bool VariablesForm::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn)
        m_session = PipelineDocument::newSession();
    return QWidget::eventFilter(watched, event);
}

void VariablesForm::retranslate()
{
    m_heading->setText(tr("Variables"));
    m_help->setText(tr(
        "Write ${name} in any parameter to use one: a seed or a size that several stages share."));
    m_newName->setPlaceholderText(tr("name"));
    m_newName->setAccessibleName(tr("Name of a new variable"));
    m_add->setText(tr("Add"));
    m_add->setAccessibleName(tr("Add a variable"));
    rebuild();
    setVariables(Values(m_variables));
}

void VariablesForm::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace espalier
