#include "core/engine/generate/sampling.h"

#include "core/engine/nn/kernels.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_set>

namespace espalier {

namespace {

/// Weights are added in blocks of this many, then inside the block that the draw falls into.
constexpr int64_t kBlock = 256;

void penalise(float* logits, double penalty, const std::vector<int64_t>& seen)
{
    const auto factor = static_cast<float>(penalty);
    const std::unordered_set<int64_t> ids(seen.begin(), seen.end());
    for (const int64_t id : ids) {
        logits[id] = logits[id] > 0 ? logits[id] / factor : logits[id] * factor;
    }
}

int64_t indexOfLargest(const float* x, int64_t n)
{
    const float most = kernels::table().maxRow(n, x);
    for (int64_t i = 0; i < n; ++i) {
        if (x[i] == most) {
            return i;
        }
    }
    return 0; // only NaN: every choice is as bad
}

/// Index drawn in proportion to weights whose sum over blocks is known.
int64_t draw(const float* weights, int64_t n, const std::vector<double>& blocks, Random& random)
{
    const double total = std::accumulate(blocks.begin(), blocks.end(), 0.0);
    double left = random.uniform() * total;
    size_t block = 0;
    while (block + 1 < blocks.size() && left >= blocks[block]) {
        left -= blocks[block];
        ++block;
    }
    const int64_t first = static_cast<int64_t>(block) * kBlock;
    const int64_t end = std::min(n, first + kBlock);
    int64_t last = first; // the last one with any weight, in case rounding leaves a rest
    for (int64_t i = first; i < end; ++i) {
        if (weights[i] > 0) {
            last = i;
            left -= static_cast<double>(weights[i]);
            if (left < 0) {
                return i;
            }
        }
    }
    return last;
}

/// weights = exp(scale * logits - shift) by blocks; returns the blocks' sums.
std::vector<double> exponentials(float* values, int64_t n, float shift)
{
    std::vector<double> blocks;
    for (int64_t first = 0; first < n; first += kBlock) {
        blocks.push_back(static_cast<double>(kernels::table().expRow(
            std::min(kBlock, n - first), values + first, shift, values + first)));
    }
    return blocks;
}

/// Sets the weight of every token outside the cuts to zero. Weights are e^(logit - largest), so the
/// largest is 1.
void cut(std::vector<float>& weights, const SamplingOptions& options)
{
    const auto n = static_cast<int64_t>(weights.size());
    std::vector<int64_t> order;
    const auto heavier = [&](int64_t a, int64_t b) {
        const float wa = weights[static_cast<size_t>(a)];
        const float wb = weights[static_cast<size_t>(b)];
        return wa > wb || (wa == wb && a < b);
    };
    for (int64_t i = 0; i < n; ++i) {
        if (weights[static_cast<size_t>(i)] > 0) {
            order.push_back(i);
        }
    }
    const auto count = static_cast<int64_t>(order.size());
    int64_t kept = options.topK > 0 ? std::min(options.topK, count) : count;
    if (kept < count) {
        std::nth_element(order.begin(), order.begin() + kept, order.end(), heavier);
    }
    double total = 0;
    std::sort(order.begin(), order.begin() + kept);
    for (int64_t i = 0; i < kept; ++i) {
        total += static_cast<double>(weights[static_cast<size_t>(order[static_cast<size_t>(i)])]);
    }
    if (options.topP < 1) {
        // Sorted in growing pieces: the cut mostly comes early.
        double sum = 0;
        int64_t reached = 0;
        for (int64_t sorted = 0; sorted < kept && reached == 0;) {
            const int64_t next = std::min(kept, std::max<int64_t>(64, sorted * 8));
            std::partial_sort(
                order.begin() + sorted, order.begin() + next, order.begin() + kept, heavier);
            for (; sorted < next && reached == 0; ++sorted) {
                sum += static_cast<double>(
                    weights[static_cast<size_t>(order[static_cast<size_t>(sorted)])]);
                if (sum >= options.topP * total) {
                    reached = sorted + 1;
                }
            }
            sorted = next;
        }
        kept = reached == 0 ? kept : reached;
    }
    for (int64_t i = kept; i < count; ++i) {
        weights[static_cast<size_t>(order[static_cast<size_t>(i)])] = 0;
    }
    if (options.minP > 0) {
        for (float& weight : weights) {
            weight = weight < static_cast<float>(options.minP) ? 0.0F : weight;
        }
    }
}

} // namespace

Sampled sample(
    std::vector<float>& work,
    float* logits,
    int64_t vocab,
    const SamplingOptions& options,
    const std::vector<int64_t>& seen,
    Random& random)
{
    work.assign(logits, logits + vocab);
    if (options.repetitionPenalty != 1.0) {
        penalise(work.data(), options.repetitionPenalty, seen);
    }
    int64_t id = 0;
    // Log-probabilities are those of the model itself. Where it is drawn from as it is, the weights
    // that are drawn from give their normaliser too.
    float normaliser = 0;
    const bool asItIs = options.temperature == 1.0 && options.repetitionPenalty == 1.0;
    if (!asItIs) {
        kernels::table().scoreRow(vocab, logits, 0, &normaliser);
    }
    if (options.temperature <= 0) {
        id = indexOfLargest(work.data(), vocab);
    } else {
        if (options.temperature != 1.0) {
            const auto factor = static_cast<float>(1.0 / options.temperature);
            for (float& value : work) {
                value *= factor;
            }
        }
        const float largest = kernels::table().maxRow(vocab, work.data());
        auto blocks = exponentials(work.data(), vocab, largest);
        if (asItIs) {
            normaliser = largest + static_cast<float>(std::log(
                                       std::accumulate(blocks.begin(), blocks.end(), 0.0)));
        }
        if (options.topK > 0 || options.topP < 1 || options.minP > 0) {
            cut(work, options);
            for (size_t b = 0; b < blocks.size(); ++b) {
                const size_t first = b * static_cast<size_t>(kBlock);
                const size_t end = std::min(work.size(), first + static_cast<size_t>(kBlock));
                blocks[b] = 0;
                for (size_t i = first; i < end; ++i) {
                    blocks[b] += static_cast<double>(work[i]);
                }
            }
        }
        id = draw(work.data(), vocab, blocks, random);
    }
    return {id, logits[id] - normaliser};
}

} // namespace espalier
