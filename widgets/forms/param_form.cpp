#include "widgets/forms/param_form.h"

#include "widgets/common/icon.h"
#include "widgets/common/language.h"
#include "widgets/common/theme.h"
#include "widgets/forms/param_row.h"

#include <QEvent>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace espalier {

namespace {

/// A form with more rows than this has a search field.
constexpr size_t kManyRows = 10;

} // namespace

ParamForm::ParamForm(QWidget* parent)
    : QWidget(parent)
    , m_filter(new QLineEdit(this))
    , m_body(new QWidget(this))
    , m_rowsLayout(new QVBoxLayout(m_body))
    , m_advanced(new QToolButton(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::kSpace8);
    layout->addWidget(m_filter);
    layout->addWidget(m_body);
    m_rowsLayout->setContentsMargins(0, 0, 0, 0);
    m_rowsLayout->setSpacing(2);
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(icon("search", Tone::Muted), QLineEdit::LeadingPosition);
    connect(m_filter, &QLineEdit::textChanged, this, &ParamForm::updateVisibility);
    m_advanced->setCheckable(true);
    m_advanced->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_advanced->setIconSize({14, 14});
    setRole(m_advanced, "section");
    connect(m_advanced, &QToolButton::toggled, this, &ParamForm::updateVisibility);
    retranslate();
}

void ParamForm::clear()
{
    m_rowsLayout->removeWidget(m_advanced);
    for (ParamRow* row : m_rows)
        row->deleteLater();
    for (const Heading& heading : m_headings)
        heading.label->deleteLater();
    for (QWidget* old : m_body->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly))
        old->hide();
    m_rows.clear();
    m_headings.clear();
    while (QLayoutItem* item = m_rowsLayout->takeAt(0))
        delete item;
}

void ParamForm::addRow(const ParamInfo& info, QVBoxLayout* layout)
{
    auto* row = new ParamRow(info, m_body);
    const std::string name = info.name;
    connect(row, &ParamRow::edited, this, [this, name](const Value& value, int session) {
        Q_EMIT paramEdited(name, value, session);
    });
    connect(row, &ParamRow::reset, this, [this, name] { Q_EMIT paramReset(name); });
    connect(row, &ParamRow::attended, this, [this, row] { Q_EMIT helpChanged(row->helpText()); });
    m_rows.push_back(row);
    m_headings.back().rows.push_back(row);
    layout->addWidget(row);
}

void ParamForm::setParams(const std::vector<ParamInfo>& params)
{
    clear();
    m_params = params;
    m_given = Values::object();
    const auto addGroups = [this](bool advanced) {
        std::vector<std::string> groups;
        for (const ParamInfo& info : m_params) {
            if (info.advanced == advanced && std::ranges::find(groups, info.group) == groups.end())
                groups.push_back(info.group);
        }
        for (const std::string& group : groups) {
            auto* label = new QLabel(m_body);
            setRole(label, "group");
            label->setContentsMargins(0, Theme::kSpace8, 0, 2);
            m_rowsLayout->addWidget(label);
            m_headings.push_back({label, group, {}});
            for (const ParamInfo& info : m_params) {
                if (info.advanced == advanced && info.group == group)
                    addRow(info, m_rowsLayout);
            }
        }
    };
    addGroups(false);
    m_advanced->setParent(m_body);
    m_rowsLayout->addWidget(m_advanced, 0, Qt::AlignLeft);
    addGroups(true);
    m_filter->clear();
    m_filter->setVisible(params.size() > kManyRows);
    QWidget* before = m_filter;
    for (ParamRow* row : m_rows) {
        QWidget::setTabOrder(before, row->control());
        before = row->control();
    }
    retranslate();
    updateVisibility();
}

void ParamForm::setValues(const Values& given, const Values& variables)
{
    m_given = given;
    m_variables = variables;
    std::vector<std::string> names;
    for (const auto& [name, value] : variables.items())
        names.push_back(name);
    for (ParamRow* row : m_rows) {
        const auto found = given.find(row->info().name);
        if (found == given.end()) {
            row->setValue(nullptr);
        } else {
            const Value value(*found);
            row->setValue(&value);
        }
        row->setVariables(names);
    }
    updateVisibility();
}

void ParamForm::setIssues(const std::vector<RowIssue>& issues)
{
    for (ParamRow* row : m_rows) {
        const auto found = std::ranges::find(issues, row->info().name, &RowIssue::param);
        row->setIssue(
            found == issues.end() ? QString() : found->words,
            found != issues.end() && found->isWarning);
    }
}

ParamRow* ParamForm::row(const std::string& name) const
{
    const auto found =
        std::ranges::find_if(m_rows, [&](const ParamRow* row) { return row->info().name == name; });
    return found == m_rows.end() ? nullptr : *found;
}

void ParamForm::focusParam(const std::string& name)
{
    ParamRow* wanted = row(name);
    if (wanted == nullptr)
        return;
    m_filter->clear();
    if (wanted->info().advanced)
        m_advanced->setChecked(true);
    wanted->takeFocus();
    for (QWidget* parent = parentWidget(); parent != nullptr; parent = parent->parentWidget()) {
        if (auto* area = qobject_cast<QScrollArea*>(parent)) {
            area->ensureWidgetVisible(wanted, 0, Theme::kSpace24);
            break;
        }
    }
}

void ParamForm::setFilter(const QString& text)
{
    m_filter->setText(text);
}

bool ParamForm::hasMeaning(const ParamInfo& info) const
{
    if (info.onlyWith.empty())
        return true;
    const ParamInfo* other = findParam(m_params, info.onlyWith);
    if (other == nullptr || !hasMeaning(*other))
        return false;
    const auto given = m_given.find(info.onlyWith);
    Value value = given == m_given.end() ? other->defaultValue : Value(*given);
    // A value that a variable holds counts as the variable's.
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        if (text.starts_with("${") && text.ends_with('}') &&
            m_variables.contains(text.substr(2, text.size() - 3)))
            value = Value(m_variables[text.substr(2, text.size() - 3)]);
    }
    return std::ranges::find(info.onlyWithValues, valueToText(value)) != info.onlyWithValues.end();
}

void ParamForm::updateVisibility()
{
    const QString filter = m_filter->text();
    int advanced = 0, set = 0;
    for (ParamRow* row : m_rows) {
        const ParamInfo& info = row->info();
        const bool means = hasMeaning(info);
        if (info.advanced && means) {
            ++advanced;
            set += row->isSet() ? 1 : 0;
        }
        const bool unfolded = !info.advanced || m_advanced->isChecked() || !filter.isEmpty();
        // Something wrong is never out of sight.
        row->setVisible((means && unfolded && row->matches(filter)) || row->hasIssue());
    }
    for (const Heading& heading : m_headings) {
        const bool any =
            std::ranges::any_of(heading.rows, [](const ParamRow* row) { return !row->isHidden(); });
        heading.label->setVisible(any && !heading.group.empty());
    }
    m_advanced->setVisible(advanced > 0 && filter.isEmpty());
    m_advanced->setIcon(
        icon(m_advanced->isChecked() ? "chevron-down" : "chevron-right", Tone::Muted));
    m_advanced->setText(set > 0 ? tr("Advanced · %1 set").arg(set) : tr("Advanced"));
}

void ParamForm::retranslate()
{
    m_filter->setPlaceholderText(tr("Find a parameter"));
    m_filter->setAccessibleName(tr("Find a parameter"));
    m_advanced->setAccessibleName(tr("Advanced parameters"));
    for (const Heading& heading : m_headings)
        heading.label->setText(heading.group.empty() ? QString() : shown(heading.group));
    updateVisibility();
}

void ParamForm::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace espalier
