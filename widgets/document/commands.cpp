#include "widgets/document/commands.h"

#include <algorithm>
#include <ranges>

namespace espalier {

namespace {

/// Takes the items at these (ascending) indices out of a list.
template <typename T>
std::vector<std::pair<size_t, T>> take(std::vector<T>& list, const std::vector<size_t>& indices)
{
    std::vector<std::pair<size_t, T>> taken;
    for (const size_t index : indices)
        taken.emplace_back(index, std::move(list[index]));
    for (const size_t index : indices | std::views::reverse)
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(index));
    return taken;
}

/// Puts them in; ascending, so that each index is the final one.
template <typename T>
std::vector<size_t> put(std::vector<T>& list, std::vector<std::pair<size_t, T>> items)
{
    std::vector<size_t> indices;
    for (auto& [index, item] : items) {
        list.insert(list.begin() + static_cast<std::ptrdiff_t>(index), std::move(item));
        indices.push_back(index);
    }
    return indices;
}

} // namespace

SwapParts::SwapParts(
    PipelineDocument& document,
    Parts added,
    std::vector<size_t> nodesOut,
    std::vector<size_t> edgesOut)
    : DocumentCommand(document)
    , m_in(std::move(added))
    , m_nodesOut(std::move(nodesOut))
    , m_edgesOut(std::move(edgesOut))
{
}

void SwapParts::swap()
{
    Parts out;
    out.edges = take(pipeline().edges, m_edgesOut);
    out.nodes = take(pipeline().nodes, m_nodesOut);
    m_nodesOut = put(pipeline().nodes, m_in.nodes);
    m_edgesOut = put(pipeline().edges, m_in.edges);
    const Parts in = std::exchange(m_in, std::move(out));
    // Told when all is done: a listener sees the document whole.
    for (const auto& edge : m_in.edges)
        tell(EdgeRemoved{edge.second});
    for (const auto& node : m_in.nodes)
        tell(NodeRemoved{node.second.id});
    for (const auto& node : in.nodes)
        tell(NodeAdded{node.second.id});
    for (const auto& edge : in.edges)
        tell(EdgeAdded{edge.second});
}

MoveNodes::MoveNodes(PipelineDocument& document, std::vector<NodePosition> positions, int session)
    : DocumentCommand(document)
    , m_positions(std::move(positions))
    , m_session(session)
{
}

void MoveNodes::swap()
{
    for (auto& position : m_positions) {
        Node& node = *pipeline().find(position.node);
        std::swap(node.x, position.x);
        std::swap(node.y, position.y);
    }
    for (const auto& position : m_positions)
        tell(NodeMoved{position.node});
}

bool MoveNodes::mergeWith(const QUndoCommand* other)
{
    const auto& next = static_cast<const MoveNodes&>(*other);
    // The positions held are those to go back to: the older ones stay.
    return next.m_session == m_session &&
           std::ranges::equal(
               m_positions, next.m_positions, {}, &NodePosition::node, &NodePosition::node);
}

SetParam::SetParam(
    PipelineDocument& document, std::string node, std::string param, Values params, int session)
    : DocumentCommand(document)
    , m_node(std::move(node))
    , m_param(std::move(param))
    , m_params(std::move(params))
    , m_session(session)
{
}

void SetParam::swap()
{
    std::swap(pipeline().find(m_node)->params, m_params);
    tell(ParamChanged{m_node, m_param});
}

bool SetParam::mergeWith(const QUndoCommand* other)
{
    const auto& next = static_cast<const SetParam&>(*other);
    return next.m_session == m_session && next.m_node == m_node && next.m_param == m_param;
}

RenameNode::RenameNode(PipelineDocument& document, std::string from, std::string to)
    : DocumentCommand(document)
    , m_from(std::move(from))
    , m_to(std::move(to))
{
}

void RenameNode::swap()
{
    pipeline().find(m_from)->id = m_to;
    for (Edge& edge : pipeline().edges) {
        if (edge.fromNode == m_from)
            edge.fromNode = m_to;
        if (edge.toNode == m_from)
            edge.toNode = m_to;
    }
    std::swap(m_from, m_to);
    tell(NodeRenamed{m_to, m_from});
}

SetVariable::SetVariable(
    PipelineDocument& document, std::string name, Values variables, int session)
    : DocumentCommand(document)
    , m_name(std::move(name))
    , m_variables(std::move(variables))
    , m_session(session)
{
}

void SetVariable::swap()
{
    std::swap(pipeline().variables, m_variables);
    tell(VariableChanged{m_name});
}

bool SetVariable::mergeWith(const QUndoCommand* other)
{
    const auto& next = static_cast<const SetVariable&>(*other);
    return next.m_session == m_session && next.m_name == m_name;
}

} // namespace espalier
