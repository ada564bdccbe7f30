/// PipelineDocument: edits of nodes, wires, parameters and variables.

#include "widgets/document/commands.h"
#include "widgets/document/pipeline_document.h"

#include <algorithm>
#include <cctype>

namespace espalier {

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

} // namespace espalier
