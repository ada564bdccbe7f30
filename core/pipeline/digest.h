#pragma once

#include "core/pipeline/plan.h"

namespace espalier {

/// Content digests of files and folders, remembered in `memory` (a JSON file) by path, size and modification time, so
/// that a gigabyte is read once. A file that changed within the last two seconds is read anew.
class RememberedDigests
{
public:
    explicit RememberedDigests(std::filesystem::path memory);
    /// The digest of a file's bytes, or of a folder's names and bytes. "missing" where there is nothing.
    std::string operator()(const std::filesystem::path& path);

private:
    std::string ofFile(const std::filesystem::path& file);

    std::filesystem::path m_memory;
    nlohmann::json m_known;
};

} // namespace espalier
