// Attention, causal or over a range of keys for each query, one (batch, key-value head) a task, in
// tiles of a few queries: scores exist for one tile (forward) or one block of queries (backward) at
// a time, and only for keys that the tile sees.

#pragma once

#include "core/engine/nn/kernels_rows.h"
#include "core/engine/nn/kernels_tile.h"

namespace espalier::kernels {
namespace {

/// Queries whose probabilities the backward pass keeps at once.
constexpr int64_t kBlock = 48;

ESPALIER_INLINE int64_t roundUp(int64_t n, int64_t to)
{
    return (n + to - 1) / to * to;
}
ESPALIER_INLINE int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}
ESPALIER_INLINE int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/// The key after the last one that query t of a batch row sees; at least 1.
ESPALIER_INLINE int64_t lastKey(const AttentionShape& s, int64_t batch, int64_t t)
{
    if (s.ends == nullptr) {
        return s.offset + t + 1;
    }
    return least(most(s.ends[batch * s.queries + t], 1), s.keys);
}

/// First key that query t of a batch row sees.
ESPALIER_INLINE int64_t firstKey(const AttentionShape& s, int64_t batch, int64_t t)
{
    int64_t first = s.starts == nullptr ? 0 : s.starts[batch * s.queries + t];
    if (s.window > 0) {
        first = most(first, s.offset + t + 1 - s.window);
    }
    return least(most(first, 0), lastKey(s, batch, t) - 1);
}

/// The keys that any of the queries [t0, t0 + rows) sees; `begin` at a whole vector.
struct KeyRange
{
    int64_t begin, end;
};
ESPALIER_INLINE KeyRange seenKeys(const AttentionShape& s, int64_t batch, int64_t t0, int64_t rows)
{
    int64_t begin = s.keys;
    int64_t end = 0;
    for (int64_t t = t0; t < t0 + rows; ++t) {
        begin = least(begin, firstKey(s, batch, t));
        end = most(end, lastKey(s, batch, t));
    }
    return {begin / kWidth * kWidth, end};
}

int64_t attentionWork(const AttentionShape& s, bool backward)
{
    const int64_t dim = roundUp(s.headDim, kWidth);
    const int64_t keys = roundUp(s.keys, kWidth);
    if (!backward) {
        return s.headDim * keys + keys * dim + kTileRows * (keys + dim) + 2 * kWidth;
    }
    return 2 * s.headDim * keys + 3 * keys * dim + 2 * kBlock * (keys + dim) + kTileRows * dim +
           2 * kWidth;
}

/// to (dim, keys rounded up) = from (keys, dim) turned; the columns beyond are zero.
void turn(const float* from, int64_t stride, int64_t keys, int64_t dim, float* to)
{
    const int64_t padded = roundUp(keys, kWidth);
    for (int64_t j0 = 0; j0 < padded; j0 += kWidth) {
        const int64_t count = least(kWidth, keys - j0);
        for (int64_t d = 0; d < dim; ++d) {
            float* line = to + d * padded + j0;
            for (int64_t j = 0; j < count; ++j) {
                line[j] = from[(j0 + j) * stride + d];
            }
            for (int64_t j = count; j < kWidth; ++j) {
                line[j] = 0;
            }
        }
    }
}

/// Rows of a head as a dense-enough operand: in place where the width is whole vectors, else copied
/// and padded.
struct Rows
{
    const float* data;
    int64_t stride;
};
ESPALIER_INLINE Rows
wholeVectors(const float* from, int64_t stride, int64_t rows, int64_t dim, float* copy)
{
    const int64_t padded = roundUp(dim, kWidth);
    if (padded == dim) {
        return {from, stride};
    }
    for (int64_t r = 0; r < rows; ++r) {
        for (int64_t d = 0; d < padded; ++d) {
            copy[r * padded + d] = d < dim ? from[r * stride + d] : 0.0F;
        }
    }
    return {copy, padded};
}

ESPALIER_INLINE void zero(float* p, int64_t n)
{
    each(n, [&](int64_t i, auto part) { put(p + i, V{}, part); });
}

/// Multiplies by the dropout mask: element j of the row is kept with 1 / (1 - p) or zeroed.
void maskColumns(const AttentionShape& s, int64_t row, int64_t from, int64_t to, float* p)
{
    const uint32_t key = maskRow(s.seed, static_cast<uint64_t>(row));
    const uint32_t threshold = maskThreshold(s.dropout);
    const float kept = 1.0F / (1.0F - s.dropout);
    for (int64_t j = from; j < to; ++j) {
        p[j] *= maskBits(key, static_cast<uint32_t>(j)) < threshold ? 0.0F : kept;
    }
}

void attentionForward(const AttentionForward& a, int64_t batch, int64_t kvHead, float* work)
{
    const AttentionShape& s = a.shape;
    const int64_t dim = roundUp(s.headDim, kWidth);
    const int64_t keys = roundUp(s.keys, kWidth);
    const int64_t group = s.heads / s.kvHeads;
    float* turned = work;
    float* copied = turned + s.headDim * keys;
    float* scores = copied + keys * dim;
    float* result = scores + kTileRows * keys;
    turn(a.k.data + batch * a.k.batch + kvHead * a.k.head, a.k.token, s.keys, s.headDim, turned);
    const Rows values = wholeVectors(
        a.v.data + batch * a.v.batch + kvHead * a.v.head, a.v.token, s.keys, s.headDim, copied);
    for (int64_t h = kvHead * group; h < (kvHead + 1) * group; ++h) {
        const float* q = a.q.data + batch * a.q.batch + h * a.q.head;
        float* out = a.out.data + batch * a.out.batch + h * a.out.head;
        float* lse = a.lse + (batch * s.heads + h) * s.queries;
        for (int64_t t0 = 0; t0 < s.queries; t0 += kTileRows) {
            const int64_t rows = least(kTileRows, s.queries - t0);
            const auto [begin, end] = seenKeys(s, batch, t0, rows);
            const int64_t columns = roundUp(end - begin, kWidth);
            product(
                {s.headDim,
                 q + t0 * a.q.token,
                 a.q.token,
                 1,
                 turned + begin,
                 keys,
                 scores,
                 keys,
                 false},
                rows,
                columns);
            float inverse[kTileRows];
            for (int64_t r = 0; r < rows; ++r) {
                float* p = scores + r * keys;
                const int64_t first = firstKey(s, batch, t0 + r) - begin;
                const int64_t last = lastKey(s, batch, t0 + r) - begin;
                const float top = maxRow(last - first, p + first) * s.scale;
                V total{};
                for (int64_t j = first / kWidth * kWidth; j < columns; j += kWidth) {
                    store(p + j, exponential(load(p + j) * all(s.scale) - all(top)));
                }
                zero(p, first);
                zero(p + last, columns - last);
                for (int64_t j = first / kWidth * kWidth; j < columns; j += kWidth) {
                    total += load(p + j);
                }
                const float whole = sum(total);
                lse[t0 + r] = top + std::log(whole);
                inverse[r] = 1.0F / whole;
                if (s.dropout > 0) {
                    maskColumns(
                        s,
                        (batch * s.heads + h) * s.queries + t0 + r,
                        begin + first,
                        begin + last,
                        p - begin);
                }
            }
            product(
                {end - begin,
                 scores,
                 keys,
                 1,
                 values.data + begin * values.stride,
                 values.stride,
                 result,
                 dim,
                 false},
                rows,
                dim);
            for (int64_t r = 0; r < rows; ++r) {
                each(s.headDim, [&](int64_t i, auto part) {
                    put(out + (t0 + r) * a.out.token + i,
                        get(result + r * dim + i, part) * all(inverse[r]),
                        part);
                });
            }
        }
    }
}

/// Work space of one backward task.
struct BackwardBuffers
{
    float *turnedKeys, *turnedValues, *copiedKeys, *dk, *dv, *p, *ds, *copiedQ, *copiedOut, *dq;
};

/// Probabilities and score gradients of a block's rows [t0, t0 + rows), columns [begin, end) of row
/// stride `keys`; zero where a query sees nothing. p becomes what multiplied the values (after
/// dropout).
void blockGradients(
    const AttentionBackward& a,
    const BackwardBuffers& w,
    int64_t batch,
    int64_t head,
    int64_t t0,
    int64_t rows,
    int64_t begin,
    int64_t columns,
    float* p,
    float* ds)
{
    const AttentionShape& s = a.shape;
    const int64_t keys = roundUp(s.keys, kWidth);
    const float* q = a.q.data + batch * a.q.batch + head * a.q.head + t0 * a.q.token;
    const float* dout = a.dout.data + batch * a.dout.batch + head * a.dout.head + t0 * a.dout.token;
    const float* out = a.out.data + batch * a.out.batch + head * a.out.head + t0 * a.out.token;
    product(
        {s.headDim, q, a.q.token, 1, w.turnedKeys + begin, keys, p + begin, keys, false},
        rows,
        columns);
    product(
        {s.headDim, dout, a.dout.token, 1, w.turnedValues + begin, keys, ds + begin, keys, false},
        rows,
        columns);
    for (int64_t r = 0; r < rows; ++r) {
        const int64_t row = (batch * s.heads + head) * s.queries + t0 + r;
        V dot{};
        each(s.headDim, [&](int64_t i, auto part) {
            dot += get(out + r * a.out.token + i, part) * get(dout + r * a.dout.token + i, part);
        });
        const V delta = all(sum(dot));
        const V lse = all(a.lse[row]);
        const V scale = all(s.scale);
        float* pr = p + r * keys;
        float* dr = ds + r * keys;
        const int64_t first = firstKey(s, batch, t0 + r);
        const int64_t last = lastKey(s, batch, t0 + r);
        const int64_t from = first / kWidth * kWidth;
        if (s.dropout > 0) {
            // d p = mask d(masked p), so the mask goes onto both factors.
            maskColumns(s, row, first, last, dr);
        }
        for (int64_t j = from; j < begin + columns; j += kWidth) {
            const V e = exponential(load(pr + j) * scale - lse);
            store(pr + j, e);
            store(dr + j, e * (load(dr + j) - delta) * scale);
        }
        zero(pr + begin, first - begin);
        zero(dr + begin, first - begin);
        zero(pr + last, begin + columns - last);
        zero(dr + last, begin + columns - last);
        if (s.dropout > 0) {
            maskColumns(s, row, first, last, pr);
        }
    }
}

/// One head of the group: its dq, and its share of dk and dv.
void headBackward(
    const AttentionBackward& a, const BackwardBuffers& w, int64_t batch, int64_t head, Rows keyRows)
{
    const AttentionShape& s = a.shape;
    const int64_t dim = roundUp(s.headDim, kWidth);
    const int64_t keys = roundUp(s.keys, kWidth);
    const float* q = a.q.data + batch * a.q.batch + head * a.q.head;
    const float* dout = a.dout.data + batch * a.dout.batch + head * a.dout.head;
    float* dq = a.dq.data + batch * a.dq.batch + head * a.dq.head;
    for (int64_t q0 = 0; q0 < s.queries; q0 += kBlock) {
        const int64_t count = least(kBlock, s.queries - q0);
        const auto [begin, end] = seenKeys(s, batch, q0, count);
        const int64_t whole = roundUp(end - begin, kWidth);
        for (int64_t t0 = q0; t0 < q0 + count; t0 += kTileRows) {
            const int64_t rows = least(kTileRows, q0 + count - t0);
            const int64_t seen = seenKeys(s, batch, t0, rows).end - begin;
            const int64_t columns = roundUp(seen, kWidth);
            float* p = w.p + (t0 - q0) * keys;
            float* ds = w.ds + (t0 - q0) * keys;
            blockGradients(a, w, batch, head, t0, rows, begin, columns, p, ds);
            for (int64_t r = 0; r < rows; ++r) {
                zero(p + r * keys + begin + columns, whole - columns);
                zero(ds + r * keys + begin + columns, whole - columns);
            }
            product(
                {seen,
                 ds + begin,
                 keys,
                 1,
                 keyRows.data + begin * keyRows.stride,
                 keyRows.stride,
                 w.dq,
                 dim,
                 false},
                rows,
                dim);
            for (int64_t r = 0; r < rows; ++r) {
                each(s.headDim, [&](int64_t i, auto part) {
                    put(dq + (t0 + r) * a.dq.token + i, get(w.dq + r * dim + i, part), part);
                });
            }
        }
        const Rows queries =
            wholeVectors(q + q0 * a.q.token, a.q.token, count, s.headDim, w.copiedQ);
        const Rows grads =
            wholeVectors(dout + q0 * a.dout.token, a.dout.token, count, s.headDim, w.copiedOut);
        for (int64_t j0 = begin; j0 < end; j0 += kTileRows) {
            const int64_t rows = least(kTileRows, end - j0);
            // Where it is causal, earlier queries don't see key j0.
            const int64_t skip = s.ends == nullptr ? most(0, j0 - s.offset - q0) : 0;
            const int64_t depth = count - skip;
            product(
                {depth,
                 w.ds + skip * keys + j0,
                 1,
                 keys,
                 queries.data + skip * queries.stride,
                 queries.stride,
                 w.dk + j0 * dim,
                 dim,
                 true},
                rows,
                dim);
            product(
                {depth,
                 w.p + skip * keys + j0,
                 1,
                 keys,
                 grads.data + skip * grads.stride,
                 grads.stride,
                 w.dv + j0 * dim,
                 dim,
                 true},
                rows,
                dim);
        }
    }
}

void attentionBackward(const AttentionBackward& a, int64_t batch, int64_t kvHead, float* work)
{
    const AttentionShape& s = a.shape;
    const int64_t dim = roundUp(s.headDim, kWidth);
    const int64_t keys = roundUp(s.keys, kWidth);
    const int64_t group = s.heads / s.kvHeads;
    const auto take = [&work](int64_t n) {
        float* p = work;
        work += n;
        return p;
    };
    BackwardBuffers w{};
    w.turnedKeys = take(s.headDim * keys);
    w.turnedValues = take(s.headDim * keys);
    w.copiedKeys = take(keys * dim);
    w.dk = take(keys * dim);
    w.dv = take(keys * dim);
    w.p = take(kBlock * keys);
    w.ds = take(kBlock * keys);
    w.copiedQ = take(kBlock * dim);
    w.copiedOut = take(kBlock * dim);
    w.dq = take(kTileRows * dim);
    const float* k = a.k.data + batch * a.k.batch + kvHead * a.k.head;
    const float* v = a.v.data + batch * a.v.batch + kvHead * a.v.head;
    turn(k, a.k.token, s.keys, s.headDim, w.turnedKeys);
    turn(v, a.v.token, s.keys, s.headDim, w.turnedValues);
    const Rows keyRows = wholeVectors(k, a.k.token, s.keys, s.headDim, w.copiedKeys);
    zero(w.dk, keys * dim);
    zero(w.dv, keys * dim);
    for (int64_t h = kvHead * group; h < (kvHead + 1) * group; ++h) {
        headBackward(a, w, batch, h, keyRows);
    }
    float* dk = a.dk.data + batch * a.dk.batch + kvHead * a.dk.head;
    float* dv = a.dv.data + batch * a.dv.batch + kvHead * a.dv.head;
    for (int64_t j = 0; j < s.keys; ++j) {
        each(s.headDim, [&](int64_t i, auto part) {
            put(dk + j * a.dk.token + i, get(w.dk + j * dim + i, part), part);
            put(dv + j * a.dv.token + i, get(w.dv + j * dim + i, part), part);
        });
    }
}

} // namespace
} // namespace espalier::kernels
