// The kernel's source, included once for each level (decode_kernels_baseline.cpp and so on) with
// ESPALIER_WIDTH floats in a vector. As in the nn room: all in an unnamed namespace, and no
// standard library template.

#pragma once

#include "core/engine/generate/decode_kernels.h"
#include "core/engine/nn/kernels.h"
#include "core/engine/nn/kernels_vector.h"

namespace espalier::decode {
namespace {

using namespace espalier::kernels;

/// Tile height and width in vectors: 6 x 4 of 32 registers (AVX-512), 6 x 2 of 16.
constexpr int kRowsOfTile = 6;
constexpr int kVectorsOfTile = kWidth == 16 ? 4 : 2;
/// Floats of a line of the cache.
constexpr int64_t kLine = 16;

/// Rows of a product against kVectorsOfTile vectors of columns. Meanwhile a line of what is read
/// next arrives with each step of the depth: the sums hide the wait for memory.
template <int Rows>
void tile(
    const PanelProduct& p,
    int64_t row,
    int64_t column,
    float* y,
    int64_t yStride,
    bool accumulate,
    const float* ahead,
    int64_t aheadStep)
{
    const float* x = p.x + row * p.xStride;
    const float* weights = p.weights + column;
    V sums[Rows][kVectorsOfTile];
#pragma GCC unroll 8
    for (int m = 0; m < Rows; ++m) {
#pragma GCC unroll 8
        for (int n = 0; n < kVectorsOfTile; ++n) {
            sums[m][n] = accumulate ? load(y + m * yStride + n * kWidth) : V{};
        }
    }
    for (int64_t k = 0; k < p.depth; ++k) {
        V line[kVectorsOfTile];
#pragma GCC unroll 8
        for (int n = 0; n < kVectorsOfTile; ++n) {
            line[n] = load(weights + k * kPanel + n * kWidth);
        }
        __builtin_prefetch(ahead + k * aheadStep, 0, 2);
#pragma GCC unroll 8
        for (int m = 0; m < Rows; ++m) {
            const V factor = all(x[m * p.xStride + k]);
#pragma GCC unroll 8
            for (int n = 0; n < kVectorsOfTile; ++n) {
                sums[m][n] += factor * line[n];
            }
        }
    }
#pragma GCC unroll 8
    for (int m = 0; m < Rows; ++m) {
#pragma GCC unroll 8
        for (int n = 0; n < kVectorsOfTile; ++n) {
            store(y + m * yStride + n * kWidth, sums[m][n]);
        }
    }
}

/// Walks through what is read next: each tile takes as many lines as it has steps.
struct Ahead
{
    const float* at;
    int64_t left;
    void take(int64_t floats)
    {
        at += floats;
        left -= floats;
    }
};

/// The tile's rows against the whole panel.
template <int Rows>
void tilesOf(
    const PanelProduct& p, int64_t row, float* y, int64_t yStride, bool accumulate, Ahead& ahead)
{
    for (int64_t column = 0; column < kPanel; column += kVectorsOfTile * kWidth) {
        const bool fetch = ahead.left >= p.depth * kLine;
        tile<Rows>(
            p,
            row,
            column,
            y + column,
            yStride,
            accumulate,
            fetch ? ahead.at : p.weights,
            fetch ? kLine : 0);
        if (fetch) {
            ahead.take(p.depth * kLine);
        }
    }
}

/// A panel narrower than kPanel (a matrix's last) passes through a buffer.
template <int Rows>
void rowsOf(const PanelProduct& p, int64_t row, Ahead& ahead)
{
    float* y = p.y + row * p.yStride;
    if (p.columns == kPanel) {
        tilesOf<Rows>(p, row, y, p.yStride, p.accumulate, ahead);
    } else {
        alignas(64) float buffer[Rows * kPanel] = {};
        for (int64_t m = 0; p.accumulate && m < Rows; ++m) {
            for (int64_t n = 0; n < p.columns; ++n) {
                buffer[m * kPanel + n] = y[m * p.yStride + n];
            }
        }
        tilesOf<Rows>(p, row, buffer, kPanel, true, ahead);
        for (int64_t m = 0; m < Rows; ++m) {
            for (int64_t n = 0; n < p.columns; ++n) {
                y[m * p.yStride + n] = buffer[m * kPanel + n];
            }
        }
    }
    for (int64_t m = 0; p.bias != nullptr && m < Rows; ++m) {
        for (int64_t n = 0; n < p.columns; ++n) {
            y[m * p.yStride + n] += p.bias[n];
        }
    }
}

void panel(const PanelProduct& p)
{
    // A single tile only waits for its own weights: fetching others too would get in its way.
    Ahead ahead{p.ahead, p.ahead != nullptr && p.rows > kRowsOfTile ? p.aheadFloats : 0};
    for (int64_t row = 0; row < p.rows;) {
        // Even heights (32 = 6 + 6 + 5 + 5 + 5 + 5): a thin last tile would waste the registers.
        const int64_t tiles = (p.rows - row + kRowsOfTile - 1) / kRowsOfTile;
        const int64_t height = (p.rows - row + tiles - 1) / tiles;
        switch (height) {
        case 1:
            rowsOf<1>(p, row, ahead);
            break;
        case 2:
            rowsOf<2>(p, row, ahead);
            break;
        case 3:
            rowsOf<3>(p, row, ahead);
            break;
        case 4:
            rowsOf<4>(p, row, ahead);
            break;
        case 5:
            rowsOf<5>(p, row, ahead);
            break;
        default:
            rowsOf<6>(p, row, ahead);
            break;
        }
        row += height;
    }
}

} // namespace
} // namespace espalier::decode
