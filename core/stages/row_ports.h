#pragma once

/// Stages that take rows of any one kind and give the same kind: a port for each, one of them
/// wired.

#include "core/pipeline/stage.h"
#include "core/rows/row.h"

namespace espalier {

/// The port type of a kind of rows.
PortType portOf(RowKind kind);
/// A port for each of these kinds, named like it.
std::vector<Port> rowPorts(std::span<const RowKind> kinds, bool optional, bool many);
/// What is wrong with the wires: nothing wired, or several kinds.
std::vector<Finding> checkOneKind(const StageQuery& query);
/// The facts of the kind that is wired, at every output.
std::map<std::string, Facts> inferSameKind(const StageQuery& query, std::span<const RowKind> kinds);

} // namespace espalier
