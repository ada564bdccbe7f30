#include "core/stages/stages.h"

#include "core/stages/data_instructions.h"
#include "core/stages/data_labelled.h"
#include "core/stages/data_mix.h"
#include "core/stages/data_preferences.h"
#include "core/stages/data_problems.h"
#include "core/stages/data_prompts.h"
#include "core/stages/data_template.h"
#include "core/stages/data_text.h"
#include "core/stages/eval_arena.h"
#include "core/stages/eval_classify.h"
#include "core/stages/eval_language.h"
#include "core/stages/eval_problems.h"
#include "core/stages/export_huggingface.h"
#include "core/stages/label_human.h"
#include "core/stages/label_simulated.h"
#include "core/stages/model_new.h"
#include "core/stages/peft_attach.h"
#include "core/stages/reward_blend.h"
#include "core/stages/reward_code.h"
#include "core/stages/reward_logic.h"
#include "core/stages/reward_math.h"
#include "core/stages/reward_rules.h"
#include "core/stages/rl.h"
#include "core/stages/sample_candidates.h"
#include "core/stages/tokenizer_train.h"
#include "core/stages/train_preference.h"
#include "core/stages/train_pretrain.h"
#include "core/stages/train_reward.h"
#include "core/stages/train_sft.h"

#include <vector>

namespace espalier {

namespace {

/// The ports' names as the window shows them; here alone for the catalogues, which look for trNoop.
[[maybe_unused]] constexpr const char* kPortNames[] = {
    trNoop("text"),
    trNoop("tokenizer"),
    trNoop("model"),
    trNoop("instructions"),
    trNoop("prompts"),
    trNoop("preferences"),
    trNoop("problems"),
    trNoop("baseline"),
    trNoop("gold"),
    trNoop("judge"),
    trNoop("reward"),
    trNoop("candidates"),
    trNoop("rewards"),
    trNoop("labelled"),
    trNoop("report"),
    trNoop("files")};

} // namespace

std::span<const StageInfo> stages()
{
    static const std::vector<StageInfo> all{
        dataText(),
        dataInstructions(),
        dataPrompts(),
        dataPreferences(),
        dataProblems(),
        dataLabelled(),
        dataMix(),
        dataTemplate(),
        tokenizerTrain(),
        tokenizerLoad(),
        modelNew(),
        modelLoad(),
        trainPretrain(),
        trainSft(),
        peftAttach(),
        peftMerge(),
        rewardMath(),
        rewardCode(),
        rewardLogic(),
        rewardRules(),
        rewardBlend(),
        sampleCandidates(),
        labelSimulated(),
        labelHuman(),
        trainReward(),
        trainPreference(),
        rlPpo(),
        rlA2c(),
        rlTrpo(),
        rlGrpo(),
        rlRloo(),
        evalLanguage(),
        evalProblems(),
        evalClassify(),
        evalArena(),
        exportHuggingface()};
    return all;
}

} // namespace espalier
