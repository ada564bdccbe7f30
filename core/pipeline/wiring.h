#pragma once

/// What the checks ask of a pipeline's edges. whyNot() and topologicalOrder(), which others ask
/// too, are declared in check.h.

#include "core/pipeline/graph.h"
#include "core/pipeline/stage.h"

namespace espalier {

/// Adds what is wrong with edges: the same twice, ends that name no node or no port, ports of
/// unlike types.
void checkEdges(
    const Pipeline& pipeline, std::span<const StageInfo> stages, std::vector<Issue>& issues);

/// Whether edges lead from one node to another; from a node to itself always.
bool reaches(const Pipeline& pipeline, const std::string& from, const std::string& to);

/// "a, b, c", as sentences name what there is.
std::string listed(const std::vector<std::string>& items);

} // namespace espalier
