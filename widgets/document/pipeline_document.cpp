#include "widgets/document/pipeline_document.h"

#include "core/pipeline/rounds.h"
#include "core/pipeline/yaml.h"
#include "widgets/document/commands.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace espalier {

PipelineDocument::PipelineDocument(std::span<const StageInfo> stages, QObject* parent)
    : QObject(parent)
    , m_stages(stages)
    , m_analysis(stages, [this] {
        return Analysis::Subject{m_pipeline, folder()};
    })
{
    connect(&m_undo, &QUndoStack::cleanChanged, this, [this] { tell(FileChanged{}); });
    connect(&m_analysis, &Analysis::done, this, [this](const Findings& findings) {
        m_findings = findings;
        m_findings.issues.insert(
            m_findings.issues.begin(), m_formIssues.begin(), m_formIssues.end());
        tell(AnalysisChanged{});
    });
}

const StageInfo* PipelineDocument::stageOf(std::string_view node) const
{
    const Node* found = m_pipeline.find(node);
    return found == nullptr ? nullptr : findStage(m_stages, found->stage);
}

std::filesystem::path PipelineDocument::folder() const
{
    return m_file.empty() ? std::filesystem::current_path() : m_file.parent_path();
}

QString PipelineDocument::title() const
{
    return m_file.empty() ? tr("Untitled") : QString::fromStdString(m_file.stem().string());
}

void PipelineDocument::replace(Pipeline pipeline, const std::filesystem::path& file)
{
    m_pipeline = std::move(pipeline);
    m_file = file.empty() ? file : std::filesystem::absolute(file);
    m_formIssues.clear();
    m_findings = {};
    m_statuses.clear();
    m_undo.clear();
    tell(DocumentReplaced{});
    tell(FileChanged{});
}

void PipelineDocument::open(const std::filesystem::path& file)
{
    ReadPipeline read = loadPipeline(file);
    unrollRounds(read, m_stages);
    replace(std::move(read.pipeline), file);
    m_formIssues = std::move(read.issues);
    m_findings.issues = m_formIssues;
    tell(AnalysisChanged{});
}

bool PipelineDocument::save(const std::filesystem::path& file)
{
    const bool keptOld = savePipeline(m_pipeline, file);
    const bool moved = std::filesystem::absolute(file).parent_path() != m_file.parent_path();
    m_file = std::filesystem::absolute(file);
    // What could not be read was not written either.
    m_formIssues.clear();
    m_undo.setClean();
    tell(FileChanged{});
    if (moved)
        analyse();
    return keptOld;
}

int PipelineDocument::newSession()
{
    static int last = kNoSession;
    return ++last;
}

std::string
PipelineDocument::addNode(std::string_view stage, double x, double y, std::optional<Edge> wire)
{
    Node node;
    node.stage = stage;
    node.id = m_pipeline.freeId(
        stage.substr(stage.find('.') == std::string_view::npos ? 0 : stage.find('.') + 1));
    node.x = x;
    node.y = y;
    const std::string id = node.id;
    SwapParts::Parts parts;
    parts.nodes.emplace_back(m_pipeline.nodes.size(), std::move(node));
    if (wire) {
        (wire->fromNode.empty() ? wire->fromNode : wire->toNode) = id;
        parts.edges.emplace_back(m_pipeline.edges.size(), *wire);
    }
    auto* command = new SwapParts(*this, std::move(parts), {}, {});
    command->setText(tr("Add %1").arg(QString::fromStdString(id)));
    m_undo.push(command);
    return id;
}

void PipelineDocument::remove(const std::vector<std::string>& nodes, const std::vector<Edge>& edges)
{
    const auto goes = [&](const std::string& id) {
        return std::ranges::find(nodes, id) != nodes.end();
    };
    std::vector<size_t> nodesOut, edgesOut;
    for (size_t i = 0; i < m_pipeline.nodes.size(); ++i) {
        if (goes(m_pipeline.nodes[i].id))
            nodesOut.push_back(i);
    }
    for (size_t i = 0; i < m_pipeline.edges.size(); ++i) {
        const Edge& edge = m_pipeline.edges[i];
        if (goes(edge.fromNode) || goes(edge.toNode) ||
            std::ranges::find(edges, edge) != edges.end())
            edgesOut.push_back(i);
    }
    if (nodesOut.empty() && edgesOut.empty())
        return;
    const QString text = nodesOut.empty() ? tr("Remove a wire")
                         : nodesOut.size() == 1
                             ? tr("Remove %1").arg(QString::fromStdString(nodes.front()))
                             : tr("Remove %1 stages").arg(nodesOut.size());
    auto* command = new SwapParts(*this, {}, std::move(nodesOut), std::move(edgesOut));
    command->setText(text);
    m_undo.push(command);
}

void PipelineDocument::moveNodes(const std::vector<NodePosition>& positions, int session)
{
    std::vector<NodePosition> known;
    bool moves = false;
    for (const NodePosition& position : positions) {
        const Node* node = m_pipeline.find(position.node);
        // A node named twice would not come back by swapping.
        if (node != nullptr &&
            std::ranges::find(known, position.node, &NodePosition::node) == known.end()) {
            known.push_back(position);
            moves |= node->x != position.x || node->y != position.y;
        }
    }
    if (!moves)
        return;
    auto* command = new MoveNodes(*this, std::move(known), session);
    command->setText(tr("Move"));
    m_undo.push(command);
}

std::optional<Message> PipelineDocument::connectPorts(const Edge& edge)
{
    if (auto reason = whyNot(m_pipeline, m_stages, edge))
        return reason;
    SwapParts::Parts parts;
    parts.edges.emplace_back(m_pipeline.edges.size(), edge);
    auto* command = new SwapParts(*this, std::move(parts), {}, {});
    command->setText(tr("Wire %1").arg(QString::fromStdString(edge.text())));
    m_undo.push(command);
    return std::nullopt;
}

std::optional<Message> PipelineDocument::rewire(const Edge& old, const Edge& edge)
{
    Pipeline without = m_pipeline;
    const auto found = std::ranges::find(without.edges, old);
    if (found == without.edges.end())
        return connectPorts(edge);
    const auto index = static_cast<size_t>(found - without.edges.begin());
    without.edges.erase(found);
    if (auto reason = whyNot(without, m_stages, edge))
        return reason;
    SwapParts::Parts parts;
    parts.edges.emplace_back(index, edge);
    auto* command = new SwapParts(*this, std::move(parts), {}, {index});
    command->setText(tr("Wire %1").arg(QString::fromStdString(edge.text())));
    m_undo.push(command);
    return std::nullopt;
}

void PipelineDocument::setParam(
    std::string_view node, const std::string& param, const Value& value, int session)
{
    const Node* found = m_pipeline.find(node);
    if (found == nullptr)
        return;
    Values params = found->params;
    params[param] = value;
    if (params == found->params)
        return;
    auto* command = new SetParam(*this, found->id, param, std::move(params), session);
    command->setText(
        tr("Set %1.%2").arg(QString::fromStdString(found->id), QString::fromStdString(param)));
    m_undo.push(command);
}

void PipelineDocument::resetParam(std::string_view node, const std::string& param)
{
    const Node* found = m_pipeline.find(node);
    if (found == nullptr || !found->params.contains(param))
        return;
    Values params = found->params;
    params.erase(param);
    auto* command = new SetParam(*this, found->id, param, std::move(params), kNoSession);
    command->setText(
        tr("Reset %1.%2").arg(QString::fromStdString(found->id), QString::fromStdString(param)));
    m_undo.push(command);
}

std::optional<Message> PipelineDocument::renameNode(std::string_view node, const std::string& id)
{
    if (node == id)
        return std::nullopt;
    const auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; };
    if (id.empty() || !std::ranges::all_of(id, fits))
        return espalier::tr("An id has letters, digits, _ and - only.");
    if (m_pipeline.find(id) != nullptr)
        return espalier::tr("Another stage is called `{}` already.", id);
    if (m_pipeline.find(node) == nullptr)
        return espalier::tr("There is no stage `{}`.", std::string(node));
    auto* command = new RenameNode(*this, std::string(node), id);
    command->setText(tr("Rename %1").arg(QString::fromStdString(std::string(node))));
    m_undo.push(command);
    return std::nullopt;
}

void PipelineDocument::setVariable(const std::string& name, const Value& value, int session)
{
    Values variables = m_pipeline.variables;
    variables[name] = value;
    if (variables == m_pipeline.variables)
        return;
    auto* command = new SetVariable(*this, name, std::move(variables), session);
    command->setText(tr("Set the variable %1").arg(QString::fromStdString(name)));
    m_undo.push(command);
}

void PipelineDocument::removeVariable(const std::string& name)
{
    if (!m_pipeline.variables.contains(name))
        return;
    Values variables = m_pipeline.variables;
    variables.erase(name);
    auto* command = new SetVariable(*this, name, std::move(variables), kNoSession);
    command->setText(tr("Remove the variable %1").arg(QString::fromStdString(name)));
    m_undo.push(command);
}

QString PipelineDocument::copy(const std::vector<std::string>& nodes) const
{
    Pipeline part;
    std::set<std::string> taken;
    for (const Node& node : m_pipeline.nodes) {
        if (std::ranges::find(nodes, node.id) != nodes.end()) {
            part.nodes.push_back(node);
            taken.insert(node.id);
        }
    }
    for (const Edge& edge : m_pipeline.edges) {
        if (taken.contains(edge.fromNode) && taken.contains(edge.toNode))
            part.edges.push_back(edge);
    }
    return part.nodes.empty() ? QString() : QString::fromStdString(writePipeline(part));
}

std::vector<std::string> PipelineDocument::paste(const QString& text, double dx, double dy)
{
    ReadPipeline read = readPipeline(text.toStdString());
    unrollRounds(read, m_stages);
    if (read.pipeline.nodes.empty() || hasErrors(read.issues))
        return {};
    SwapParts::Parts parts;
    std::map<std::string, std::string> ids;
    Pipeline after = m_pipeline; // so that two pasted nodes don't take the same free id
    for (Node node : read.pipeline.nodes) {
        const std::string id = after.freeId(node.id);
        ids[node.id] = id;
        node.id = id;
        node.x += dx;
        node.y += dy;
        node.place = {};
        node.paramPlaces.clear();
        parts.nodes.emplace_back(after.nodes.size(), node);
        after.nodes.push_back(std::move(node));
    }
    for (const Edge& edge : read.pipeline.edges) {
        if (ids.contains(edge.fromNode) && ids.contains(edge.toNode)) {
            Edge pasted{ids[edge.fromNode], edge.fromPort, ids[edge.toNode], edge.toPort, {}};
            parts.edges.emplace_back(
                m_pipeline.edges.size() + parts.edges.size(), std::move(pasted));
        }
    }
    auto* command = new SwapParts(*this, std::move(parts), {}, {});
    command->setText(tr("Paste"));
    m_undo.push(command);
    std::vector<std::string> added;
    for (const Node& node : read.pipeline.nodes)
        added.push_back(ids[node.id]);
    return added;
}

std::optional<Message> PipelineDocument::whyNoRound() const
{
    return espalier::whyNoRound(m_pipeline, m_stages);
}

std::vector<std::string> PipelineDocument::appendRound()
{
    if (whyNoRound())
        return {};
    NextRound next = nextRound(m_pipeline, m_stages);
    std::vector<std::string> added;
    SwapParts::Parts parts;
    for (Node& node : next.nodes) {
        added.push_back(node.id);
        parts.nodes.emplace_back(m_pipeline.nodes.size() + parts.nodes.size(), std::move(node));
    }
    for (Edge& edge : next.edges)
        parts.edges.emplace_back(m_pipeline.edges.size() + parts.edges.size(), std::move(edge));
    auto* command = new SwapParts(*this, std::move(parts), {}, {});
    command->setText(tr("Next round"));
    m_undo.push(command);
    return added;
}

const NodeOutlook* PipelineDocument::outlookOf(const std::string& node) const
{
    const auto found = m_findings.outlooks.find(node);
    return found == m_findings.outlooks.end() ? nullptr : &found->second;
}

const PlannedNode* PipelineDocument::planOf(std::string_view node) const
{
    const auto found = std::ranges::find(m_findings.plan, node, &PlannedNode::id);
    return found == m_findings.plan.end() ? nullptr : &*found;
}

void PipelineDocument::analyse()
{
    m_analysis.request();
}

void PipelineDocument::setPlanner(Planner planner)
{
    m_analysis.setPlanner(std::move(planner));
    analyse();
}

void PipelineDocument::setMachine(const Machine& machine)
{
    m_analysis.setMachine(machine);
    analyse();
}

NodeCondition PipelineDocument::status(const std::string& node) const
{
    const auto found = m_statuses.find(node);
    return found == m_statuses.end() ? NodeCondition() : found->second;
}

void PipelineDocument::setStatus(const std::string& node, const NodeCondition& status)
{
    NodeCondition& held = m_statuses[node];
    if (held == status)
        return;
    held = status;
    tell(StatusChanged{node});
}

void PipelineDocument::clearStatuses()
{
    const auto old = std::exchange(m_statuses, {});
    for (const auto& [node, status] : old)
        tell(StatusChanged{node});
}

void PipelineDocument::tell(const DocumentEvent& event)
{
    if (const auto* renamed = std::get_if<NodeRenamed>(&event)) {
        if (auto status = m_statuses.extract(renamed->from)) {
            status.key() = renamed->to;
            m_statuses.insert(std::move(status));
        }
    }
    const bool isContent = std::visit(
        On{[](const AnalysisChanged&) { return false; },
           [](const StatusChanged&) { return false; },
           [](const FileChanged&) { return false; },
           [](const NodeMoved&) { return false; },
           [](const auto&) { return true; }},
        event);
    if (isContent)
        analyse();
    Q_EMIT changed(event);
}

} // namespace espalier
