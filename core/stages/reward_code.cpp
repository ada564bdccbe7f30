#include "core/stages/reward_code.h"

#include "core/stages/reward_stage.h"

namespace espalier {

StageInfo rewardCode()
{
    StageInfo stage = rewardStage(
        "reward.code",
        trNoop("Code"),
        trNoop("Runs the Python program of an answer against the row's tests, in a sandbox without "
               "network, "
               "files or other processes (it needs bubblewrap). About a tenth of a second for each "
               "answer and core. Rows without tests are not scored."),
        describe<RewardCodeParams>());
    // It tries the sandbox once.
    stage.estimate = [](const StageQuery&, const Machine&) { return Estimate{40e6, 0.5, 1e4, 0}; };
    return stage;
}

} // namespace espalier
