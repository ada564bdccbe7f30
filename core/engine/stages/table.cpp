#include "core/engine/stages/all.h"
#include "core/engine/stages/context.h"

#include <array>

namespace espalier {

StageFunction stageFunction(std::string_view name)
{
    static constexpr std::array<std::pair<std::string_view, StageFunction>, 36> all{{
        {"data.text", runDataText},
        {"data.instructions", runDataInstructions},
        {"data.prompts", runDataPrompts},
        {"data.preferences", runDataPreferences},
        {"data.problems", runDataProblems},
        {"data.labelled", runDataLabelled},
        {"data.mix", runDataMix},
        {"data.template", runDataTemplate},
        {"tokenizer.train", runTokenizerTrain},
        {"tokenizer.load", runTokenizerLoad},
        {"model.new", runModelNew},
        {"model.load", runModelLoad},
        {"train.pretrain", runPretrain},
        {"train.sft", runSft},
        {"peft.attach", runPeftAttach},
        {"peft.merge", runPeftMerge},
        {"sample.candidates", runSampleCandidates},
        {"label.simulated", runLabelSimulated},
        {"label.human", runLabelHuman},
        {"train.reward", runTrainReward},
        {"train.preference", runTrainPreference},
        {"rl.ppo", runRlPpo},
        {"rl.a2c", runRlA2c},
        {"rl.trpo", runRlTrpo},
        {"rl.grpo", runRlGrpo},
        {"rl.rloo", runRlRloo},
        {"reward.math", runRewardMath},
        {"reward.code", runRewardCode},
        {"reward.logic", runRewardLogic},
        {"reward.rules", runRewardRules},
        {"reward.blend", runRewardBlend},
        {"eval.language", runEvalLanguage},
        {"eval.problems", runEvalProblems},
        {"eval.classify", runEvalClassify},
        {"eval.arena", runEvalArena},
        {"export.huggingface", runExportHuggingface},
    }};
    for (const auto& [stage, function] : all)
        if (stage == name)
            return function;
    return nullptr;
}

} // namespace espalier
