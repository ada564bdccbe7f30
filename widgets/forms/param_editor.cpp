#include "widgets/forms/param_editor.h"

#include "widgets/common/icon.h"
#include "widgets/common/language.h"
#include "widgets/common/theme.h"
#include "widgets/forms/number_edit.h"
#include "widgets/forms/param_text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QStackedLayout>
#include <QStyle>
#include <QToolButton>
#include <QWheelEvent>

using namespace Qt::StringLiterals;

namespace espalier {

void ParamEditor::setInvalid(bool invalid)
{
    QWidget* shown = control();
    if (shown->property("invalid").toBool() == invalid)
        return;
    shown->setProperty("invalid", invalid);
    shown->style()->unpolish(shown);
    shown->style()->polish(shown);
}

namespace {

QHBoxLayout* tightRow(QWidget* parent)
{
    auto* layout = new QHBoxLayout(parent);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::kSpace4);
    return layout;
}

/// Whether what stands there already means this value.
bool means(const ParamInfo& info, const QString& text, const Value& value)
{
    return !text.isEmpty() &&
           fit(info, valueFromEditor(info, text)).value == fit(info, value).value;
}

class NumberEditor : public ParamEditor
{
public:
    NumberEditor(const ParamInfo& info, QWidget* parent)
        : ParamEditor(parent)
        , m_info(info)
        , m_edit(new NumberEdit(info, this))
    {
        tightRow(this)->addWidget(m_edit);
        m_edit->setDefaultText(valueForEditor(info, info.defaultValue));
        connect(m_edit, &NumberEdit::textEdited, this, [this](const QString& text) {
            if (text.trimmed().isEmpty())
                Q_EMIT cleared();
            else
                Q_EMIT edited(valueFromEditor(m_info, text));
        });
    }
    void setValue(const Value* given) override
    {
        if (given == nullptr)
            m_edit->setText({});
        else if (!means(m_info, m_edit->text(), *given))
            m_edit->setText(valueForEditor(m_info, *given));
    }
    QWidget* control() const override { return m_edit; }

private:
    ParamInfo m_info;
    NumberEdit* m_edit;
};

class LineEditor : public ParamEditor
{
public:
    LineEditor(const ParamInfo& info, QWidget* parent)
        : ParamEditor(parent)
        , m_info(info)
        , m_edit(new QLineEdit(this))
    {
        auto* row = tightRow(this);
        row->addWidget(m_edit);
        m_edit->setPlaceholderText(valueForEditor(info, info.defaultValue));
        connect(m_edit, &QLineEdit::textEdited, this, [this](const QString& text) {
            if (text.isEmpty())
                Q_EMIT cleared();
            else
                Q_EMIT edited(valueFromEditor(m_info, text));
        });
        if (info.kind == ParamKind::Path) {
            m_browse = new QToolButton(this);
            m_browse->setIcon(icon("open", Tone::Muted));
            row->addWidget(m_browse);
            connect(m_browse, &QToolButton::clicked, this, &LineEditor::browse);
        }
        LineEditor::retranslate();
    }
    void setValue(const Value* given) override
    {
        const QString text = given == nullptr ? QString() : valueForEditor(m_info, *given);
        if (m_edit->text() != text)
            m_edit->setText(text);
    }
    QWidget* control() const override { return m_edit; }
    void retranslate() override
    {
        if (m_browse == nullptr)
            return;
        m_browse->setToolTip(tr("Choose a file"));
        m_browse->setAccessibleName(tr("Choose a file"));
    }

private:
    void browse()
    {
        const QString file =
            QFileDialog::getOpenFileName(this, paramTitle(m_info.name), m_edit->text());
        if (file.isEmpty())
            return;
        m_edit->setText(file);
        Q_EMIT edited(file.toStdString());
    }
    ParamInfo m_info;
    QLineEdit* m_edit;
    QToolButton* m_browse = nullptr;
};

/// Several lines: a long text, or a list with an item a line.
class LinesEditor : public ParamEditor
{
public:
    LinesEditor(const ParamInfo& info, QWidget* parent)
        : ParamEditor(parent)
        , m_info(info)
        , m_edit(new QPlainTextEdit(this))
    {
        tightRow(this)->addWidget(m_edit);
        m_edit->setTabChangesFocus(true);
        m_edit->setPlaceholderText(valueForEditor(info, info.defaultValue));
        const int lines = info.kind == ParamKind::List ? 4 : 5;
        m_edit->setFixedHeight(m_edit->fontMetrics().lineSpacing() * lines + 18);
        connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
            if (m_showing)
                return;
            const QString text = m_edit->toPlainText();
            if (text.isEmpty())
                Q_EMIT cleared();
            else
                Q_EMIT edited(valueFromEditor(m_info, text));
        });
    }
    void setValue(const Value* given) override
    {
        const QString text = given == nullptr ? QString() : valueForEditor(m_info, *given);
        // What is being typed stays while it means the value: an escape half written would grow.
        if (m_edit->toPlainText() == text)
            return;
        if (given != nullptr && means(m_info, m_edit->toPlainText(), *given))
            return;
        m_showing = true;
        m_edit->setPlainText(text);
        m_showing = false;
    }
    QWidget* control() const override { return m_edit; }

private:
    ParamInfo m_info;
    QPlainTextEdit* m_edit;
    bool m_showing = false;
};

/// A choice or a yes-no that can also hold the name of a variable: then a line takes the place of
/// the control.
class ChoiceEditor : public ParamEditor
{
public:
    ChoiceEditor(const ParamInfo& info, QWidget* parent)
        : ParamEditor(parent)
        , m_info(info)
        , m_stack(new QStackedLayout(this))
        , m_variable(new QLineEdit(this))
    {
        if (info.kind == ParamKind::Bool) {
            m_check = new QCheckBox(this);
            m_stack->addWidget(m_check);
            connect(m_check, &QCheckBox::clicked, this, [this](bool on) { Q_EMIT edited(on); });
        } else {
            m_combo = new QComboBox(this);
            m_combo->setFocusPolicy(Qt::StrongFocus);
            m_combo->installEventFilter(this);
            m_combo->setMinimumContentsLength(4); // no wider than its column: all line up
            m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
            m_stack->addWidget(m_combo);
            connect(m_combo, &QComboBox::activated, this, [this](int index) {
                Q_EMIT edited(m_info.choices[static_cast<size_t>(index)]);
            });
        }
        m_stack->addWidget(m_variable);
        connect(m_variable, &QLineEdit::textEdited, this, [this](const QString& text) {
            if (text.isEmpty())
                Q_EMIT cleared();
            else
                Q_EMIT edited(text.toStdString());
        });
        ChoiceEditor::retranslate();
        ChoiceEditor::setValue(nullptr);
    }
    void setValue(const Value* given) override
    {
        const Value& value = given == nullptr ? m_info.defaultValue : *given;
        const Fitted fitted = fit(m_info, value);
        // Something else than can be chosen is shown as it is, to be mended.
        if (fitted.problem) {
            m_variable->setText(valueForEditor(m_info, value));
            m_stack->setCurrentWidget(m_variable);
            return;
        }
        m_stack->setCurrentIndex(0);
        if (m_check != nullptr)
            m_check->setChecked(fitted.value.get<bool>());
        else
            m_combo->setCurrentIndex(static_cast<int>(
                std::ranges::find(m_info.choices, fitted.value.get<std::string>()) -
                m_info.choices.begin()));
    }
    QWidget* control() const override { return m_stack->currentWidget(); }
    void retranslate() override
    {
        if (m_combo == nullptr)
            return;
        const int index = m_combo->currentIndex();
        m_combo->clear();
        for (const std::string& choice : m_info.choices)
            m_combo->addItem(shown(choice));
        m_combo->setCurrentIndex(index);
    }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::Wheel && watched == m_combo && !m_combo->hasFocus()) {
            event->ignore();
            return true;
        }
        return ParamEditor::eventFilter(watched, event);
    }

private:
    ParamInfo m_info;
    QStackedLayout* m_stack;
    QCheckBox* m_check = nullptr;
    QComboBox* m_combo = nullptr;
    QLineEdit* m_variable;
};

} // namespace

ParamEditor* makeParamEditor(const ParamInfo& info, QWidget* parent)
{
    switch (info.kind) {
    case ParamKind::Bool:
    case ParamKind::Choice:
        return new ChoiceEditor(info, parent);
    case ParamKind::Integer:
    case ParamKind::Number:
        return new NumberEditor(info, parent);
    case ParamKind::List:
        return new LinesEditor(info, parent);
    case ParamKind::Text:
        if (info.many)
            return new LinesEditor(info, parent);
        [[fallthrough]];
    case ParamKind::Path:
        return new LineEditor(info, parent);
    }
    return nullptr;
}

} // namespace espalier
