#pragma once

/// Which examples a training step sees, where examples are rows of different lengths: packed into
/// full rows, or put beside others of about their length. Pure functions of (seed, step, rank).

#include <cstdint>
#include <span>
#include <vector>

namespace espalier {

/// Examples that share a row, by number.
using Bin = std::vector<uint32_t>;

/// Best-fit decreasing: the longest example first, each into the fullest row that still has room
/// for it (at most 11/9 of the fewest rows possible; Johnson 1974). Examples longer than
/// `capacity` fill a row of their own. The same lengths give the same rows.
std::vector<Bin> packBestFit(std::span<const int64_t> lengths, int64_t capacity);

struct RowOrderParams
{
    uint64_t rows = 0;       ///< bins or examples
    int64_t rowsPerRank = 1; ///< of one step on one rank
    int64_t worldSize = 1;
    int64_t rank = 0;
    uint64_t seed = 0;
};

/// Rows in an order of their own each epoch, each once an epoch; an epoch's end and the next one's
/// start can share a step.
class RowOrder
{
public:
    /// Error (input) where there are no rows.
    explicit RowOrder(const RowOrderParams& params);
    /// The row at place `place` (0 <= place < rowsPerRank) of step `step` (from 0) on this rank.
    uint64_t at(uint64_t step, int64_t place) const;
    /// The row at a place in the order of all steps and ranks.
    uint64_t global(uint64_t place) const;
    double epochs(uint64_t step) const;
    uint64_t stepsFor(double epochs) const;

private:
    RowOrderParams m_params;
};

/// The same, with rows of about one length together: within stretches of `group` steps of an epoch
/// rows are sorted by length, cut into steps, and the steps shuffled, so that little is padded and
/// the order is still by chance.
class LengthOrder
{
public:
    LengthOrder(const RowOrderParams& params, std::vector<int64_t> lengths, int64_t group = 50);
    uint64_t at(uint64_t step, int64_t place) const;
    double epochs(uint64_t step) const { return m_order.epochs(step); }
    uint64_t stepsFor(double epochs) const { return m_order.stepsFor(epochs); }

private:
    RowOrderParams m_params;
    RowOrder m_order;
    std::vector<int64_t> m_lengths;
    int64_t m_group;
    mutable uint64_t m_cached = UINT64_MAX;
    mutable std::vector<uint64_t> m_stretch;
};

} // namespace espalier
