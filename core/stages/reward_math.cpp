#include "core/stages/reward_math.h"

#include "core/stages/reward_stage.h"

namespace espalier {

StageInfo rewardMath()
{
    return rewardStage(
        "reward.math",
        trNoop("Mathematics"),
        trNoop(
            "1 where the final answer has the value of the row's gold answer, else 0: numbers, "
            "fractions, "
            "percent, units, LaTeX, formulas; answers in words too. Rows without a gold answer are "
            "not scored."),
        describe<RewardMathParams>());
}

} // namespace espalier
