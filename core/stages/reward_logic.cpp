#include "core/stages/reward_logic.h"

#include "core/stages/reward_stage.h"

namespace espalier {

StageInfo rewardLogic()
{
    return rewardStage(
        "reward.logic",
        trNoop("Logic"),
        trNoop(
            "Solves the puzzle of a row and scores the answer: true or false, who lies, orders and "
            "assignments, as conditions in the row's tests or in the sentences of known puzzles. "
            "Else "
            "the gold answer decides; rows without either are not scored."),
        describe<RewardLogicParams>());
}

} // namespace espalier
