#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <filesystem>

namespace espalier {

/// Writes `points` points interleaved over `series` series through a SeriesWriter into a fresh
/// database in a temporary folder inside `folder`, reads all of them back and counts. Returns
/// {"series", "points", "write_s", "points_per_s", "read_s", "read_points_per_s", "counted",
/// "bytes_per_point"}; throws Error where what was read differs from what was written.
nlohmann::json
benchStore(const std::filesystem::path& folder, int series = 64, int64_t points = 2'000'000);

} // namespace espalier
