#pragma once

#include "core/pipeline/graph.h"
#include "core/pipeline/stage.h"

#include <optional>

namespace espalier {

/// All mistakes of a pipeline at once: unknown stages and parameters (with what was meant), values that don't fit,
/// unknown variables, edges between unknown or unlike ports, missing inputs, cycles, doubled ids, and what
/// each stage says of itself; memory and disk against the machine where it is known.
/// `folder` is where relative paths resolve.
std::vector<Issue> check(
    const Pipeline& pipeline,
    std::span<const StageInfo> stages,
    const std::filesystem::path& folder = {},
    const Machine& machine = {});

bool hasErrors(const std::vector<Issue>& issues);

/// Why an edge from one port to another can't be (types differ, a cycle, the input is taken, the same node);
/// nothing where it can. The editor asks while a wire is dragged.
std::optional<Message> whyNot(const Pipeline& pipeline, std::span<const StageInfo> stages, const Edge& edge);

/// The node ids in an order in which every node comes after its inputs; ties in the file's order.
/// Nodes on a cycle are left out.
std::vector<std::string> topologicalOrder(const Pipeline& pipeline);

/// A node's values, complete: defaults, then what is given (variables put in), fitted to the declared kinds.
/// Values that don't fit are left as they are.
Values completeParams(const Pipeline& pipeline, const Node& node, const StageInfo& stage);

/// What is known of every node's outputs and what it will take, in topological order.
struct NodeOutlook {
    std::map<std::string, Facts> outputs;
    Estimate estimate;
};
std::map<std::string, NodeOutlook> outlook(
    const Pipeline& pipeline,
    std::span<const StageInfo> stages,
    const std::filesystem::path& folder,
    const Machine& machine);

} // namespace espalier
