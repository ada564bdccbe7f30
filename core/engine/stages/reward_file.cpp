#include "core/engine/stages/reward_file.h"

#include "core/base/files.h"
#include "core/engine/stages/context.h"
#include "core/reward/reward_folder.h"
#include "core/reward/verifier.h"

namespace espalier {

void writeReward(StageContext& context, nlohmann::json description)
{
    if (!needsModel(description)) {
        (void)makeVerifier(description);
        description["version"] = verifierVersion(description);
    }
    writeAtomically(context.output() / rewardFile, description.dump(2) + "\n");
    context.describe(description);
}

} // namespace espalier
