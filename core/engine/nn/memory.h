#pragma once

#include <cstdint>

namespace espalier {

/// Tells the allocator to keep large freed blocks for reuse: a training step frees and takes the
/// same blocks each time, and fresh pages cost more than the arithmetic on them. Does nothing where
/// the C library has no such switch.
void keepFreedMemory();

/// Peak resident memory of this process in MiB; 0 where unknown.
int64_t peakMemoryMiB();

} // namespace espalier
