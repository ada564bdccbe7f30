#pragma once

/// What each stage does: one function a stage, in the file of the stage's name.

namespace espalier {

class StageContext;

void runDataText(StageContext& context);
void runDataInstructions(StageContext& context);
void runDataPrompts(StageContext& context);
void runDataPreferences(StageContext& context);
void runDataProblems(StageContext& context);
void runDataLabelled(StageContext& context);
void runDataMix(StageContext& context);
void runDataTemplate(StageContext& context);
void runTokenizerTrain(StageContext& context);
void runTokenizerLoad(StageContext& context);
void runModelNew(StageContext& context);
void runModelLoad(StageContext& context);
void runPretrain(StageContext& context);
void runSft(StageContext& context);
void runPeftAttach(StageContext& context);
void runPeftMerge(StageContext& context);
void runSampleCandidates(StageContext& context);
void runLabelSimulated(StageContext& context);
void runLabelHuman(StageContext& context);
void runTrainReward(StageContext& context);
void runTrainPreference(StageContext& context);
void runRlPpo(StageContext& context);
void runRlA2c(StageContext& context);
void runRlTrpo(StageContext& context);
void runRlGrpo(StageContext& context);
void runRlRloo(StageContext& context);
void runRewardMath(StageContext& context);
void runRewardCode(StageContext& context);
void runRewardLogic(StageContext& context);
void runRewardRules(StageContext& context);
void runRewardBlend(StageContext& context);
void runEvalLanguage(StageContext& context);
void runEvalProblems(StageContext& context);
void runEvalClassify(StageContext& context);
void runEvalArena(StageContext& context);
void runExportHuggingface(StageContext& context);

} // namespace espalier
