#include "core/data/row_packing.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/data/packing.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace espalier {

std::vector<Bin> packBestFit(std::span<const int64_t> lengths, int64_t capacity)
{
    std::vector<uint32_t> order(lengths.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(
        order, [&](uint32_t a, uint32_t b) { return lengths[a] > lengths[b]; });
    std::vector<Bin> bins;
    std::multimap<int64_t, size_t> room; // free tokens -> bin
    for (const uint32_t example : order) {
        const int64_t length = lengths[example];
        const auto fits = room.lower_bound(length); // the least room that is enough
        if (fits == room.end()) {
            bins.push_back({example});
            if (length < capacity)
                room.emplace(capacity - length, bins.size() - 1);
            continue;
        }
        const auto [free, bin] = *fits;
        room.erase(fits);
        bins[bin].push_back(example);
        if (free > length)
            room.emplace(free - length, bin);
    }
    return bins;
}

RowOrder::RowOrder(const RowOrderParams& params)
    : m_params(params)
{
    if (params.rows == 0)
        throw inputError("There are no rows to learn from.");
}

uint64_t RowOrder::global(uint64_t place) const
{
    const uint64_t epoch = place / m_params.rows;
    const uint64_t key = Random(m_params.seed, "row order", epoch).bits();
    return permuted(place % m_params.rows, m_params.rows, key);
}

uint64_t RowOrder::at(uint64_t step, int64_t place) const
{
    const auto rows = static_cast<uint64_t>(m_params.rowsPerRank);
    const uint64_t first = (step * static_cast<uint64_t>(m_params.worldSize) +
                            static_cast<uint64_t>(m_params.rank)) *
                           rows;
    return global(first + static_cast<uint64_t>(place));
}

double RowOrder::epochs(uint64_t step) const
{
    const auto perStep = static_cast<double>(m_params.rowsPerRank * m_params.worldSize);
    return static_cast<double>(step) * perStep / static_cast<double>(m_params.rows);
}

uint64_t RowOrder::stepsFor(double epochs) const
{
    const auto perStep = static_cast<double>(m_params.rowsPerRank * m_params.worldSize);
    return static_cast<uint64_t>(
        std::ceil(epochs * static_cast<double>(m_params.rows) / perStep - 1e-9));
}

LengthOrder::LengthOrder(
    const RowOrderParams& params, std::vector<int64_t> lengths, int64_t group)
    : m_params(params)
    , m_order(params)
    , m_lengths(std::move(lengths))
    , m_group(group)
{
}

uint64_t LengthOrder::at(uint64_t step, int64_t place) const
{
    const auto perStep = static_cast<uint64_t>(m_params.rowsPerRank * m_params.worldSize);
    const auto group = static_cast<uint64_t>(m_group);
    const uint64_t stretch = step / group;
    if (stretch != m_cached) {
        m_stretch.resize(perStep * group);
        for (uint64_t i = 0; i < m_stretch.size(); ++i)
            m_stretch[i] = m_order.global(stretch * group * perStep + i);
        std::ranges::stable_sort(
            m_stretch, [&](uint64_t a, uint64_t b) { return m_lengths[a] < m_lengths[b]; });
        m_cached = stretch;
    }
    const uint64_t key = Random(m_params.seed, "length order", stretch).bits();
    const uint64_t within = permuted(step % group, group, key);
    const auto rank = static_cast<uint64_t>(m_params.rank * m_params.rowsPerRank + place);
    return m_stretch[within * perStep + rank];
}

} // namespace espalier
