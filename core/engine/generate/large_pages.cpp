#include "core/engine/generate/large_pages.h"

#include <new>
#include <sys/mman.h>

namespace espalier {

torch::Tensor largePages(int64_t floats)
{
    constexpr size_t kPage = size_t{2} << 20;
    const size_t bytes = (static_cast<size_t>(floats) * sizeof(float) + kPage - 1) / kPage * kPage;
    if (bytes <= kPage) {
        return torch::empty({floats}, torch::kFloat32);
    }
    // Not from the heap: what was in use there stays in small pages.
    const size_t taken = bytes + kPage;
    void* memory = mmap(nullptr, taken, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        throw std::bad_alloc();
    }
    const auto from = reinterpret_cast<uintptr_t>(memory);
    auto* aligned = reinterpret_cast<void*>((from + kPage - 1) / kPage * kPage);
#if defined(MADV_HUGEPAGE)
    madvise(aligned, bytes, MADV_HUGEPAGE); // a wish: small pages do as well
#endif
    return torch::from_blob(
        aligned, {floats}, [memory, taken](void*) { munmap(memory, taken); }, torch::kFloat32);
}

} // namespace espalier
