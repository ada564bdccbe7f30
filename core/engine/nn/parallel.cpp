#include "core/engine/nn/parallel.h"

#include <cstdlib>
#include <memory>

namespace espalier {

float* threadWork(int64_t floats)
{
    struct Free
    {
        void operator()(float* p) const { std::free(p); } // NOLINT(cppcoreguidelines-no-malloc)
    };
    thread_local std::unique_ptr<float, Free> block;
    thread_local int64_t size = 0;
    if (size < floats) {
        const int64_t bytes = (floats * static_cast<int64_t>(sizeof(float)) + 4095) / 4096 * 4096;
        block.reset(static_cast<float*>(std::aligned_alloc(4096, static_cast<size_t>(bytes))));
        TORCH_CHECK(block != nullptr, "no memory for a work space of ", bytes, " bytes");
        size = bytes / static_cast<int64_t>(sizeof(float));
    }
    return block.get();
}

void refuseSecondOrder(const char* what)
{
    TORCH_CHECK(
        !torch::GradMode::is_enabled(),
        what,
        ": the fused backward has no derivative of its own; run with fused = false where gradients "
        "of "
        "gradients are needed");
}

void addPartials(const std::vector<float>& partials, int64_t width, float* y)
{
    for (size_t at = 0; at < partials.size(); at += static_cast<size_t>(width)) {
        kernels::table().add(width, partials.data() + at, y);
    }
}

} // namespace espalier
