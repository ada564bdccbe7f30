#pragma once

#include "core/params/params.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QGridLayout;

namespace espalier {

/// The pipeline's variables: a name and a value each, "${name}" in parameters stands for them.
class VariablesForm : public QWidget
{
    Q_OBJECT
public:
    explicit VariablesForm(QWidget* parent = nullptr);
    void setVariables(const Values& variables);

Q_SIGNALS:
    void variableEdited(const std::string& name, const espalier::Value& value, int session);
    void variableRemoved(const std::string& name);

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void retranslate();
    void rebuild();
    void addNamed();

    Values m_variables = Values::object();
    QLabel* m_heading;
    QLabel* m_help;
    QGridLayout* m_grid;
    QWidget* m_rows;
    std::vector<std::pair<std::string, QLineEdit*>> m_edits;
    QLineEdit* m_newName;
    QPushButton* m_add;
    int m_session = 0;
};

} // namespace espalier
