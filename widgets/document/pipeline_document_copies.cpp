/// PipelineDocument: parts that are copied: by way of the clipboard, and as another round.

#include "core/pipeline/rounds.h"
#include "core/pipeline/yaml.h"
#include "widgets/document/commands.h"
#include "widgets/document/pipeline_document.h"

#include <algorithm>
#include <set>

namespace espalier {

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

std::vector<std::string> PipelineDocument::appendRound(std::span<const std::string> chosen)
{
    if (whyNoRound())
        return {};
    NextRound next = nextRound(m_pipeline, m_stages, chosen);
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

} // namespace espalier
