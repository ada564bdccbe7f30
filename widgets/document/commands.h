#pragma once

/// The commands of PipelineDocument. Each swaps what it holds with what the document holds, so that
/// undo and redo are one act; nothing happens in a constructor.

#include "widgets/document/pipeline_document.h"

#include <QUndoCommand>

namespace espalier {

class DocumentCommand : public QUndoCommand
{
public:
    explicit DocumentCommand(PipelineDocument& document)
        : m_document(document)
    {
    }
    void redo() final { swap(); }
    void undo() final { swap(); }

protected:
    virtual void swap() = 0;
    Pipeline& pipeline() { return m_document.m_pipeline; }
    void tell(const DocumentEvent& event) { m_document.tell(event); }

private:
    PipelineDocument& m_document;
};

/// Nodes and edges with their places in the lists: what the command holds is not in the document,
/// and the other way round. Adding, removing, wiring and pasting are all this.
class SwapParts : public DocumentCommand
{
public:
    struct Parts
    {
        std::vector<std::pair<size_t, Node>>
            nodes; ///< ascending; the index is that of the list with all of them in
        std::vector<std::pair<size_t, Edge>> edges;
    };
    /// `removed` says which indices of the document's lists go; `added` goes in after that.
    SwapParts(
        PipelineDocument& document,
        Parts added,
        std::vector<size_t> nodesOut,
        std::vector<size_t> edgesOut);

protected:
    void swap() override;

private:
    Parts m_in;                                 ///< goes in at the next swap
    std::vector<size_t> m_nodesOut, m_edgesOut; ///< ascending; what goes out at the next swap
};

class MoveNodes : public DocumentCommand
{
public:
    MoveNodes(PipelineDocument& document, std::vector<NodePosition> positions, int session);
    int id() const override { return m_session == 0 ? -1 : 1; }
    bool mergeWith(const QUndoCommand* other) override;

protected:
    void swap() override;

private:
    std::vector<NodePosition> m_positions;
    int m_session;
};

/// Swaps a node's parameters as a whole, so that their order in the file comes back too; one of
/// them differs.
class SetParam : public DocumentCommand
{
public:
    SetParam(
        PipelineDocument& document,
        std::string node,
        std::string param,
        Values params,
        int session);
    int id() const override { return m_session == 0 ? -1 : 2; }
    bool mergeWith(const QUndoCommand* other) override;

protected:
    void swap() override;

private:
    std::string m_node, m_param;
    Values m_params;
    int m_session;
};

class RenameNode : public DocumentCommand
{
public:
    RenameNode(PipelineDocument& document, std::string from, std::string to);

protected:
    void swap() override;

private:
    std::string m_from, m_to;
};

class SetVariable : public DocumentCommand
{
public:
    SetVariable(PipelineDocument& document, std::string name, Values variables, int session);
    int id() const override { return m_session == 0 ? -1 : 3; }
    bool mergeWith(const QUndoCommand* other) override;

protected:
    void swap() override;

private:
    std::string m_name;
    Values m_variables;
    int m_session;
};

} // namespace espalier
