#pragma once

#include "core/engine/nn/transformer.h"

#include <cstdint>
#include <vector>

namespace espalier {

/// Keys and values of sequences in numbered places, as decode::CachedQueries says, and the
/// attention over them. Kept between calls where it is large enough.
class DecodeCache
{
public:
    explicit DecodeCache(const ModelConfig& config);

    /// Room for `places` sequences of up to `capacity` ids.
    void prepare(int64_t places, int64_t capacity);
    int64_t capacity() const { return m_capacity; }

    /// Keeps one head's key and value (headDim each) of an id at `position`.
    void
    put(size_t layer,
        int64_t place,
        int64_t head,
        int64_t position,
        const float* key,
        const float* value);

    /// Consecutive ids of one sequence from `position`, already kept: the queries of one key-value
    /// head, row by row.
    struct Query
    {
        size_t layer;
        int64_t place, head, position, count;
        const float* q; ///< (count, group, headDim), ids qStride apart
        int64_t qStride;
        float* out; ///< as q
        int64_t outStride;
    };
    void attend(const Query& query) const;

    /// Where the keys and values of a place's first `count` ids stand, in pieces of
    /// decode::kPiece floats: places in data(layer), the same in every layer.
    void addPieces(int64_t place, int64_t count, std::vector<int64_t>& pieces) const;
    const float* data(size_t layer) const { return m_layers[layer].keyData; }

private:
    int64_t at(int64_t place, int64_t head) const
    {
        return (place * m_config.kvHeads + head) * m_capacity;
    }

    ModelConfig m_config;
    int64_t m_padded; ///< headDim rounded up to decode::kCacheBlock
    int64_t m_places = 0;
    int64_t m_capacity = 0; ///< a multiple of decode::kCacheBlock
    /// (place, kvHead, capacity x width)
    struct Layer
    {
        torch::Tensor all;          ///< keys, then values
        float *keyData, *valueData; ///< of these: asking a tensor each time costs
    };
    std::vector<Layer> m_layers;
};

} // namespace espalier
