#include "core/data/packing.h"

#include "core/base/error.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>

namespace espalier {

namespace {

/// The finaliser of splitmix64 (Steele et al. 2014): every bit of the input moves every bit of the
/// output.
uint64_t mix(uint64_t value)
{
    value += 0x9E3779B97F4A7C15ULL;
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
    return value ^ (value >> 31);
}

uint64_t mix(uint64_t a, uint64_t b)
{
    return mix(mix(a) ^ b);
}

/// A hash as a number below n; uneven by less than n / 2^64.
uint64_t below(uint64_t hash, uint64_t n)
{
    __extension__ using Wide = unsigned __int128;
    return static_cast<uint64_t>((static_cast<Wide>(hash) * n) >> 64);
}

constexpr uint64_t kOffsetStream = 0x6F6666736574ULL; // "offset"
constexpr uint64_t kOrderStream = 0x6F72646572ULL;    // "order"

} // namespace

uint64_t permuted(uint64_t index, uint64_t size, uint64_t key)
{
    assert(index < size && "an index lies within what is permuted");
    const int half = std::max(1, (static_cast<int>(std::bit_width(size - 1)) + 1) / 2);
    const uint64_t mask = (uint64_t{1} << half) - 1;
    do {
        uint64_t left = index >> half;
        uint64_t right = index & mask;
        for (uint64_t round = 0; round < 6; ++round) {
            const uint64_t next = left ^ (mix(key + round, right) & mask);
            left = right;
            right = next;
        }
        index = (left << half) | right;
    } while (index >= size);
    return index;
}

BatchOrder::BatchOrder(const BatchOrderParams& params)
    : m_params(params)
{
    assert(params.block > 0 && params.rowsPerRank > 0 && params.worldSize > 0 && params.rank >= 0);
    assert(params.rank < params.worldSize);
    const auto block = static_cast<uint64_t>(params.block);
    if (params.tokens < block + 1)
        throw inputError(
            "The text has {} tokens, but one row of block {} needs {}. Use a shorter block or more "
            "text.",
            params.tokens,
            block,
            block + 1);
    m_windows = std::max<uint64_t>(1, (params.tokens - block) / block);
}

uint64_t BatchOrder::start(uint64_t step, int64_t row) const
{
    assert(row >= 0 && row < m_params.rowsPerRank);
    const auto block = static_cast<uint64_t>(m_params.block);
    const auto rows = static_cast<uint64_t>(m_params.rowsPerRank);
    const uint64_t sample =
        (step * static_cast<uint64_t>(m_params.worldSize) + static_cast<uint64_t>(m_params.rank)) *
            rows +
        static_cast<uint64_t>(row);
    if (m_params.order == WindowOrder::Random)
        return below(mix(mix(m_params.seed, kOrderStream), sample), m_params.tokens - block);
    const uint64_t epoch = sample / m_windows;
    const uint64_t slack = m_params.tokens - 1 - m_windows * block;
    const uint64_t offset =
        below(mix(mix(m_params.seed, kOffsetStream), epoch), std::min(slack, block - 1) + 1);
    const uint64_t key = mix(mix(m_params.seed, kOrderStream), epoch);
    return offset + block * permuted(sample % m_windows, m_windows, key);
}

double BatchOrder::epochs(uint64_t step) const
{
    const auto rows =
        static_cast<double>(m_params.rowsPerRank) * static_cast<double>(m_params.worldSize);
    return static_cast<double>(step) * rows / static_cast<double>(m_windows);
}

uint64_t BatchOrder::stepsFor(double epochs) const
{
    const auto rows =
        static_cast<double>(m_params.rowsPerRank) * static_cast<double>(m_params.worldSize);
    return static_cast<uint64_t>(std::ceil(epochs * static_cast<double>(m_windows) / rows - 1e-9));
}

uint64_t ValidationWindows::count() const
{
    const auto size = static_cast<uint64_t>(block);
    return tokens < 2 ? 0 : (tokens - 1 + size - 1) / size;
}

int64_t ValidationWindows::length(uint64_t window) const
{
    return static_cast<int64_t>(
        std::min<uint64_t>(static_cast<uint64_t>(block), tokens - 1 - start(window)));
}

} // namespace espalier
