#pragma once

/// The rows that leave a node: those of its result where it has one, else as the file, the built-in
/// world or a template will give them.

#include "core/base/message.h"
#include "core/pipeline/graph.h"
#include "core/pipeline/stage.h"
#include "core/rows/row.h"

#include <exception>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace espalier {

/// Nobody waits any longer for what is being read.
struct FlowStopped : std::exception
{
};

/// A pipeline that is looked at, and what is known of its nodes.
struct FlowNodes
{
    const Pipeline& pipeline;
    const std::filesystem::path& folder;                         ///< relative paths resolve here
    const std::map<std::string, std::filesystem::path>& results; ///< of the nodes that have one
    std::span<const StageInfo> stages;
    std::function<bool()> stopped = {}; ///< whether nobody waits any longer; asked while reading

    /// Throws FlowStopped where nobody waits any longer.
    void goOn() const;
    /// Where the node's result lies; nothing where it has none.
    const std::filesystem::path* resultOf(const std::string& node) const;
    /// Nothing where there is no such node, or its stage isn't known.
    const StageInfo* stageOf(const std::string& node) const;
    /// The node's parameters, complete.
    Values valuesOf(const std::string& node) const;
};

/// Where rows or documents that are shown come from.
enum class FlowFrom { Nowhere, Result, File, BuiltIn, Template };

struct FlowRows
{
    FlowFrom from = FlowFrom::Nowhere;
    std::string form;              ///< of a file's rows, as recognised
    std::optional<uint64_t> count; ///< rows in all, where that is known
    std::vector<Row> rows;         ///< the first ones
    bool conversational = false;   ///< whether any row holds turns
    Message note; ///< why there are none, or what they leave out of that a run will do
};

/// The first `count` rows of a kind that leave the node. Throws Error where what they come from is
/// missing or broken, FlowStopped soon after `nodes.stopped`.
FlowRows flowRows(const FlowNodes& nodes, const std::string& node, RowKind kind, size_t count);

/// What is said of a node whose rows or texts can't be known before it has run.
Message appearsOnceRun(const std::string& node, bool texts = false);

/// The output that is shown beside the node's parameters, as they make rows of rows: of a template
/// the one of the kind that is wired to it. It leads nowhere. Nothing for other nodes.
std::optional<Edge>
outputInView(const Pipeline& pipeline, const std::string& node, std::span<const StageInfo> stages);

} // namespace espalier
