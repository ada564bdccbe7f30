#include "core/engine/nn/transformer.h"

namespace espalier {

KvCache::KvCache(
    const ModelConfig& config, int64_t batch, int64_t capacity, torch::TensorOptions options)
    : m_capacity(capacity)
{
    for (int64_t layer = 0; layer < config.layers; ++layer) {
        m_k.push_back(torch::zeros({batch, capacity, config.kvHeads, config.headDim}, options));
        m_v.push_back(torch::zeros({batch, capacity, config.kvHeads, config.headDim}, options));
    }
}

std::array<torch::Tensor, 2>
KvCache::append(int64_t layer, const torch::Tensor& k, const torch::Tensor& v)
{
    const int64_t count = k.size(1);
    TORCH_CHECK(
        m_length + count <= m_capacity,
        "KvCache: ",
        m_length,
        " + ",
        count,
        " positions, room for ",
        m_capacity);
    const auto put = [&](torch::Tensor& all, const torch::Tensor& fresh) {
        all.narrow(1, m_length, count).copy_(fresh);
        return all.narrow(1, 0, m_length + count);
    };
    const auto at = static_cast<size_t>(layer);
    return {put(m_k[at], k), put(m_v[at], v)};
}

torch::Tensor KvCache::contents() const
{
    std::vector<torch::Tensor> all;
    for (size_t layer = 0; layer < m_k.size(); ++layer) {
        all.push_back(m_k[layer].narrow(1, 0, m_length));
        all.push_back(m_v[layer].narrow(1, 0, m_length));
    }
    return torch::stack(all);
}

} // namespace espalier
