#pragma once

#include "core/pipeline/check.h"

#include <functional>

namespace espalier {

/// One node of a plan: what will happen to it and why.
struct PlannedNode {
    std::string id;
    std::string key;      ///< of its artifact; empty while it depends on something that only the run will know
    bool cached = false;  ///< an artifact of that key is there
    Message reason;       ///< "cached" / "never run" / "`learning_rate` changed" / "`text` runs again"
    bool olderCode = false; ///< cached, but made by older stage code
};

/// Tells the content digest of a file or folder that a path parameter names (core/pipeline/digest.h makes one that
/// remembers digests by size and time).
using FileDigest = std::function<std::string(const std::filesystem::path&)>;
/// Whether an artifact of that key is there.
using HasArtifact = std::function<bool(const std::string& key)>;

/// key = hash(stage, code version, parameters that change the result, keys of the inputs, the seed only where the
/// stage uses it, journal). Relative paths resolve against `folder`; a path counts by its content.
std::string nodeKey(
    const StageInfo& stage,
    const Values& completeParams,
    const std::vector<std::pair<std::string, std::string>>& inputKeys, ///< (port, key "artifactKey:outputPort") in edge order
    const std::filesystem::path& folder,
    const FileDigest& digest,
    const std::string& journal = {});

/// The plan of a checked pipeline in topological order.
std::vector<PlannedNode> plan(
    const Pipeline& pipeline,
    std::span<const StageInfo> stages,
    const std::filesystem::path& folder,
    const FileDigest& digest,
    const HasArtifact& hasArtifact);

} // namespace espalier
