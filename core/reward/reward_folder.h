#pragma once

/// The folder of a reward artifact: its reward.json is a description (verifier.h), or says that the
/// folder holds a reward model.

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <vector>

namespace espalier {

/// The file in the folder.
inline constexpr const char* rewardFile = "reward.json";

/// The description in a reward's folder. Throws Error (input) where there is none.
nlohmann::json readReward(const std::filesystem::path& folder);

/// The folder of a reward and those of all its parts. Throws Error (input) as readReward does.
std::vector<std::filesystem::path> rewardFolders(const std::filesystem::path& folder);

/// Whether a reward needs a model, itself or in one of its parts: makeVerifier() refuses it then.
bool needsModel(const nlohmann::json& description);

} // namespace espalier
