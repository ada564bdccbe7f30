#pragma once

/// Our own CPU kernels: plain functions over float arrays, compiled once for each level of
/// instruction set from the same source and chosen at run time. No torch in here, and no threads:
/// callers split the work.

#include <cstdint>
#include <span>

namespace espalier::kernels {

enum class Pointwise { GeluTanh, Gelu, Relu, Silu };

/// Rows of a norm. Rms: mean and bias are unused (null).
struct NormForward
{
    bool rms;
    int64_t rows, width;
    float eps;
    const float* x;     ///< (rows, width)
    const float* added; ///< added to x first, or null
    const float* weight;
    const float* bias;
    float* sum;  ///< x + added; null where nothing is added
    float* y;    ///< (rows, width)
    float* mean; ///< (rows)
    float* rstd; ///< (rows)
};

struct NormBackward
{
    bool rms;
    int64_t rows, width;
    const float* dy;
    const float* dsum; ///< gradient of the sum itself, or null
    const float* x;    ///< what was normalised
    const float* weight;
    const float* mean;
    const float* rstd;
    float* dx;
    float* dweight; ///< (width), added to
    float* dbias;   ///< (width), added to; null for Rms
};

/// A tensor (batch, token, head, dim) whose last dimension is dense; strides in floats.
template <typename T>
struct Heads
{
    T* data;
    int64_t batch, token, head;
};

struct AttentionShape
{
    int64_t batch, queries, keys, heads, kvHeads, headDim;
    int64_t offset; ///< position of query 0 among the keys
    int64_t window; ///< 0: none
    float scale;
    const int64_t* starts; ///< (batch, queries) first visible key, or null
    const int64_t* ends;   ///< (batch, queries) key after the last visible one, or null: causal
    float dropout;
    uint64_t seed; ///< of the dropout mask
};

struct AttentionForward
{
    AttentionShape shape;
    Heads<const float> q, k, v;
    Heads<float> out;
    float* lse; ///< (batch, heads, queries)
};

struct AttentionBackward
{
    AttentionShape shape;
    Heads<const float> q, k, v, out, dout;
    const float* lse;
    Heads<float> dq, dk, dv;
};

/// What one row of logits says about its target.
struct RowScore
{
    float logProb;
    bool correct;  ///< the target has the largest logit
    float entropy; ///< of the row's distribution, nats
};

struct AdamWStep
{
    float learningRate, beta1, beta2, eps, weightDecay;
    float gradientScale;
    float correction1, correction2; ///< 1 - beta^step
};

/// Columns of one panel of packed weights, see packPanels.
constexpr int64_t kPanel = 64;
/// Rows of the norms' and biases' partial sums: a fixed count, so that results don't depend on the
/// threads.
constexpr int64_t kRowChunks = 16;

/// c (rows, columns) = [c +] a panel [+ bias], panel (depth, kPanel) of which `columns` count.
/// Element (m, k) of a is a[m * aRow + k * aDepth]. Each element of c is one chain of sums over the
/// depth, in order, whatever the number of rows.
struct PanelTask
{
    int64_t rows, depth;
    const float* a;
    int64_t aRow, aDepth;
    const float* panel;
    const float* bias; ///< (columns), or null
    float* c;
    int64_t cStride;
    int64_t columns;
    bool accumulate;
};

/// One level's functions.
struct Table
{
    const char* name;
    int width; ///< floats in a vector

    void (*normForward)(const NormForward& args);
    void (*normBackward)(const NormBackward& args);
    void (*activate)(Pointwise kind, int64_t n, const float* x, float* y);
    void (*activateBackward)(Pointwise kind, int64_t n, const float* x, const float* dy, float* dx);
    /// y = f(gate) * up
    void (*gated)(Pointwise kind, int64_t n, const float* gate, const float* up, float* y);
    void (*gatedBackward)(
        Pointwise kind,
        int64_t n,
        const float* gate,
        const float* up,
        const float* dy,
        float* dgate,
        float* dup);
    /// Rotates pairs (i, i + dim / 2) of one token's heads; sign -1 turns back.
    void (*rotate)(
        int64_t heads,
        int64_t dim,
        const float* x,
        int64_t headStride,
        const float* cos,
        const float* sin,
        float sign,
        float* y);
    /// Floats of work space that one attention task needs.
    int64_t (*attentionWork)(const AttentionShape& shape, bool backward);
    /// One (batch, key-value head).
    void (*attentionForward)(
        const AttentionForward& args, int64_t batch, int64_t kvHead, float* work);
    void (*attentionBackward)(
        const AttentionBackward& args, int64_t batch, int64_t kvHead, float* work);
    /// Turns logits into scale * (softmax - onehot) and scores the target.
    RowScore (*crossEntropyRow)(int64_t vocab, float* logits, int64_t target, float scale);
    /// Scores the target, leaves the logits as they are; gives log(sum(exp)) too.
    RowScore (*scoreRow)(int64_t vocab, const float* logits, int64_t target, float* lse);
    /// y = exp(x - shift), returns the sum.
    float (*expRow)(int64_t n, const float* x, float shift, float* y);
    float (*maxRow)(int64_t n, const float* x);
    void (*adamw)(const AdamWStep& step, int64_t n, float* w, float* g, float* m, float* v);
    double (*sumSquares)(int64_t n, const float* x);
    /// y[j] += sum over rows of x[row][j]
    void (*addColumnSums)(int64_t rows, int64_t width, const float* x, float* y);
    /// y += x
    void (*add)(int64_t n, const float* x, float* y);
    /// See PanelTask.
    void (*multiply)(const PanelTask& task);
    /// Packs `count` <= kPanel columns of a matrix whose element (k, n) is b[k * bDepth + n *
    /// bColumn] into a panel (depth, kPanel), filled up with zeros.
    void (*pack)(
        int64_t depth,
        int64_t count,
        const float* b,
        int64_t bDepth,
        int64_t bColumn,
        float* panel);
};

/// The level in use: the best that this processor has, unless another was chosen.
const Table& table();
/// Every level that this processor has, best last.
std::span<const Table* const> available();
/// Chooses a level (tests, diagnosis). Not while kernels run.
void use(const Table& level);

/// Floats a packed (depth, columns) matrix takes.
int64_t packedSize(int64_t depth, int64_t columns);
/// Packs w into panels of kPanel columns, (panel, depth, kPanel), the last one filled with zeros.
/// Element (k, n) of the matrix is w[k * depthStride + n * columnStride].
void packPanels(
    int64_t depth,
    int64_t columns,
    const float* w,
    int64_t depthStride,
    int64_t columnStride,
    float* packed);

/// One element of the dropout mask: uniform bits for (seed, row, column).
inline uint32_t maskRow(uint64_t seed, uint64_t row)
{
    uint64_t z = seed + 0x9e3779b97f4a7c15ULL * (row + 1);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return static_cast<uint32_t>(z ^ (z >> 31));
}
inline uint32_t maskBits(uint32_t row, uint32_t column)
{
    uint32_t h = row + column * 0x9e3779b9U;
    h = (h ^ (h >> 16)) * 0x85ebca6bU;
    h = (h ^ (h >> 13)) * 0xc2b2ae35U;
    return h ^ (h >> 16);
}
/// Elements whose bits are below this are dropped.
inline uint32_t maskThreshold(float p)
{
    return static_cast<uint32_t>(static_cast<double>(p) * 4294967296.0);
}

extern const Table kBaseline; ///< x86-64-v2, or whatever the compiler targets elsewhere
#if defined(__x86_64__)
extern const Table kAvx2;
extern const Table kAvx512;
#endif

} // namespace espalier::kernels
