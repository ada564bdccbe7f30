#pragma once

#include "core/store/artifacts.h"
#include "core/store/runs.h"
#include "core/store/workspace.h"

#include <optional>
#include <string>
#include <string_view>

namespace espalier {

/// What RUN:NODE names; RUN alone: any node of it.
struct NodeChoice
{
    RunInfo run;
    std::string node;                     ///< empty: any
    std::optional<ArtifactInfo> artifact; ///< the last one made there, if any
};

/// Looks RUN:NODE up. With a `kind` only artifacts of that kind count. Throws Error (input) where
/// there is no such run.
NodeChoice chooseNode(Workspace& workspace, const std::string& choice, std::string_view kind = {});

} // namespace espalier
