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

/// As many steps of the depth as leave a panel's part in the nearest cache.
constexpr int64_t kDepthBlock = 96;

/// The product of a panel's first columns, a multiple of kWidth, block by block of the depth.
inline void blocks(Product p, int64_t rows, int64_t columns)
{
    const int64_t depth = p.depth;
    const int64_t count = (depth + kDepthBlock - 1) / kDepthBlock;
    for (int64_t i = 0; i < count; ++i) {
        const int64_t from = depth * i / count;
        p.depth = depth * (i + 1) / count - from;
        product(p, rows, columns);
        p.accumulate = true;
        p.a += p.depth * p.aDepth;
        p.b += p.depth * p.bStride;
    }
}

void multiply(const PanelTask& t)
{
    const auto biased = [&t](int64_t row, int64_t column, float sum) {
        float* c = t.c + row * t.cStride + column;
        *c = sum + (t.accumulate ? *c : 0.0F) + (t.bias != nullptr ? t.bias[column] : 0.0F);
    };
    // A whole panel goes straight to c; the last, narrower one through a buffer.
    if (t.columns == kPanel) {
        blocks(
            {t.depth, t.a, t.aRow, t.aDepth, t.panel, kPanel, t.c, t.cStride, t.accumulate},
            t.rows,
            kPanel);
        for (int64_t m = 0; t.bias != nullptr && m < t.rows; ++m) {
            float* c = t.c + m * t.cStride;
            for (int64_t n = 0; n < kPanel; n += kWidth) {
                store(c + n, load(c + n) + load(t.bias + n));
            }
        }
        return;
    }
    alignas(64) float buffer[kTileRows * kPanel];
    for (int64_t first = 0; first < t.rows; first += kTileRows) {
        const int64_t count = t.rows - first < kTileRows ? t.rows - first : kTileRows;
        blocks(
            {t.depth,
             t.a + first * t.aRow,
             t.aRow,
             t.aDepth,
             t.panel,
             kPanel,
             buffer,
             kPanel,
             false},
            count,
            (t.columns + kWidth - 1) / kWidth * kWidth);
        for (int64_t m = 0; m < count; ++m) {
            for (int64_t n = 0; n < t.columns; ++n) {
                biased(first + m, n, buffer[m * kPanel + n]);
            }
        }
    }
}

/// Columns [first, first + count) of a matrix (depth, ...) as a panel; those that lack are zeros.
void pack(
    int64_t depth, int64_t count, const float* b, int64_t bDepth, int64_t bColumn, float* panel)
{
    if (bColumn == 1 && count == kPanel) {
        for (int64_t k = 0; k < depth; ++k) {
            for (int64_t n = 0; n < kPanel; n += kWidth) {
                store(panel + k * kPanel + n, load(b + k * bDepth + n));
            }
        }
        return;
    }
    // Blocks of 64 x 64 keep both sides in cache whichever stride is the long one.
    constexpr int64_t kBlockOfPack = 64;
    for (int64_t from = 0; from < depth; from += kBlockOfPack) {
        const int64_t end = from + kBlockOfPack < depth ? from + kBlockOfPack : depth;
        for (int64_t n = 0; n < kPanel; ++n) {
            for (int64_t k = from; k < end; ++k) {
                panel[k * kPanel + n] = n < count ? b[k * bDepth + n * bColumn] : 0.0F;
            }
        }
    }
}

} // namespace
} // namespace espalier::kernels
