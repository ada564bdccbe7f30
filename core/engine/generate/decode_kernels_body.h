// The kernels' source, included once for each level (decode_kernels_baseline.cpp and so on) with
// ESPALIER_WIDTH floats in a vector. As in the nn room: all in an unnamed namespace, and no
// standard library template.

#pragma once

#include "core/engine/generate/decode_kernels.h"
#include "core/engine/nn/kernels.h"
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include "core/engine/nn/kernels_tile.h"
#pragma GCC diagnostic pop

namespace espalier::decode {
namespace {

using namespace espalier::kernels;

/// Tile width in vectors: 6 x 4 of 32 registers (AVX-512), 6 x 2 of 16.
constexpr int kVectorsOfTile = kWidth == 16 ? 4 : 2;
/// Floats of a line of the cache.
constexpr int64_t kLine = 16;

/// One number in every place. Not a sum with zero, which differs for -0 and so costs an addition
/// and a shuffle: of these two ports the products need both.
ESPALIER_INLINE V spread(const float* p)
{
    return *p - V{};
}

/// Hands out the pieces that are to be fetched for later.
struct Later
{
    const float* from;
    const int64_t* at;
    int64_t left;

    explicit Later(const PanelProduct& p)
        : from(p.later)
        , at(p.laterAt)
        , left(p.rows > kRowsOfTile ? p.laterCount : 0)
    {
    }

    const float* take()
    {
        if (left == 0) {
            return nullptr;
        }
        --left;
        return from + *at++;
    }
};

/// Rows of a product against kVectorsOfTile vectors of columns. Meanwhile a line of what is read
/// next, and one of what is read later, arrive with each step of the depth: the sums hide the wait
/// for memory.
template <int Rows>
void tile(
    const PanelProduct& p,
    int64_t row,
    int64_t column,
    float* y,
    int64_t yStride,
    bool accumulate,
    const float* ahead,
    int64_t aheadStep,
    Later& later)
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
    for (int64_t from = 0; from < p.depth; from += kStepsOfPiece) {
        const int64_t end = from + kStepsOfPiece < p.depth ? from + kStepsOfPiece : p.depth;
        const float* piece = later.take();
        const int64_t pieceStep = piece != nullptr ? kLine : 0;
        piece = piece != nullptr ? piece : ahead;
        for (int64_t k = from; k < end; ++k) {
            V line[kVectorsOfTile];
#pragma GCC unroll 8
            for (int n = 0; n < kVectorsOfTile; ++n) {
                line[n] = load(weights + k * kPanel + n * kWidth);
            }
            __builtin_prefetch(ahead + k * aheadStep, 0, 2);
            __builtin_prefetch(piece, 0, 2);
            piece += pieceStep;
#pragma GCC unroll 8
            for (int m = 0; m < Rows; ++m) {
                const V factor = spread(x + m * p.xStride + k);
#pragma GCC unroll 8
                for (int n = 0; n < kVectorsOfTile; ++n) {
                    sums[m][n] += factor * line[n];
                }
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

/// Walks through what is read next, as fast as the tiles need to get through all of it: no faster,
/// or fetching would hold the sums up.
struct Ahead
{
    const float* at;
    int64_t step; ///< floats for each step of the depth, at most a line

    Ahead(const PanelProduct& p, int64_t tiles)
        : at(p.weights)
        , step(0)
    {
        // A single tile only waits for its own weights: others too would get in its way.
        if (p.ahead != nullptr && p.rows > kRowsOfTile) {
            const int64_t steps = tiles * p.depth;
            const int64_t even = (p.aheadFloats + steps - 1) / steps;
            at = p.ahead;
            step = even < kLine ? even : kLine;
        }
    }
};

/// The tile's rows against the whole panel.
template <int Rows>
void tilesOf(
    const PanelProduct& p,
    int64_t row,
    float* y,
    int64_t yStride,
    bool accumulate,
    Ahead& ahead,
    Later& later)
{
    for (int64_t column = 0; column < kPanel; column += kVectorsOfTile * kWidth) {
        tile<Rows>(p, row, column, y + column, yStride, accumulate, ahead.at, ahead.step, later);
        ahead.at += ahead.step * p.depth;
    }
}

/// A panel narrower than kPanel (a matrix's last) passes through a buffer.
template <int Rows>
void rowsOf(const PanelProduct& p, int64_t row, Ahead& ahead, Later& later)
{
    float* y = p.y + row * p.yStride;
    if (p.columns == kPanel) {
        tilesOf<Rows>(p, row, y, p.yStride, p.accumulate, ahead, later);
    } else {
        alignas(64) float buffer[Rows * kPanel] = {};
        for (int64_t m = 0; p.accumulate && m < Rows; ++m) {
            for (int64_t n = 0; n < p.columns; ++n) {
                buffer[m * kPanel + n] = y[m * p.yStride + n];
            }
        }
        tilesOf<Rows>(p, row, buffer, kPanel, true, ahead, later);
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
    Ahead ahead(p, (p.rows + kRowsOfTile - 1) / kRowsOfTile * (kPanel / (kVectorsOfTile * kWidth)));
    Later later(p);
    for (int64_t row = 0; row < p.rows;) {
        // Even heights (32 = 6 + 6 + 5 + 5 + 5 + 5): a thin last tile would waste the registers.
        const int64_t tiles = (p.rows - row + kRowsOfTile - 1) / kRowsOfTile;
        const int64_t height = (p.rows - row + tiles - 1) / tiles;
        switch (height) {
        case 1:
            rowsOf<1>(p, row, ahead, later);
            break;
        case 2:
            rowsOf<2>(p, row, ahead, later);
            break;
        case 3:
            rowsOf<3>(p, row, ahead, later);
            break;
        case 4:
            rowsOf<4>(p, row, ahead, later);
            break;
        case 5:
            rowsOf<5>(p, row, ahead, later);
            break;
        default:
            rowsOf<6>(p, row, ahead, later);
            break;
        }
        row += height;
    }
}

/// Sums that a score is made of: one alone would wait for itself at each step.
constexpr int kChains = kWidth == 16 ? 4 : 2;

/// Scores of rows `qRow` apart against one block of keys. Meanwhile one of values and one of other
/// keys are fetched, line by line.
template <int Rows>
void scoresOf(
    int64_t dim,
    const float* q,
    int64_t qRow,
    const float* keys,
    float* scores,
    int64_t stride,
    const float* values,
    const float* next)
{
    for (int64_t j = 0; j < kCacheBlock; j += kWidth) {
        V sums[Rows][kChains] = {};
        int64_t d = 0;
        for (; d + kChains <= dim; d += kChains) {
#pragma GCC unroll 8
            for (int chain = 0; chain < kChains; ++chain) {
                const V line = load(keys + (d + chain) * kCacheBlock + j);
                __builtin_prefetch(values + (d + chain) * kCacheBlock, 0, 2);
                __builtin_prefetch(next + (d + chain) * kCacheBlock, 0, 2);
#pragma GCC unroll 8
                for (int m = 0; m < Rows; ++m) {
                    sums[m][chain] += spread(q + m * qRow + d + chain) * line;
                }
            }
        }
        for (; d < dim; ++d) {
            const V line = load(keys + d * kCacheBlock + j);
#pragma GCC unroll 8
            for (int m = 0; m < Rows; ++m) {
                sums[m][0] += spread(q + m * qRow + d) * line;
            }
        }
#pragma GCC unroll 8
        for (int m = 0; m < Rows; ++m) {
            V whole = sums[m][0];
#pragma GCC unroll 8
            for (int chain = 1; chain < kChains; ++chain) {
                whole += sums[m][chain];
            }
            store(scores + m * stride + j, whole);
        }
    }
}

/// Those of up to kRowsOfTile rows against `blocks` blocks.
void scoresOfTile(
    int64_t rows,
    int64_t blocks,
    int64_t dim,
    const float* q,
    int64_t qRow,
    const float* keys,
    float* scores,
    int64_t stride,
    const float* values,
    int64_t padded,
    const float* next)
{
    constexpr decltype(&scoresOf<1>) kByRows[] = {
        scoresOf<1>, scoresOf<2>, scoresOf<3>, scoresOf<4>, scoresOf<5>, scoresOf<6>};
    static_assert(sizeof(kByRows) / sizeof(kByRows[0]) == kRowsOfTile);
    for (int64_t b = 0; b < blocks; ++b) {
        kByRows[rows - 1](
            dim,
            q,
            qRow,
            keys + b * kCacheBlock * dim,
            scores + b * kCacheBlock,
            stride,
            values + b * kCacheBlock * padded,
            next + b * kCacheBlock * dim);
    }
}

/// Up to kRowsOfTile rows that stand evenly apart: of one token (heads of a group) or of one head.
void attendTile(const CachedQueries& a, int64_t firstRow, int64_t rows)
{
    const auto seen = [&a](int64_t row) { return a.visible + row / a.group; };
    const auto firstOf = [&](int64_t row) {
        const int64_t first = a.window > 0 ? seen(row) - a.window : 0;
        return first > 0 ? first : 0;
    };
    const int64_t begin = firstOf(firstRow) / kCacheBlock * kCacheBlock;
    const int64_t end = seen(firstRow + rows - 1);
    const int64_t stride = (end - begin + kCacheBlock - 1) / kCacheBlock * kCacheBlock;
    const bool oneToken = a.group > 1;
    const int64_t qRow = oneToken ? a.dim : a.qToken;
    const int64_t outRow = oneToken ? a.dim : a.outToken;
    const float* q = a.q + firstRow / a.group * a.qToken + firstRow % a.group * a.dim;
    float* out = a.out + firstRow / a.group * a.outToken + firstRow % a.group * a.dim;
    scoresOfTile(
        rows,
        stride / kCacheBlock,
        a.dim,
        q,
        qRow,
        a.keys + begin * a.dim,
        a.scores,
        stride,
        a.values + begin * a.padded,
        a.padded,
        a.next + begin * a.dim);
    float inverse[kRowsOfTile];
    for (int64_t r = 0; r < rows; ++r) {
        float* p = a.scores + r * stride;
        // So low that its exponential is exactly 0, and that is what it adds below.
        constexpr float kUnseen = -1e30F;
        for (int64_t j = 0; j < firstOf(firstRow + r) - begin; ++j) {
            p[j] = kUnseen;
        }
        for (int64_t j = seen(firstRow + r) - begin; j < stride; ++j) {
            p[j] = kUnseen;
        }
        V top = load(p);
        for (int64_t j = kWidth; j < stride; j += kWidth) {
            top = larger(top, load(p + j));
        }
        const V shift = all(largest(top) * a.scale);
        V total{};
        for (int64_t j = 0; j < stride; j += kWidth) {
            const V weight = exponential(load(p + j) * all(a.scale) - shift);
            store(p + j, weight);
            total += weight;
        }
        inverse[r] = 1.0F / sum(total);
    }
    alignas(64) float result[kRowsOfTile * kPanel];
    for (int64_t d = 0; d < a.padded; d += kPanel) {
        const int64_t left = a.padded - d;
        const int64_t width = left < kPanel ? left : kPanel;
        product(
            {end - begin,
             a.scores,
             stride,
             1,
             a.values + begin * a.padded + d,
             a.padded,
             result,
             kPanel,
             false},
            rows,
            width);
        const int64_t kept = a.dim - d < width ? a.dim - d : width;
        for (int64_t r = 0; r < rows; ++r) {
            each(kept, [&](int64_t i, auto part) {
                put(out + r * outRow + d + i,
                    get(result + r * kPanel + i, part) * all(inverse[r]),
                    part);
            });
        }
    }
}

void attend(const CachedQueries& a)
{
    for (int64_t row = 0; row < a.rows;) {
        const int64_t together = a.group > 1 ? a.group - row % a.group : a.rows - row;
        const int64_t rows = together < kRowsOfTile ? together : kRowsOfTile;
        attendTile(a, row, rows);
        row += rows;
    }
}

} // namespace
} // namespace espalier::decode
