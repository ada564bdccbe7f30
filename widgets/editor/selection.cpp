#include "widgets/editor/selection.h"

#include <algorithm>

namespace espalier {

bool Selection::contains(const std::string& node) const
{
    return std::ranges::find(m_nodes, node) != m_nodes.end();
}

void Selection::set(std::vector<std::string> nodes)
{
    if (nodes == m_nodes && !m_edge)
        return;
    m_nodes = std::move(nodes);
    m_edge.reset();
    Q_EMIT changed();
}

void Selection::setEdge(const Edge& edge)
{
    m_nodes.clear();
    m_edge = edge;
    Q_EMIT changed();
}

void Selection::toggle(const std::string& node)
{
    auto nodes = m_nodes;
    if (std::erase(nodes, node) == 0)
        nodes.push_back(node);
    set(std::move(nodes));
}

void Selection::clear()
{
    set({});
}

void Selection::rename(const std::string& from, const std::string& to)
{
    std::ranges::replace(m_nodes, from, to);
    if (m_edge) {
        if (m_edge->fromNode == from)
            m_edge->fromNode = to;
        if (m_edge->toNode == from)
            m_edge->toNode = to;
    }
    Q_EMIT changed();
}

void Selection::keepOnly(const Pipeline& pipeline)
{
    auto nodes = m_nodes;
    std::erase_if(nodes, [&](const std::string& id) { return pipeline.find(id) == nullptr; });
    const bool edgeGone =
        m_edge && std::ranges::find(pipeline.edges, *m_edge) == pipeline.edges.end();
    if (edgeGone)
        m_edge.reset();
    if (nodes.size() == m_nodes.size()) {
        if (edgeGone)
            Q_EMIT changed();
        return;
    }
    m_nodes = std::move(nodes);
    Q_EMIT changed();
}

} // namespace espalier
