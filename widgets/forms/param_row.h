#pragma once

#include "core/params/params.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace espalier {

class ParamEditor;

/// One parameter in a form: its name and unit, its editor, a button back to the default, and what
/// is wrong with it.
class ParamRow : public QWidget
{
    Q_OBJECT
public:
    ParamRow(const ParamInfo& info, QWidget* parent);

    const ParamInfo& info() const { return m_info; }
    /// Null: the default counts.
    void setValue(const Value* given);
    bool isSet() const { return m_isSet; }
    /// A problem that the document found; empty where there is none.
    void setIssue(const QString& issue, bool isWarning);
    bool hasIssue() const;
    /// Names offered by "Use a variable".
    void setVariables(const std::vector<std::string>& names) { m_variables = names; }
    void takeFocus();
    /// Whether name, title or help hold the text.
    bool matches(const QString& filter) const;
    QWidget* control() const;
    QString helpText() const;

Q_SIGNALS:
    /// `session` is the same from gaining the focus to losing it.
    void edited(const espalier::Value& value, int session);
    void reset();
    /// Gained the focus or the pointer.
    void attended();

protected:
    void changeEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void retranslate();
    void showProblem();

    ParamInfo m_info;
    QLabel* m_label;
    ParamEditor* m_editor;
    QToolButton* m_reset;
    QLabel* m_problem;
    bool m_isSet = false;
    Value m_value;
    QString m_issue;
    bool m_issueIsWarning = false;
    int m_session = 0;
    std::vector<std::string> m_variables;
};

} // namespace espalier
