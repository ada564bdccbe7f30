#pragma once

/// Which tokens a training step sees: a pure function of (seed, step, rank, world size), so that
/// nothing is stored and any step can be resumed. Windows are full: nothing is padded.

#include <cstdint>

namespace espalier {

enum class WindowOrder {
    Shuffled, ///< each epoch visits every window once, in an order and from an offset of its own
    Random    ///< windows drawn with replacement, as nanoGPT does
};

struct BatchOrderParams
{
    uint64_t tokens = 0; ///< length of the token stream
    int64_t block = 0;   ///< predicted tokens per row; a row takes block + 1 tokens of the stream
    int64_t rowsPerRank = 1; ///< rows of one step on one rank (micro-batch rows times accumulation)
    int64_t worldSize = 1;
    int64_t rank = 0;
    uint64_t seed = 0;
    WindowOrder order = WindowOrder::Shuffled;
};

/// Start offsets of training windows [start, start + block]: inputs are the first `block` tokens,
/// targets the last. Neighbouring windows share one token, so that every token is a target once per
/// epoch (but less than two blocks at the ends, others each epoch). With the same rows per step
/// over all ranks the order does not depend on the world size.
class BatchOrder
{
public:
    /// Error (input) where the stream is shorter than block + 1.
    explicit BatchOrder(const BatchOrderParams& params);

    /// Where row `row` (0 <= row < rowsPerRank) of step `step` (from 0) starts on this rank.
    uint64_t start(uint64_t step, int64_t row) const;
    uint64_t windowsPerEpoch() const { return m_windows; }
    /// Epochs finished before `step`, as a fraction.
    double epochs(uint64_t step) const;
    /// The first step at which `epochs` epochs are complete.
    uint64_t stepsFor(double epochs) const;

private:
    BatchOrderParams m_params;
    uint64_t m_windows = 0;
};

/// Consecutive windows of a whole stream: every token but the first is a target once; the last
/// window may be short.
struct ValidationWindows
{
    uint64_t tokens = 0;
    int64_t block = 0;

    uint64_t count() const;
    uint64_t start(uint64_t window) const { return window * static_cast<uint64_t>(block); }
    /// Targets of a window: `block`, or fewer in the last one. It takes length + 1 tokens of the
    /// stream.
    int64_t length(uint64_t window) const;
};

/// A keyed permutation of 0 ... size-1 without a table: a Feistel network on the next even number
/// of bits, walked until it falls into the range (Black & Rogaway 2002).
uint64_t permuted(uint64_t index, uint64_t size, uint64_t key);

} // namespace espalier
