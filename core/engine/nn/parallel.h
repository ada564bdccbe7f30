#pragma once

/// Work for kernels, split among torch's threads. Header of this room's sources, not of others.

#include "core/engine/nn/kernels.h"
#include "core/engine/torch.h"

#include <vector>

namespace espalier {

/// f(begin, end) over [0, n), in pieces of at least `grain`, on torch's threads. Pieces depend on
/// the thread count, so f must give each index a result of its own.
template <typename F>
void overRange(int64_t n, int64_t grain, const F& f)
{
    at::parallel_for(0, n, grain, f);
}

/// Row ranges whose bounds don't depend on the number of threads: f(chunk, begin, end), chunk <
/// kernels::kRowChunks.
template <typename F>
void overChunks(int64_t rows, const F& f)
{
    constexpr int64_t kChunks = kernels::kRowChunks;
    at::parallel_for(0, kChunks, 1, [&](int64_t first, int64_t last) {
        for (int64_t c = first; c < last; ++c) {
            f(c, rows * c / kChunks, rows * (c + 1) / kChunks);
        }
    });
}

/// Work space of the calling thread, kept between calls.
float* threadWork(int64_t floats);

/// Throws where gradients of gradients are asked of a fused operation.
void refuseSecondOrder(const char* what);

/// Adds `chunks` partial rows in order: y[i] += partial[0][i] + partial[1][i] + ...
void addPartials(const std::vector<float>& partials, int64_t width, float* y);

} // namespace espalier
