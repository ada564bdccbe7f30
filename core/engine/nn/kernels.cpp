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
        table().pack(
            depth,
            std::min(kPanel, columns - first),
            w + first * columnStride,
            depthStride,
            columnStride,
            packed + first * depth);
    }
}

} // namespace espalier::kernels
