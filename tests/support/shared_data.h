#pragma once

/// Where the real data for tests lies.

#include <cstdlib>
#include <filesystem>

namespace espalier {

/// $ESPALIER_SHARED/data, else that of ../shared beside the source tree; it may be missing.
inline std::filesystem::path sharedData()
{
    const char* named = std::getenv("ESPALIER_SHARED");
    return (named != nullptr ? std::filesystem::path(named)
                             : std::filesystem::path(ESPALIER_SOURCE_DIR) / ".." / "shared") /
           "data";
}

} // namespace espalier
