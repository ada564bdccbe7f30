#include "core/engine/train/batch_loader.h"

namespace espalier {

namespace {

BatchOrderParams withRows(BatchOrderParams order, int64_t rows)
{
    order.rowsPerRank = rows;
    return order;
}

} // namespace

BatchLoader::BatchLoader(
    const TokenStore& tokens,
    BatchOrderParams order,
    int64_t batch,
    int64_t accumulation,
    torch::Device device)
    : m_tokens(tokens)
    , m_order(withRows(order, batch * accumulation))
    , m_batch(batch)
    , m_accumulation(accumulation)
    , m_block(order.block)
    , m_device(device)
{
}

std::vector<MicroBatch> BatchLoader::load(int64_t step) const
{
    std::vector<MicroBatch> batches;
    for (int64_t micro = 0; micro < m_accumulation; ++micro) {
        auto rows = torch::empty({m_batch, m_block + 1}, torch::kInt64);
        for (int64_t row = 0; row < m_batch; ++row) {
            const uint64_t start =
                m_order.start(static_cast<uint64_t>(step), micro * m_batch + row);
            m_tokens.copy(
                start,
                std::span<int64_t>(
                    rows.data_ptr<int64_t>() + row * (m_block + 1),
                    static_cast<size_t>(m_block + 1)));
        }
        batches.push_back(
            {rows.slice(1, 0, m_block).contiguous().to(m_device),
             rows.slice(1, 1).contiguous().to(m_device),
             {}});
    }
    return batches;
}

} // namespace espalier
