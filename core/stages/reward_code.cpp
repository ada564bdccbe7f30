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
               "files or other processes (it needs bubblewrap). A few hundredths of a second for "
               "each answer and core. Rows without tests are not scored."),
        describe<RewardCodeParams>());
    // Measured with the built-in tasks, 256 answers to 32 of them, equal ones run once.
    stage.infer = [](const StageQuery&) {
        return std::map<std::string, Facts>{{"reward", Facts{.checkSeconds = 0.02}}};
    };
    // It tries the sandbox once.
    stage.estimate = [](const StageQuery&, const Machine&) { return Estimate{40e6, 0.5, 1e4, 0}; };
    return stage;
}

} // namespace espalier
