#pragma once

#include "core/data/packing.h"
#include "core/data/tokens.h"
#include "core/engine/train/step.h"

namespace espalier {

/// Cuts training batches out of a token store. Stateless: a step's batches depend on (seed, step,
/// rank) alone.
class BatchLoader
{
public:
    /// `batch` rows a micro-batch, `accumulation` micro-batches a step. The store must outlive the
    /// loader.
    BatchLoader(
        const TokenStore& tokens,
        BatchOrderParams order,
        int64_t batch,
        int64_t accumulation,
        torch::Device device);

    /// The micro-batches of optimisation step `step` (from 0): ids and targets (batch, block)
    /// int64.
    std::vector<MicroBatch> load(int64_t step) const;
    const BatchOrder& order() const { return m_order; }
    /// Tokens that one step learns from, on this rank.
    int64_t tokensPerStep() const { return m_batch * m_accumulation * m_block; }

private:
    const TokenStore& m_tokens;
    BatchOrder m_order;
    int64_t m_batch, m_accumulation, m_block;
    torch::Device m_device;
};

} // namespace espalier
