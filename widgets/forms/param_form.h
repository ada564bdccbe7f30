#pragma once

#include "core/params/params.h"

#include <QWidget>

#include <map>

class QLabel;
class QLineEdit;
class QToolButton;
class QVBoxLayout;

namespace espalier {

class ParamRow;

/// A form made from a declaration. It shows values and emits edits; who holds the values applies
/// them and gives them back with setValues(), which leaves the focus and what is being typed alone.
class ParamForm : public QWidget
{
    Q_OBJECT
public:
    explicit ParamForm(QWidget* parent = nullptr);

    /// Builds the rows anew.
    void setParams(const std::vector<ParamInfo>& params);
    /// `given` are the values that differ from the defaults; `variables` those that "${name}" may
    /// name.
    void setValues(const Values& given, const Values& variables);
    /// A finding about one parameter.
    struct RowIssue
    {
        std::string param;
        QString words;
        bool isWarning = false;
    };
    void setIssues(const std::vector<RowIssue>& issues);
    /// Unfolds what hides it, scrolls to it and gives it the focus.
    void focusParam(const std::string& name);
    void setFilter(const QString& text);
    ParamRow* row(const std::string& name) const;

Q_SIGNALS:
    void paramEdited(const std::string& name, const espalier::Value& value, int session);
    void paramReset(const std::string& name);
    /// The help of the parameter under the focus or the pointer.
    void helpChanged(const QString& help);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void updateVisibility();
    bool hasMeaning(const ParamInfo& info) const;
    void addRow(const ParamInfo& info, QVBoxLayout* layout);
    void clear();

    struct Heading
    {
        QLabel* label;
        std::string group;
        std::vector<ParamRow*> rows;
    };
    QLineEdit* m_filter;
    QWidget* m_body;
    QVBoxLayout* m_rowsLayout;
    QToolButton* m_advanced;
    std::vector<ParamInfo> m_params;
    std::vector<Heading> m_headings;
    std::vector<ParamRow*> m_rows;
    Values m_given, m_variables;
};

} // namespace espalier
