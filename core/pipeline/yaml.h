#pragma once

#include "core/pipeline/graph.h"

#include <filesystem>
#include <span>

namespace espalier {

struct StageInfo;

/// A pipeline read from YAML, with every mistake of form found on the way (each with line and column).
struct ReadPipeline {
    Pipeline pipeline;
    std::vector<Issue> issues;
    Place roundsPlace; ///< of the key `rounds`
};
ReadPipeline readPipeline(const std::string& yaml);
/// The same from a file; throws Error (input) where it can't be read.
ReadPipeline loadPipeline(const std::filesystem::path& file);

/// The canonical text: reading it and writing again gives the same bytes.
std::string writePipeline(const Pipeline& pipeline);

/// Saves atomically. Where the old file has comments, rounds that are unrolled now, or another form that the canonical
/// text would lose, it is kept beside it as `.bak`. Returns whether it was.
bool savePipeline(const Pipeline& pipeline, const std::filesystem::path& file);

/// Puts `node.param=value` (or `variable=value`) settings in. A relative path given to a path parameter resolves
/// against `folder`. Throws Error (input) that names the setting and what it could have meant.
void applySetting(
    Pipeline& pipeline, std::span<const StageInfo> stages, std::string_view setting, const std::filesystem::path& folder);

} // namespace espalier
