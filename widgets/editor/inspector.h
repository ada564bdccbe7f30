#pragma once

#include "widgets/document/pipeline_document.h"
#include "widgets/editor/selection.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;

namespace espalier {

class ElidedLabel;
class FlowPanel;
class ParamForm;
class VariablesForm;

/// What is selected, on the right: its name and help, why it will run, its parameters, ports and
/// estimate; of a wire what flows over it, of a template the rows that it makes; the pipeline's variables and totals while nothing is.
class Inspector : public QWidget
{
    Q_OBJECT
public:
    Inspector(PipelineDocument& document, Selection& selection, QWidget* parent = nullptr);
    /// Puts the focus into the form, on that parameter or the first one.
    void focusParam(const std::string& param = {});

    QPushButton* rankButton() const { return m_rank; }

Q_SIGNALS:
    /// Answers of this node, which waits for people, should be ranked.
    void rankAsked(const std::string& node);

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeHeader();
    QWidget* makeBody();
    void onDocument(const DocumentEvent& event);
    void showSelection();
    void showFlow();
    void showEdge(const Edge& edge);
    void showValues();
    void showFindings();
    void showTotals();
    void showWaiting();
    void retranslate();

    PipelineDocument& m_document;
    Selection& m_selection;
    std::string m_node; ///< shown now; empty: the pipeline itself
    std::string m_stage;
    QLabel* m_icon;
    ElidedLabel* m_title;
    QLineEdit* m_id;
    QLabel* m_idProblem;
    QLabel* m_help;
    QLabel* m_why;
    QPushButton* m_rank;
    QScrollArea* m_scroll;
    ParamForm* m_form;
    FlowPanel* m_flow;
    VariablesForm* m_variables;
    QLabel* m_portsHeading;
    QLabel* m_ports;
    QLabel* m_estimateHeading;
    QLabel* m_estimate;
    QLabel* m_paramHelp;
};

} // namespace espalier
