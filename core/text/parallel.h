#pragma once

/// The same work on several threads.

#include <cstddef>
#include <functional>

namespace espalier {

/// Threads to use where `wanted` are asked for: 0 means one per core.
unsigned threadCount(unsigned wanted);

/// Calls work(i) for every i below count, on up to `threads` threads (0: one per core); the
/// caller's is one of them. The first exception stops the rest and is thrown here.
void parallelFor(size_t count, unsigned threads, const std::function<void(size_t)>& work);

} // namespace espalier
