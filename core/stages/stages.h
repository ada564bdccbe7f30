#pragma once

#include "core/pipeline/stage.h"

#include <span>

namespace espalier {

/// The table of all stages, filled by hand in stages.cpp, in the order of the palette.
std::span<const StageInfo> stages();

} // namespace espalier
