#include "core/engine/nn/product.h"

#include "core/engine/nn/functions.h"
#include "core/engine/nn/parallel.h"

#include <omp.h>

namespace espalier {

namespace {

using kernels::kPanel;
using torch::Tensor;

/// Below, a call costs more than it saves; above, the BLAS packs as well and blocks better.
constexpr int64_t kLeastRows = 32;
constexpr int64_t kLeastColumns = 16;
constexpr int64_t kMostPacked = 640 << 10;
/// Rows of a piece of work.
constexpr int64_t kRowsOfPiece = 48;
/// Floats in a vector: of 8 our tile reaches 75 GFLOP/s where OpenBLAS reaches 105, of 16 both 105.
constexpr int kLeastWidth = 16;

bool ownApplies(const Tensor& a, const Tensor& b)
{
    return kernels::table().width >= kLeastWidth && fusedApplies(a) && fusedApplies(b) &&
           a.size(0) >= kLeastRows && b.size(1) >= kLeastColumns && b.size(0) > 0 &&
           kernels::packedSize(b.size(0), b.size(1)) <= kMostPacked;
}

void multiply(const Tensor& a, const Tensor& b, const Tensor& bias, Tensor& c, bool accumulate)
{
    const int64_t rows = a.size(0);
    const int64_t depth = a.size(1);
    const int64_t columns = b.size(1);
    const int64_t panels = (columns + kPanel - 1) / kPanel;
    const int64_t pieces = (rows + kRowsOfPiece - 1) / kRowsOfPiece;
    const auto* from = a.data_ptr<float>();
    const auto* weights = b.data_ptr<float>();
    const auto* added = bias.defined() ? bias.data_ptr<float>() : nullptr;
    auto* to = c.data_ptr<float>();
    float* packed = threadWork(panels * depth * kPanel);
    const auto widthOf = [&](int64_t panel) { return std::min(kPanel, columns - panel * kPanel); };
    const int threads = omp_in_parallel() != 0 ? 1 : at::get_num_threads();
#pragma omp parallel num_threads(threads)
    {
        const auto& kernels = kernels::table();
#pragma omp for schedule(static)
        for (int64_t panel = 0; panel < panels; ++panel) {
            kernels.pack(
                depth,
                widthOf(panel),
                weights + panel * kPanel * b.stride(1),
                b.stride(0),
                b.stride(1),
                packed + panel * depth * kPanel);
        }
#pragma omp for schedule(dynamic, 1)
        for (int64_t piece = 0; piece < panels * pieces; ++piece) {
            const int64_t panel = piece / pieces;
            const int64_t first = rows * (piece % pieces) / pieces;
            const int64_t end = rows * (piece % pieces + 1) / pieces;
            kernels.multiply(
                {.rows = end - first,
                 .depth = depth,
                 .a = from + first * a.stride(0),
                 .aRow = a.stride(0),
                 .aDepth = a.stride(1),
                 .panel = packed + panel * depth * kPanel,
                 .bias = added != nullptr ? added + panel * kPanel : nullptr,
                 .c = to + first * c.stride(0) + panel * kPanel,
                 .cStride = c.stride(0),
                 .columns = widthOf(panel),
                 .accumulate = accumulate});
        }
    }
}

} // namespace

Tensor product(const Tensor& a, const Tensor& b, const Tensor& bias)
{
    if (!ownApplies(a, b) || (bias.defined() && !bias.is_contiguous())) {
        return bias.defined() ? at::addmm(bias, a, b) : at::mm(a, b);
    }
    Tensor c = torch::empty({a.size(0), b.size(1)}, a.options());
    multiply(a, b, bias, c, false);
    return c;
}

void productInto(Tensor& c, const Tensor& a, const Tensor& b, bool accumulate)
{
    if (ownApplies(a, b) && fusedApplies(c) && c.stride(1) == 1) {
        multiply(a, b, {}, c, accumulate);
    } else if (accumulate) {
        at::addmm_out(c, c, a, b);
    } else {
        at::mm_out(c, a, b);
    }
}

} // namespace espalier
