#include "core/engine/nn/memory.h"

#include <sys/resource.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace espalier {

void keepFreedMemory()
{
#if defined(__GLIBC__)
    // Blocks up to this size come from the heap; the few larger ones (weights, optimizer) are
    // mapped on their own.
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 512 << 20);
    mallopt(M_TOP_PAD, 16 << 20);
    malloc_trim(0); // what building the model has left behind
#endif
}

int64_t peakMemoryMiB()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

} // namespace espalier
