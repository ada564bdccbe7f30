#pragma once

/// What can happen to a document, as small typed events; one signal carries them all.

#include "core/pipeline/graph.h"

#include <string>
#include <variant>

namespace espalier {

/// Another pipeline altogether (opened, new).
struct DocumentReplaced
{
};
struct NodeAdded
{
    std::string node;
};
struct NodeRemoved
{
    std::string node;
};
struct NodeMoved
{
    std::string node;
};
struct NodeRenamed
{
    std::string from, to;
};
struct ParamChanged
{
    std::string node, param;
};
struct EdgeAdded
{
    Edge edge;
};
struct EdgeRemoved
{
    Edge edge;
};
struct VariableChanged
{
    std::string name;
};
/// The list of problems, the outlook and the plan were worked out anew.
struct AnalysisChanged
{
};
/// How a node fares in the run that is shown.
struct StatusChanged
{
    std::string node;
};
/// The file's name or the modified flag.
struct FileChanged
{
};

using DocumentEvent = std::variant<
    DocumentReplaced,
    NodeAdded,
    NodeRemoved,
    NodeMoved,
    NodeRenamed,
    ParamChanged,
    EdgeAdded,
    EdgeRemoved,
    VariableChanged,
    AnalysisChanged,
    StatusChanged,
    FileChanged>;

/// Lambdas as one visitor of DocumentEvent.
template <typename... Ts>
struct On : Ts...
{
    using Ts::operator()...;
};
template <typename... Ts>
On(Ts...) -> On<Ts...>;

} // namespace espalier
