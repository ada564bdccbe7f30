#pragma once

#include "core/base/random.h"
#include "core/metrics/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace espalier {

/// A figure of a whole set (F1, kappa) with the interval of a bootstrap over items: `figure` is
/// asked for the figure of a list of item numbers, `draws` times. Seeded; Efron 1979.
template <typename F>
Figure bootstrapFigure(int64_t n, int draws, uint64_t seed, const F& figure)
{
    std::vector<int64_t> items(static_cast<size_t>(n));
    std::iota(items.begin(), items.end(), int64_t{0});
    Figure result;
    result.value = figure(items);
    result.n = n;
    std::vector<double> found;
    for (int draw = 0; draw < draws; ++draw) {
        Random random(seed, "bootstrap", static_cast<uint64_t>(draw));
        for (int64_t& item : items)
            item = static_cast<int64_t>(random.below(static_cast<uint64_t>(n)));
        found.push_back(figure(items));
    }
    std::ranges::sort(found);
    const double mean =
        std::accumulate(found.begin(), found.end(), 0.0) / static_cast<double>(found.size());
    double squares = 0;
    for (const double value : found)
        squares += (value - mean) * (value - mean);
    result.standardError = std::sqrt(squares / std::max<double>(1, static_cast<double>(draws - 1)));
    const auto at = [&](double share) {
        const auto last = static_cast<double>(found.size() - 1);
        return found[static_cast<size_t>(std::llround(share * last))];
    };
    result.low = at(0.025);
    result.high = at(0.975);
    return result;
}

} // namespace espalier
