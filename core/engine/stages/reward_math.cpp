/// reward.math: writes down which reward it is; whoever scores answers makes the verifier from
/// that.

#include "core/stages/reward_math.h"

#include "core/engine/stages/all.h"
#include "core/engine/stages/context.h"
#include "core/engine/stages/reward_file.h"

namespace espalier {

void runRewardMath(StageContext& context)
{
    writeReward(context, context.params<RewardMathParams>().description());
}

} // namespace espalier
