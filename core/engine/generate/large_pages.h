#pragma once

#include "core/engine/torch.h"

#include <cstdint>

namespace espalier {

/// Memory for `floats` numbers (float32, not set) that is read from end to end again and again: in
/// large pages where the system lends them, so that neither looking up addresses nor fetching ahead
/// stops at every 4 KiB. Small amounts are ordinary memory.
torch::Tensor largePages(int64_t floats);

} // namespace espalier
