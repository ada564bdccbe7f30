#pragma once

#include "core/params/params.h"
#include "core/store/artifacts.h"
#include "core/store/workspace.h"

#include <filesystem>
#include <optional>

namespace espalier {

/// Copies what an export made to the folder that its parameter `path` names, over what is there;
/// a relative one lies in the workspace's `exports`, as the pipeline's folder may be the program's
/// own. The folder, if there is one. Nothing for artifacts of other kinds and for an empty path.
/// Throws Error where the folder can't be written.
std::optional<std::filesystem::path>
writeExport(const Workspace& workspace, const Values& params, const ArtifactInfo& artifact);

} // namespace espalier
