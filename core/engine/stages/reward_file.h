#pragma once

/// Writing a reward artifact without weights (core/reward/reward_folder.h).

#include <nlohmann/json_fwd.hpp>

namespace espalier {

class StageContext;

/// Writes the description, with the version of what will score by it, as the stage's artifact.
/// Throws Error where the verifier can't be made here (a sandbox that does not start).
void writeReward(StageContext& context, nlohmann::json description);

} // namespace espalier
