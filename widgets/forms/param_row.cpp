#include "widgets/forms/param_row.h"

#include "widgets/common/icon.h"
#include "widgets/common/language.h"
#include "widgets/common/theme.h"
#include "widgets/document/pipeline_document.h"
#include "widgets/forms/param_editor.h"
#include "widgets/forms/param_text.h"

#include <QContextMenuEvent>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace espalier {

ParamRow::ParamRow(const ParamInfo& info, QWidget* parent)
    : QWidget(parent)
    , m_info(info)
    , m_label(new QLabel(this))
    , m_editor(makeParamEditor(info, this))
    , m_reset(new QToolButton(this))
    , m_problem(new QLabel(this))
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 2, 0, 2);
    grid->setHorizontalSpacing(Theme::kSpace4);
    grid->setVerticalSpacing(2);
    grid->addWidget(m_label, 0, 0);
    // Lines need the width: a list's items would break in the middle.
    const bool isList = info.kind == ParamKind::List;
    if (isList)
        grid->addWidget(m_editor, 1, 0, 1, 2);
    else
        grid->addWidget(m_editor, 0, 1);
    grid->addWidget(m_reset, 0, 2, Qt::AlignTop);
    grid->addWidget(m_problem, 2, 0, 1, 3);
    grid->setColumnStretch(0, 5);
    grid->setColumnStretch(1, 8);
    m_label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_label->setWordWrap(true);
    m_label->setMinimumWidth(60);
    m_label->setBuddy(m_editor->control());
    m_reset->setIcon(icon("reset", Tone::Muted));
    m_reset->setIconSize({14, 14});
    m_reset->setFocusPolicy(Qt::TabFocus);
    QSizePolicy keepsRoom = m_reset->sizePolicy();
    keepsRoom.setRetainSizeWhenHidden(true);
    m_reset->setSizePolicy(keepsRoom);
    m_problem->setWordWrap(true);
    m_problem->hide();

    connect(m_editor, &ParamEditor::edited, this, [this](const Value& entered) {
        const Fitted fitted = fit(m_info, entered);
        // What doesn't fit is kept as it was typed, and said to be wrong.
        const bool asTyped = fitted.problem || namesVariable(entered);
        Q_EMIT edited(asTyped ? entered : fitted.value, m_session);
    });
    connect(m_editor, &ParamEditor::cleared, this, &ParamRow::reset);
    connect(m_reset, &QToolButton::clicked, this, &ParamRow::reset);
    for (QWidget* child : m_editor->findChildren<QWidget*>())
        child->installEventFilter(this);
    setValue(nullptr);
    retranslate();
}

void ParamRow::setValue(const Value* given)
{
    m_isSet = given != nullptr;
    m_value = given == nullptr ? Value() : *given;
    m_editor->setValue(given);
    m_reset->setVisible(m_isSet);
    setRole(m_label, m_isSet ? "set" : "muted");
    showProblem();
}

void ParamRow::setIssue(const QString& issue, bool isWarning)
{
    m_issue = issue;
    m_issueIsWarning = isWarning;
    showProblem();
}

bool ParamRow::hasIssue() const
{
    return !m_problem->text().isEmpty();
}

void ParamRow::showProblem()
{
    QString text = m_issue;
    bool isWarning = m_issueIsWarning;
    // At once, before the document has been checked.
    if (m_isSet && !namesVariable(m_value)) {
        if (const auto problem = fit(m_info, m_value).problem) {
            text = shown(*problem);
            isWarning = false;
        }
    }
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
    setRole(m_problem, isWarning ? "warning" : "error");
    m_editor->setInvalid(!text.isEmpty() && !isWarning);
    m_editor->control()->setAccessibleDescription(text.isEmpty() ? helpText() : text);
}

void ParamRow::takeFocus()
{
    m_editor->control()->setFocus(Qt::OtherFocusReason);
    if (auto* line = qobject_cast<QLineEdit*>(m_editor->control()))
        line->selectAll();
}

bool ParamRow::matches(const QString& filter) const
{
    return filter.isEmpty() ||
           QString::fromStdString(m_info.name).contains(filter, Qt::CaseInsensitive) ||
           paramTitle(m_info.name).contains(filter, Qt::CaseInsensitive) ||
           shown(m_info.help).contains(filter, Qt::CaseInsensitive);
}

QWidget* ParamRow::control() const
{
    return m_editor->control();
}

QString ParamRow::helpText() const
{
    QString text = shown(m_info.help);
    if (m_info.kind != ParamKind::Bool && !m_info.defaultValue.is_null()) {
        const QString standard = valueForEditor(m_info, m_info.defaultValue);
        if (!standard.isEmpty() && !standard.contains(u'\n'))
            text += u"  ·  "_s + tr("default %1").arg(standard);
    }
    return text;
}

void ParamRow::retranslate()
{
    const QString title = paramTitle(m_info.name);
    const QString unit = m_info.unit.empty() ? QString() : shown(m_info.unit);
    // "Max steps" says its unit itself.
    const bool said = title.endsWith(unit, Qt::CaseInsensitive);
    m_label->setText(said ? title : u"%1 (%2)"_s.arg(title, unit));
    m_label->setToolTip(QString::fromStdString(m_info.name) + u"\n"_s + helpText());
    m_editor->control()->setToolTip(helpText());
    m_editor->control()->setAccessibleName(m_label->text());
    m_reset->setToolTip(tr("Back to the default"));
    m_reset->setAccessibleName(tr("Back to the default: %1").arg(title));
    m_editor->retranslate();
    showProblem();
}

void ParamRow::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void ParamRow::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    QAction* back =
        menu.addAction(icon("reset"), tr("Back to the default"), this, &ParamRow::reset);
    back->setEnabled(m_isSet);
    if (!m_variables.empty()) {
        QMenu* variables = menu.addMenu(icon("variable"), tr("Use a variable"));
        for (const std::string& name : m_variables) {
            variables->addAction(QString::fromStdString(name), this, [this, name] {
                Q_EMIT edited("${" + name + "}", PipelineDocument::kNoSession);
            });
        }
    }
    menu.exec(event->globalPos());
}

void ParamRow::enterEvent(QEnterEvent* event)
{
    Q_EMIT attended();
    QWidget::enterEvent(event);
}

bool ParamRow::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        // Undo is the document's, not the field's own.
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return true;
        }
    }
    if (event->type() == QEvent::FocusIn) {
        m_session = PipelineDocument::newSession();
        Q_EMIT attended();
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace espalier
