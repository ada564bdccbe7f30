#pragma once

/// What the rewards without a model have in common: nothing goes in, a description comes out.

#include "core/pipeline/stage.h"

namespace espalier {

/// A reward that needs no data: a verifier reads the answer of the row that is scored. `name`,
/// `title` and `help` as in StageInfo.
StageInfo
rewardStage(const char* name, const char* title, const char* help, std::vector<ParamInfo> params);

} // namespace espalier
