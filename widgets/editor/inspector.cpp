#include "widgets/editor/inspector.h"

#include "widgets/common/elided_label.h"
#include "widgets/common/icon.h"
#include "widgets/common/language.h"
#include "widgets/common/number_format.h"
#include "widgets/common/theme.h"
#include "widgets/editor/fact_table.h"
#include "widgets/editor/flow_panel.h"
#include "widgets/editor/variables_form.h"
#include "widgets/forms/param_form.h"
#include "widgets/forms/param_row.h"

#include <QEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace espalier {

namespace {

QLabel* wrapped(QWidget* parent, const char* role)
{
    auto* label = new QLabel(parent);
    label->setWordWrap(true);
    setRole(label, role);
    return label;
}

QString about(double seconds)
{
    return seconds > 0 ? u"≈ "_s + formatDuration(seconds) : formatDuration(-1);
}

} // namespace

Inspector::Inspector(PipelineDocument& document, Selection& selection, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_selection(selection)
    , m_paramHelp(new QLabel(this))
{
    setRole(this, "panel");
    setAttribute(Qt::WA_StyledBackground);
    setMinimumWidth(260);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeHeader());
    m_scroll = new QScrollArea(this);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(makeBody());
    m_scroll->viewport()->setAutoFillBackground(false);
    m_scroll->widget()->setAutoFillBackground(false);
    layout->addWidget(m_scroll, 1);
    auto* rule = new QFrame(this);
    setRole(rule, "rule");
    layout->addWidget(rule);
    m_paramHelp->setWordWrap(true);
    m_paramHelp->setContentsMargins(
        Theme::kSpace16, Theme::kSpace8, Theme::kSpace16, Theme::kSpace8);
    m_paramHelp->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    // Three lines keep their room, so that the form above stays still; longer texts get more.
    m_paramHelp->setMinimumHeight(62);
    m_paramHelp->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    m_paramHelp->setObjectName(u"paramHelp"_s);
    setRole(m_paramHelp, "caption");
    layout->addWidget(m_paramHelp);

    connect(
        m_form,
        &ParamForm::paramEdited,
        this,
        [this](const std::string& name, const Value& value, int session) {
            m_document.setParam(m_node, name, value, session);
        });
    connect(m_form, &ParamForm::paramReset, this, [this](const std::string& name) {
        m_document.resetParam(m_node, name);
    });
    connect(m_form, &ParamForm::helpChanged, m_paramHelp, &QLabel::setText);
    connect(m_variables, &VariablesForm::variableEdited, &document, &PipelineDocument::setVariable);
    connect(
        m_variables, &VariablesForm::variableRemoved, &document, &PipelineDocument::removeVariable);
    connect(m_id, &QLineEdit::editingFinished, this, [this] {
        const auto problem =
            m_node.empty() ? std::nullopt
                           : m_document.renameNode(m_node, m_id->text().trimmed().toStdString());
        m_idProblem->setText(problem ? shown(*problem) : QString());
        m_idProblem->setVisible(problem.has_value());
    });
    connect(&document, &PipelineDocument::changed, this, &Inspector::onDocument);
    connect(&selection, &Selection::changed, this, &Inspector::showSelection);
    connect(&themeNotifier(), &ThemeNotifier::changed, this, [this] {
        m_stage.clear();
        showSelection();
    });
    retranslate();
}

QWidget* Inspector::makeHeader()
{
    auto* header = new QWidget(this);
    auto* layout = new QGridLayout(header);
    layout->setContentsMargins(Theme::kSpace16, Theme::kSpace12, Theme::kSpace16, Theme::kSpace12);
    layout->setHorizontalSpacing(Theme::kSpace12);
    layout->setVerticalSpacing(Theme::kSpace4);
    m_icon = new QLabel(header);
    m_icon->setFixedSize(36, 36);
    m_title = new ElidedLabel(header);
    m_title->setFont(textFont(Theme::kLarge, Weight::Strong));
    m_id = new QLineEdit(header);
    m_idProblem = wrapped(header, "error");
    m_idProblem->hide();
    layout->addWidget(m_icon, 0, 0, 2, 1, Qt::AlignTop);
    layout->addWidget(m_title, 0, 1);
    layout->addWidget(m_id, 1, 1);
    layout->addWidget(m_idProblem, 2, 1);
    layout->setColumnStretch(1, 1);
    return header;
}

QWidget* Inspector::makeBody()
{
    auto* body = new QWidget(this);
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(Theme::kSpace16, 0, Theme::kSpace12, Theme::kSpace16);
    layout->setSpacing(Theme::kSpace12);
    m_help = wrapped(body, "muted");
    m_why = wrapped(body, "why");
    m_rank = new QPushButton(icon("rank", Tone::OnAccent), {}, body);
    setRole(m_rank, "primary");
    connect(m_rank, &QPushButton::clicked, this, [this] { Q_EMIT rankAsked(m_node); });
    m_form = new ParamForm(body);
    m_flow = new FlowPanel(m_document, body);
    m_variables = new VariablesForm(body);
    m_portsHeading = wrapped(body, "group");
    m_ports = wrapped(body, "text");
    m_estimateHeading = wrapped(body, "group");
    m_estimate = wrapped(body, "text");
    m_estimate->setFont(numberFont());
    for (QWidget* part : std::initializer_list<QWidget*>{
             m_help,
             m_why,
             m_rank,
             m_form,
             m_flow,
             m_variables,
             m_portsHeading,
             m_ports,
             m_estimateHeading,
             m_estimate})
        layout->addWidget(part);
    layout->addStretch(1);
    return body;
}

void Inspector::onDocument(const DocumentEvent& event)
{
    std::visit(
        On{[this](const ParamChanged& param) {
               if (param.node == m_node)
                   showValues();
           },
           [this](const VariableChanged&) { showValues(); },
           [this](const NodeRenamed&) { showSelection(); },
           [this](const DocumentReplaced&) {
               m_stage.clear();
               showSelection();
           },
           [this](const EdgeAdded&) { showFindings(); },
           [this](const EdgeRemoved&) { showFindings(); },
           [this](const AnalysisChanged&) { showFindings(); },
           [this](const StatusChanged&) { showWaiting(); },
           [](const auto&) {}},
        event);
}

void Inspector::showSelection()
{
    m_node = m_selection.nodes().size() == 1 ? m_selection.current() : std::string();
    const Node* node = m_document.pipeline().find(m_node);
    const StageInfo* stage = m_document.stageOf(m_node);
    const bool isNode = node != nullptr;
    const QString picture =
        isNode ? familyIcon(QString::fromStdString(node->stage)) : u"pipeline"_s;
    m_icon->setPixmap(iconPixmap(picture, theme().accent, 28, devicePixelRatioF()));
    m_id->setVisible(isNode);
    m_idProblem->hide();
    const auto& edge = m_selection.edge();
    m_variables->setVisible(!isNode && !edge);
    m_form->setVisible(isNode && stage != nullptr);
    m_portsHeading->setVisible(isNode && stage != nullptr);
    m_ports->setVisible(isNode && stage != nullptr);
    if (edge) {
        m_stage.clear();
        showEdge(*edge);
    } else if (!isNode) {
        m_stage.clear();
        const size_t several = m_selection.nodes().size();
        m_title->setText(several > 1 ? tr("%1 stages").arg(several) : m_document.title());
        m_help->setText(
            several > 1 ? tr("Drag to move them; Delete removes them with their wires.")
                        : tr("Select a stage to see and change its parameters."));
    } else {
        m_title->setText(
            stage == nullptr ? QString::fromStdString(node->stage)
                             : shown(std::string_view(stage->title)));
        m_help->setText(
            stage == nullptr ? tr("This stage is not known here.")
                             : shown(std::string_view(stage->help)));
        if (m_id->text().toStdString() != node->id)
            m_id->setText(QString::fromStdString(node->id));
        // Another stage needs another form; the same one keeps its folds.
        const std::string formKey = node->stage + '\n' + node->id;
        if (m_stage != formKey) {
            m_stage = formKey;
            m_form->setParams(stage == nullptr ? std::vector<ParamInfo>() : stage->params);
            m_paramHelp->clear();
            m_scroll->ensureVisible(0, 0);
        }
    }
    showValues();
    showFindings();
    showWaiting();
}

void Inspector::showWaiting()
{
    m_rank->setVisible(
        m_document.pipeline().find(m_node) != nullptr &&
        m_document.status(m_node).state == RunState::Waiting);
}

/// Of a wire what flows over it; of a stage that makes rows of rows what comes out.
void Inspector::showFlow()
{
    const auto shownEdge = m_selection.edge()
                               ? m_selection.edge()
                               : outputInView(m_document.pipeline(), m_node, m_document.stages());
    m_flow->setEdge(shownEdge);
    m_flow->setVisible(shownEdge.has_value());
}

void Inspector::showEdge(const Edge& edge)
{
    const StageInfo* from = m_document.stageOf(edge.fromNode);
    const Port* port = from == nullptr ? nullptr : findPort(from->outputs, edge.fromPort);
    const PortTypeInfo* type = port == nullptr ? nullptr : &portType(port->type);
    m_title->setText(
        type == nullptr ? QString::fromStdString(edge.fromPort)
                        : shown(std::string_view(type->title)));
    const QString way = QString::fromStdString(edge.fromNode + " → " + edge.toNode);
    m_help->setText(type == nullptr ? way : way + u"\n"_s + shown(std::string_view(type->help)));
    m_paramHelp->clear();
}

void Inspector::showValues()
{
    const Values& variables = m_document.pipeline().variables;
    if (const Node* node = m_document.pipeline().find(m_node))
        m_form->setValues(node->params, variables);
    else
        m_variables->setVariables(variables);
}

void Inspector::showFindings()
{
    showFlow();
    if (m_selection.edge()) {
        m_why->hide();
        m_estimate->hide();
        m_estimateHeading->hide();
        return;
    }
    if (m_node.empty()) {
        m_why->hide();
        showTotals();
        return;
    }
    const Node* node = m_document.pipeline().find(m_node);
    const StageInfo* stage = m_document.stageOf(m_node);
    if (node == nullptr || stage == nullptr)
        return;
    std::vector<ParamForm::RowIssue> issues;
    for (const Issue& issue : m_document.issues()) {
        if (issue.node != m_node || issue.param.empty())
            continue;
        // "node `x`: ..." goes without saying beside its own parameter.
        const bool isPrefixed =
            issue.message.id == "node `{}`: {}" && issue.message.args.size() == 2;
        const QString words =
            isPrefixed ? QString::fromStdString(issue.message.args[1]) : shown(issue.message);
        issues.push_back({issue.param, words, issue.level == Issue::Level::Warning});
    }
    m_form->setIssues(issues);

    const PlannedNode* planned = m_document.planOf(m_node);
    m_why->setVisible(planned != nullptr);
    if (planned != nullptr) {
        m_why->setText(
            planned->cached ? tr("Cached: it will not run again.")
                            : tr("It will run: %1.").arg(shown(planned->reason)));
    }

    std::vector<std::pair<QString, QString>> ports;
    const auto wiredTo = [&](const Port& port, bool output) {
        QStringList ends;
        for (const Edge& edge : m_document.pipeline().edges) {
            if (output && edge.fromNode == m_node && edge.fromPort == port.name)
                ends << QString::fromStdString(edge.toNode);
            if (!output && edge.toNode == m_node && edge.toPort == port.name)
                ends << QString::fromStdString(edge.fromNode);
        }
        return ends.isEmpty() ? (output || port.optional ? u"–"_s : tr("not wired"))
                              : ends.join(u", "_s);
    };
    for (const Port& port : stage->inputs)
        ports.emplace_back(u"→ "_s + shown(port.name), wiredTo(port, false));
    for (const Port& port : stage->outputs)
        ports.emplace_back(shown(port.name) + u" →"_s, wiredTo(port, true));
    m_ports->setText(factTable(ports));

    const NodeOutlook* outlook = m_document.outlookOf(m_node);
    const bool known = outlook != nullptr && stage->estimate;
    m_estimate->setVisible(known);
    m_estimateHeading->setVisible(known);
    if (!known)
        return;
    std::vector<std::pair<QString, QString>> rows{
        {tr("Time"), about(outlook->estimate.seconds)},
        {tr("Memory"), formatBytes(outlook->estimate.memoryBytes)},
        {tr("Disk"), formatBytes(outlook->estimate.diskBytes)}};
    for (const auto& [port, facts] : outlook->outputs) {
        if (facts.parameters > 0)
            rows.emplace_back(
                tr("Parameters"), formatCountShort(static_cast<double>(facts.parameters)));
    }
    m_estimate->setText(factTable(rows));
}

void Inspector::showTotals()
{
    Estimate total;
    for (const Node& node : m_document.pipeline().nodes) {
        const NodeOutlook* outlook = m_document.outlookOf(node.id);
        const PlannedNode* planned = m_document.planOf(node.id);
        if (outlook == nullptr || (planned != nullptr && planned->cached))
            continue;
        total.seconds += outlook->estimate.seconds;
        total.diskBytes += outlook->estimate.diskBytes;
        total.memoryBytes = std::max(total.memoryBytes, outlook->estimate.memoryBytes);
    }
    const bool known = total.seconds > 0;
    m_estimate->setVisible(known);
    m_estimateHeading->setVisible(known);
    m_estimate->setText(factTable(
        {{tr("Time"), about(total.seconds)},
         {tr("Memory at most"), formatBytes(total.memoryBytes)},
         {tr("Disk"), formatBytes(total.diskBytes)}}));
}

void Inspector::focusParam(const std::string& param)
{
    const StageInfo* stage = m_document.stageOf(m_node);
    if (stage == nullptr)
        return;
    if (!param.empty())
        m_form->focusParam(param);
    else if (!stage->params.empty())
        m_form->focusParam(stage->params.front().name);
}

void Inspector::retranslate()
{
    m_rank->setText(tr("Rank answers"));
    m_rank->setAccessibleName(m_rank->text());
    setAccessibleName(tr("Inspector"));
    m_id->setAccessibleName(tr("Name of the stage in this pipeline"));
    m_id->setToolTip(tr("Its name in the file; wires and results go by it."));
    m_portsHeading->setText(tr("Wires"));
    m_estimateHeading->setText(tr("Estimate"));
    m_stage.clear();
    showSelection();
}

void Inspector::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace espalier
