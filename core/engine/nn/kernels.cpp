#include "core/engine/nn/kernels.h"

#include <algorithm>
#include <vector>

namespace espalier::kernels {

namespace {

std::vector<const Table*> detect()
{
    std::vector<const Table*> levels = {&kBaseline};
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        levels.push_back(&kAvx2);
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
            __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")) {
            levels.push_back(&kAvx512);
        }
    }
#endif
    return levels;
}

const std::vector<const Table*>& levels()
{
    static const std::vector<const Table*> found = detect();
    return found;
}

const Table*& current()
{
    static const Table* chosen = levels().back();
    return chosen;
}

} // namespace

const Table& table()
{
    return *current();
}

std::span<const Table* const> available()
{
    return levels();
}

void use(const Table& level)
{
    current() = &level;
}

int64_t packedSize(int64_t depth, int64_t columns)
{
    return (columns + kPanel - 1) / kPanel * kPanel * depth;
}

void packPanels(
    int64_t depth,
    int64_t columns,
    const float* w,
    int64_t depthStride,
    int64_t columnStride,
    float* packed)
{
    for (int64_t first = 0; first < columns; first += kPanel) {
        const int64_t count = std::min(kPanel, columns - first);
        float* panel = packed + first * depth;
        if (count < kPanel) {
            std::fill(panel, panel + depth * kPanel, 0.0F);
        }
        // Blocks of 64 x 64 keep both sides in cache whichever stride is the long one.
        for (int64_t k0 = 0; k0 < depth; k0 += 64) {
            const int64_t k1 = std::min(depth, k0 + 64);
            for (int64_t n = 0; n < count; ++n) {
                const float* column = w + (first + n) * columnStride;
                for (int64_t k = k0; k < k1; ++k) {
                    panel[k * kPanel + n] = column[k * depthStride];
                }
            }
        }
    }
}

} // namespace espalier::kernels
