#pragma once

/// A reward artifact without weights: reward.json, its description (core/reward/verifier.h).

#include <nlohmann/json_fwd.hpp>

#include <filesystem>

namespace espalier {

class StageContext;

/// Writes the description, with the version of what will score by it, as the stage's artifact.
/// Throws Error where the verifier can't be made here (a sandbox that does not start).
void writeReward(StageContext& context, nlohmann::json description);

/// The description in a reward's folder. Throws Error (input) where there is none.
nlohmann::json readReward(const std::filesystem::path& folder);

/// Whether a reward needs a model, itself or in one of its parts: makeVerifier() refuses it then.
bool needsModel(const nlohmann::json& description);

} // namespace espalier
