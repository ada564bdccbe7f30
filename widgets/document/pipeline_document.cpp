#include "widgets/document/pipeline_document.h"

#include "core/pipeline/rounds.h"
#include "core/pipeline/yaml.h"

#include <algorithm>
#include <utility>

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
