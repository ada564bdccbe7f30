#pragma once

#include "core/pipeline/graph.h"

#include <QObject>

#include <optional>
#include <string>
#include <vector>

namespace espalier {

/// What is selected on the canvas: nodes by id, in the order of selecting, or one wire.
class Selection : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    const std::vector<std::string>& nodes() const { return m_nodes; }
    const std::optional<Edge>& edge() const { return m_edge; }
    bool contains(const std::string& node) const;
    bool isEmpty() const { return m_nodes.empty() && !m_edge; }
    /// The node that inspector and keyboard mean: the last one selected; empty where there is none.
    std::string current() const { return m_nodes.empty() ? std::string() : m_nodes.back(); }

    void set(std::vector<std::string> nodes);
    void setEdge(const Edge& edge);
    void toggle(const std::string& node);
    void clear();
    void rename(const std::string& from, const std::string& to);
    /// Drops what the pipeline no longer has.
    void keepOnly(const Pipeline& pipeline);

Q_SIGNALS:
    void changed();

private:
    std::vector<std::string> m_nodes;
    std::optional<Edge> m_edge;
};

} // namespace espalier
