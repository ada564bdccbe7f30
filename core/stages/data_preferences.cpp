#include "core/stages/data_preferences.h"

namespace espalier {

StageInfo dataPreferences()
{
    return rowFileStage(
        RowKind::Preferences,
        trNoop("Preferences"),
        trNoop("Answers that were preferred to others, for reward models and preference losses: "
               "pairs of a chosen and a rejected answer, or single answers marked good or bad. "
               "Reads TRL's rows, hh-rlhf dialogues, or a table whose columns you name. A share is "
               "set aside for validation."),
        describe<DataPreferencesParams>());
}

} // namespace espalier
