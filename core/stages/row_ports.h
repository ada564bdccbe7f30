#pragma once

/// Ports that take rows of several kinds, one of them wired: stages that take any kind and give the
/// same kind, and stages that ask prompts or problems.

#include "core/pipeline/stage.h"
#include "core/rows/row.h"

#include <optional>

namespace espalier {

/// The port type of a kind of rows.
PortType portOf(RowKind kind);
/// A port for each of these kinds, named like it.
std::vector<Port> rowPorts(std::span<const RowKind> kinds, bool optional, bool many);
/// What is wrong with the wires: nothing wired, or several kinds.
std::vector<Finding> checkOneKind(const StageQuery& query);
/// The facts of the kind that is wired, at every output.
std::map<std::string, Facts> inferSameKind(const StageQuery& query, std::span<const RowKind> kinds);

/// What is wrong with the wires of a stage that asks `prompts` or `problems`: neither, or both.
std::optional<Finding> notOneAsked(const StageQuery& query);
/// What is known of the rows that such a stage asks.
Facts askedFacts(const StageQuery& query);
/// How many a stage asks that takes `share` of its prompts or problems and, with a `limit` over 0,
/// at most that many; 0 where it isn't known.
double askedRows(const StageQuery& query, double share, int64_t limit);

/// Seconds that the wired reward takes for so many answers, beside a model's passes.
double checkingSeconds(const StageQuery& query, const Machine& machine, double answers);

} // namespace espalier
