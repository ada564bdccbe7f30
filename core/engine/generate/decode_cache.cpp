#include "core/engine/generate/decode_cache.h"

#include "core/engine/generate/decode_kernels.h"
#include "core/engine/generate/large_pages.h"
#include "core/engine/nn/parallel.h"

#include <algorithm>
#include <cmath>

namespace espalier {

namespace {

using decode::kCacheBlock;

int64_t roundUp(int64_t n, int64_t to)
{
    return (n + to - 1) / to * to;
}

} // namespace

DecodeCache::DecodeCache(const ModelConfig& config)
    : m_config(config)
    , m_padded(roundUp(config.headDim, kCacheBlock))
{
}

void DecodeCache::prepare(int64_t places, int64_t capacity)
{
    const int64_t rounded = roundUp(capacity, kCacheBlock);
    if (m_places >= places && m_capacity >= rounded) {
        return;
    }
    m_places = places;
    m_capacity = rounded;
    m_layers.clear();
    for (int64_t i = 0; i < m_config.layers; ++i) {
        const int64_t rows = places * m_config.kvHeads * rounded;
        const torch::Tensor all = largePages(rows * (m_config.headDim + m_padded));
        all.narrow(0, rows * m_config.headDim, rows * m_padded).zero_();
        auto* data = all.data_ptr<float>();
        m_layers.push_back({all, data, data + rows * m_config.headDim});
    }
}

void DecodeCache::addPieces(int64_t place, int64_t count, std::vector<int64_t>& pieces) const
{
    const int64_t values = m_places * m_config.kvHeads * m_capacity * m_config.headDim;
    const int64_t kept = roundUp(count, kCacheBlock);
    for (int64_t head = 0; head < m_config.kvHeads; ++head) {
        const int64_t from = at(place, head);
        for (int64_t i = 0; i < kept * m_config.headDim; i += decode::kPiece) {
            pieces.push_back(from * m_config.headDim + i);
        }
        for (int64_t i = 0; i < count * m_padded; i += decode::kPiece) {
            pieces.push_back(values + from * m_padded + i);
        }
    }
}

void DecodeCache::put(
    size_t layer,
    int64_t place,
    int64_t head,
    int64_t position,
    const float* key,
    const float* value)
{
    const int64_t dim = m_config.headDim;
    const int64_t row = at(place, head) + position;
    float* keys =
        m_layers[layer].keyData + (row - position % kCacheBlock) * dim + position % kCacheBlock;
    for (int64_t d = 0; d < dim; ++d) {
        keys[d * kCacheBlock] = key[d];
    }
    std::copy(value, value + dim, m_layers[layer].valueData + row * m_padded);
}

void DecodeCache::attend(const Query& query) const
{
    const int64_t dim = m_config.headDim;
    const int64_t group = m_config.heads / m_config.kvHeads;
    const int64_t visible = query.position + 1;
    double scale = 1.0 / std::sqrt(static_cast<double>(dim));
    if (m_config.scaleByLayer) {
        scale /= static_cast<double>(query.layer + 1);
    }
    const int64_t from = at(query.place, query.head);
    decode::kernels().attend(
        {.rows = query.count * group,
         .group = group,
         .dim = dim,
         .padded = m_padded,
         .visible = visible,
         .window = m_config.slidingWindow,
         .scale = static_cast<float>(scale),
         .q = query.q,
         .qToken = query.qStride,
         .keys = m_layers[query.layer].keyData + from * dim,
         .values = m_layers[query.layer].valueData + from * m_padded,
         .next = m_layers[query.layer].keyData + (from + m_capacity) * dim,
         .scores = threadWork(6 * roundUp(visible + query.count * group, kCacheBlock)),
         .out = query.out,
         .outToken = query.outStride});
}

} // namespace espalier
