/// reward.blend: writes down which rewards are added, and how. A reward without a model is copied
/// into the description; one that is a model, or holds one, is named by its folder beside ours.

#include "core/stages/reward_blend.h"

#include "core/engine/stages/all.h"
#include "core/engine/stages/context.h"
#include "core/engine/stages/reward_file.h"
#include "core/reward/reward_folder.h"

namespace espalier {

void runRewardBlend(StageContext& context)
{
    std::vector<nlohmann::json> parts;
    for (const auto& folder : context.inputs("rewards")) {
        auto reward = readReward(folder);
        if (needsModel(reward)) {
            // Artifacts lie side by side, under their keys.
            parts.push_back({{"path", "../" + folder.filename().string()}});
        } else {
            reward.erase("version");
            parts.push_back({{"reward", std::move(reward)}});
        }
    }
    writeReward(context, context.params<RewardBlendParams>().description(parts));
}

} // namespace espalier
