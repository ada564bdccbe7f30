#pragma once

/// What decoding does most: a few rows against packed weights, or against cached keys and values,
/// that come from memory. Compiled once for each level of instruction set, like the kernels of the
/// nn room, and at the level in use there.

#include <cstdint>

namespace espalier::decode {

/// y (rows, columns) = [y +] x (rows, depth) W + bias, for the columns of one panel.
struct PanelProduct
{
    int64_t rows, depth;
    const float* x;
    int64_t xStride;
    const float* weights; ///< (depth, kernels::kPanel), see kernels::packPanels
    const float* bias;    ///< (kPanel), or null
    float* y;
    int64_t yStride;
    int64_t columns; ///< of the panel's kPanel, those that exist
    bool accumulate;
    const float* ahead; ///< what is read next, fetched meanwhile; or null
    int64_t aheadFloats;
    /// Of what is read after that, the pieces to fetch meanwhile: kPiece floats each from `later` +
    /// laterAt[i], with steps of the depth in pieces of kStepsOfPiece.
    const float* later = nullptr;
    const int64_t* laterAt = nullptr;
    int64_t laterCount = 0;
};

/// Rows that are multiplied together. With no more of them a product fetches nothing for later.
constexpr int kRowsOfTile = 6;

/// A piece of memory that a product fetches for what comes later: a line with each step.
constexpr int64_t kStepsOfPiece = 64;
constexpr int64_t kPiece = kStepsOfPiece * 16;

/// Keys of the cache stand in blocks of this many; head widths of values are multiples of it.
constexpr int64_t kCacheBlock = 16;

/// Keys and values of one (sequence, key-value head), and the queries that read them. Row r is
/// query r / group of head r % group and sees the last `window` of the keys [0, visible + r /
/// group).
struct CachedQueries
{
    int64_t rows, group;
    int64_t dim;     ///< head width
    int64_t padded;  ///< head width rounded up to kCacheBlock: stride of values
    int64_t visible; ///< keys that query 0 sees
    int64_t window;  ///< 0: all
    float scale;
    const float* q; ///< row r at q + (r / group) * qToken + (r % group) * dim
    int64_t qToken;
    const float* keys;   ///< (key / kCacheBlock, dim, kCacheBlock)
    const float* values; ///< (key, padded)
    const float* next;   ///< keys that are likely to be read after these, as many of them
    float* scores;       ///< work space: 6 * (visible + rows, rounded up to kCacheBlock)
    float* out;          ///< as q
    int64_t outToken;
};

/// One level's functions. A row's numbers are formed in the same order whatever the other rows are.
struct Kernels
{
    void (*panel)(const PanelProduct& args);
    void (*attend)(const CachedQueries& args);
};

/// Those of the level that kernels::table() has.
const Kernels& kernels();

extern const Kernels kBaseline;
#if defined(__x86_64__)
extern const Kernels kAvx2;
extern const Kernels kAvx512;
#endif

} // namespace espalier::decode
