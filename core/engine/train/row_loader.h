#pragma once

/// Batches of rows for fine-tuning: packed or padded.

#include "core/data/row_packing.h"
#include "core/engine/train/step.h"

namespace espalier {

/// Encoded examples side by side in memory.
struct ExampleSet
{
    std::vector<int32_t> ids;     ///< of all examples, one after another
    std::vector<uint8_t> trained; ///< of each id: whether it must be learned
    std::vector<uint8_t> types;   ///< of each id: segment type; empty: all 0
    std::vector<uint64_t> starts{0}; ///< first id of each example, and the end
    std::vector<float> weights;      ///< of each example
    std::vector<int32_t> labels;     ///< of each example; empty: a language task

    size_t size() const { return starts.size() - 1; }
    int64_t length(size_t i) const { return static_cast<int64_t>(starts[i + 1] - starts[i]); }
    std::vector<int64_t> lengths() const;
    bool weighted() const; ///< whether any weight is not 1
};

struct RowLoaderParams
{
    bool packed = false;
    bool bidirectional = false; ///< then padding is named by `lengths`
    int64_t block = 0;          ///< capacity of a packed row, in tokens
    int64_t batch = 8;          ///< rows of a micro-batch
    int64_t accumulation = 1;
    int64_t worldSize = 1, rank = 0;
    uint64_t seed = 0;
};

/// Rows as micro-batches: causal examples ask for the next token wherever that one is `trained`;
/// examples with labels bear them. Packed examples see only themselves and count their positions
/// from 0. A pure function of (seed, step, rank).
class RowLoader
{
public:
    /// `examples` must outlive the loader. Error (input) where there are none.
    RowLoader(const ExampleSet& examples, const RowLoaderParams& params, torch::Device device);

    std::vector<MicroBatch> load(int64_t step) const;
    double epochs(int64_t step) const;
    int64_t stepsFor(double epochs) const;
    /// Tokens read by steps [0, step) on all ranks, padding excluded.
    double tokens(int64_t step) const;
    /// Rows of an epoch: packed ones, or examples.
    size_t rows() const { return m_params.packed ? m_bins.size() : m_examples.size(); }

    /// One micro-batch of these examples, one a row, padded to the longest.
    static MicroBatch padded(
        const ExampleSet& examples,
        std::span<const uint32_t> chosen,
        bool bidirectional,
        torch::Device device);

private:
    uint64_t rowAt(int64_t step, int64_t place) const;
    MicroBatch packed(std::span<const uint64_t> bins) const;

    const ExampleSet& m_examples;
    RowLoaderParams m_params;
    std::vector<Bin> m_bins;
    std::optional<RowOrder> m_packedOrder;
    std::optional<LengthOrder> m_lengthOrder;
    torch::Device m_device;
    mutable std::vector<double> m_tokens{0}; ///< by step, as far as asked for
};

} // namespace espalier
