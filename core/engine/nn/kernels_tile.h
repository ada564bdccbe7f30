// The one matrix product of the kernels: a tile of rows x vectors held in registers.

#pragma once

#include "core/engine/nn/kernels_vector.h"

namespace espalier::kernels {
namespace {

/// Tile height and largest width in vectors: 6 x 4 of 32 registers (AVX-512), 6 x 2 of 16.
constexpr int kTileRows = 6;
constexpr int kTileVectors = kWidth == 16 ? 4 : 2;

/// c (Rows, Vectors * kWidth) = [c +] a b. Element (m, k) of a is a[m * aRow + k * aDepth]; rows of
/// b are dense. Each element is one chain of sums over k, in order.
template <int Rows, int Vectors>
ESPALIER_INLINE void tile(
    int64_t depth,
    const float* a,
    int64_t aRow,
    int64_t aDepth,
    const float* b,
    int64_t bStride,
    float* c,
    int64_t cStride,
    bool accumulate)
{
    V sums[Rows][Vectors];
#pragma GCC unroll 8
    for (int m = 0; m < Rows; ++m) {
#pragma GCC unroll 8
        for (int n = 0; n < Vectors; ++n) {
            sums[m][n] = accumulate ? load(c + m * cStride + n * kWidth) : V{};
        }
    }
    for (int64_t k = 0; k < depth; ++k) {
        V row[Vectors];
#pragma GCC unroll 8
        for (int n = 0; n < Vectors; ++n) {
            row[n] = load(b + k * bStride + n * kWidth);
        }
#pragma GCC unroll 8
        for (int m = 0; m < Rows; ++m) {
            const V factor = all(a[m * aRow + k * aDepth]);
#pragma GCC unroll 8
            for (int n = 0; n < Vectors; ++n) {
                sums[m][n] += factor * row[n];
            }
        }
    }
#pragma GCC unroll 8
    for (int m = 0; m < Rows; ++m) {
#pragma GCC unroll 8
        for (int n = 0; n < Vectors; ++n) {
            store(c + m * cStride + n * kWidth, sums[m][n]);
        }
    }
}

struct Product
{
    int64_t depth;
    const float* a;
    int64_t aRow, aDepth;
    const float* b;
    int64_t bStride;
    float* c;
    int64_t cStride;
    bool accumulate;
};

template <int Rows, int Vectors>
void tileOf(const Product& p)
{
    tile<Rows, Vectors>(
        p.depth, p.a, p.aRow, p.aDepth, p.b, p.bStride, p.c, p.cStride, p.accumulate);
}

template <int Rows>
void rowsOf(Product p, int64_t columns)
{
    int64_t vectors = columns / kWidth;
    const auto advance = [&p](int64_t count) {
        p.b += count * kWidth;
        p.c += count * kWidth;
    };
    for (; vectors >= kTileVectors; vectors -= kTileVectors) {
        tileOf<Rows, kTileVectors>(p);
        advance(kTileVectors);
    }
    if constexpr (kTileVectors > 2) {
        if (vectors >= 2) {
            tileOf<Rows, 2>(p);
            advance(2);
            vectors -= 2;
        }
    }
    if (vectors == 1) {
        tileOf<Rows, 1>(p);
    }
}

/// c (rows, columns) = [c +] a b; columns a multiple of kWidth.
inline void product(Product p, int64_t rows, int64_t columns)
{
    while (rows > 0) {
        // Even heights (32 = 6 + 6 + 5 + 5 + 5 + 5): a thin last tile would waste the registers.
        const int64_t tiles = (rows + kTileRows - 1) / kTileRows;
        const int64_t height = (rows + tiles - 1) / tiles;
        switch (height) {
        case 1:
            rowsOf<1>(p, columns);
            break;
        case 2:
            rowsOf<2>(p, columns);
            break;
        case 3:
            rowsOf<3>(p, columns);
            break;
        case 4:
            rowsOf<4>(p, columns);
            break;
        case 5:
            rowsOf<5>(p, columns);
            break;
        default:
            rowsOf<6>(p, columns);
            break;
        }
        p.a += height * p.aRow;
        p.c += height * p.cStride;
        rows -= height;
    }
}

void panel(
    int64_t rows,
    int64_t depth,
    const float* x,
    int64_t xStride,
    const float* weights,
    const float* bias,
    float* y,
    int64_t yStride,
    int64_t columns,
    bool accumulate)
{
    // A whole panel goes straight to y; the last, narrower one through a buffer.
    if (columns == kPanel) {
        product({depth, x, xStride, 1, weights, kPanel, y, yStride, accumulate}, rows, kPanel);
        for (int64_t m = 0; bias != nullptr && m < rows; ++m) {
            for (int64_t n = 0; n < kPanel; n += kWidth) {
                store(y + m * yStride + n, load(y + m * yStride + n) + load(bias + n));
            }
        }
        return;
    }
    alignas(64) float buffer[kTileRows * kPanel];
    for (int64_t first = 0; first < rows; first += kTileRows) {
        const int64_t count = rows - first < kTileRows ? rows - first : kTileRows;
        for (int64_t m = 0; m < count; ++m) {
            for (int64_t n = 0; n < kPanel; ++n) {
                buffer[m * kPanel + n] =
                    accumulate && n < columns ? y[(first + m) * yStride + n] : 0.0F;
            }
        }
        product(
            {depth, x + first * xStride, xStride, 1, weights, kPanel, buffer, kPanel, true},
            count,
            kPanel);
        for (int64_t m = 0; m < count; ++m) {
            for (int64_t n = 0; n < columns; ++n) {
                y[(first + m) * yStride + n] =
                    buffer[m * kPanel + n] + (bias != nullptr ? bias[n] : 0.0F);
            }
        }
    }
}

} // namespace
} // namespace espalier::kernels
