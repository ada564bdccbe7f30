#pragma once

/// What each stage does: one function a stage, in the file of the stage's name.

namespace espalier {

class StageContext;

void runDataText(StageContext& context);
void runTokenizerTrain(StageContext& context);
void runTokenizerLoad(StageContext& context);
void runModelNew(StageContext& context);
void runModelLoad(StageContext& context);
void runPretrain(StageContext& context);
void runEvalLanguage(StageContext& context);
void runExportHuggingface(StageContext& context);

} // namespace espalier
