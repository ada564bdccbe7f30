#pragma once

#include "core/pipeline/stage.h"
#include "widgets/document/analysis.h"
#include "widgets/document/document_event.h"
#include "widgets/document/node_status.h"

#include <QObject>
#include <QUndoStack>

#include <filesystem>
#include <map>
#include <optional>
#include <span>

namespace espalier {

/// Where a node lies, in grid cells.
struct NodePosition
{
    std::string node;
    double x = 0, y = 0;
};

/// A pipeline being edited: every change is a command on one undo stack and is told by one signal.
/// Knows no widget; nodes are named by id. Views never change what pipeline() gives, they ask here.
class PipelineDocument : public QObject
{
    Q_OBJECT
public:
    explicit PipelineDocument(std::span<const StageInfo> stages, QObject* parent = nullptr);

    const Pipeline& pipeline() const { return m_pipeline; }
    std::span<const StageInfo> stages() const { return m_stages; }
    /// The declaration of a node's stage; null for an unknown node or stage.
    const StageInfo* stageOf(std::string_view node) const;
    QUndoStack* undoStack() { return &m_undo; }

    // The file.
    /// Empty while it was never saved.
    const std::filesystem::path& file() const { return m_file; }
    /// Relative paths in parameters resolve against it.
    std::filesystem::path folder() const;
    /// The file's name without ending, or "Untitled".
    QString title() const;
    bool isModified() const { return !m_undo.isClean(); }
    /// Another pipeline takes the place of this one; undo starts anew.
    void replace(Pipeline pipeline, const std::filesystem::path& file = {});
    /// Throws Error (input) where the file can't be read; mistakes in it become issues. `rounds: N`
    /// becomes plain nodes.
    void open(const std::filesystem::path& file);
    /// Throws Error where it can't be written. Returns whether a `.bak` of the old text was kept.
    bool save(const std::filesystem::path& file);

    // Edits. A `session` other than 0 joins successive edits of the same thing into one undo step.
    static constexpr int kNoSession = 0;
    static int newSession();
    /// Adds a node of that stage, named after it; returns its id. With `wire`, an edge from or to
    /// the new node comes with it in the same step: the end with an empty node id is the new
    /// node's.
    std::string addNode(std::string_view stage, double x, double y, std::optional<Edge> wire = {});
    /// Removes nodes with their edges, and other edges, in one step.
    void remove(const std::vector<std::string>& nodes, const std::vector<Edge>& edges = {});
    void moveNodes(const std::vector<NodePosition>& positions, int session = kNoSession);
    /// Why the edge can't be; nothing where it was made.
    std::optional<Message> connectPorts(const Edge& edge);
    void disconnectPorts(const Edge& edge) { remove({}, {edge}); }
    /// Takes one edge out and puts another in, as one step. Why it can't be; nothing where it was
    /// done.
    std::optional<Message> rewire(const Edge& old, const Edge& edge);
    void setParam(
        std::string_view node,
        const std::string& param,
        const Value& value,
        int session = kNoSession);
    void resetParam(std::string_view node, const std::string& param);
    /// Why the name won't do; nothing where it was taken.
    std::optional<Message> renameNode(std::string_view node, const std::string& id);
    void setVariable(const std::string& name, const Value& value, int session = kNoSession);
    void removeVariable(const std::string& name);
    /// Nodes and the edges between them as YAML, for the clipboard.
    QString copy(const std::vector<std::string>& nodes) const;
    /// Adds what copy() gave, moved by so many cells and renamed where ids are taken; the new ids.
    /// Empty where the text is no pipeline.
    std::vector<std::string> paste(const QString& text, double dx, double dy);
    /// Why there is no round to repeat; nothing where there is one.
    std::optional<Message> whyNoRound() const;
    /// Adds a copy of the last round that starts from the newest model (of several, from a training
    /// among `chosen`), in one step; the new ids. Empty where there is no round.
    std::vector<std::string> appendRound(std::span<const std::string> chosen = {});

    // What is known of it.
    const std::vector<Issue>& issues() const { return m_findings.issues; }
    const std::vector<PlannedNode>& plan() const { return m_findings.plan; }
    const NodeOutlook* outlookOf(const std::string& node) const;
    const PlannedNode* planOf(std::string_view node) const;
    bool isAnalysed() const { return !m_analysis.isBusy(); }
    /// Works out problems, outlook and plan again (after a run, a change of language or of files).
    void analyse();
    void setPlanner(Planner planner);
    void setMachine(const Machine& machine);
    /// Where the results of cached nodes lie, a folder a key (PlannedNode::key); empty: nowhere.
    void setArtifacts(const std::filesystem::path& folder) { m_artifacts = folder; }
    const std::filesystem::path& artifacts() const { return m_artifacts; }

    /// How a node fares; a node nobody spoke of is idle.
    NodeCondition status(const std::string& node) const;
    void setStatus(const std::string& node, const NodeCondition& status);
    void clearStatuses();

Q_SIGNALS:
    void changed(const espalier::DocumentEvent& event);

private:
    friend class DocumentCommand;
    void tell(const DocumentEvent& event);

    std::span<const StageInfo> m_stages;
    Pipeline m_pipeline;
    std::filesystem::path m_file;
    std::vector<Issue> m_formIssues; ///< mistakes of form that the file had when it was read
    QUndoStack m_undo;
    Analysis m_analysis;
    Findings m_findings;
    std::filesystem::path m_artifacts;
    std::map<std::string, NodeCondition> m_statuses;
};

} // namespace espalier
