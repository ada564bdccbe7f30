#pragma once

#include "core/pipeline/stage.h"

namespace espalier {

/// This machine, for estimates: cores this process may use, memory (the control group's limit where there is one),
/// disk left at `workspace`, and a cautious guess of its speed in training.
Machine thisMachine(const std::filesystem::path& workspace, int threads = 0);

/// Cores that this process may run on.
int usableCores();

} // namespace espalier
