#include "core/engine/align/advantages.h"

#include "core/engine/align/sequences.h"

#include <algorithm>
#include <cmath>

namespace espalier {

using torch::Tensor;

Tensor klPerToken(const Tensor& logProbs, const Tensor& reference, const std::string& estimator)
{
    const Tensor ratio = reference - logProbs; // log(r/p)
    return estimator == "k3" ? ratio.exp() - 1 - ratio : -ratio;
}

Tensor generalisedAdvantages(
    const Tensor& rewards, const Tensor& values, const Tensor& mask, double gamma, double lambda)
{
    const int64_t columns = rewards.size(1);
    const Tensor known = values * mask;
    Tensor next = torch::zeros({rewards.size(0)}, rewards.options());
    Tensor nextValue = torch::zeros_like(next);
    std::vector<Tensor> all(static_cast<size_t>(columns));
    for (int64_t t = columns - 1; t >= 0; --t) {
        const Tensor here = mask.select(1, t);
        const Tensor value = known.select(1, t);
        const Tensor delta = rewards.select(1, t) + gamma * nextValue - value;
        const Tensor advantage = (delta + gamma * lambda * next) * here;
        all[static_cast<size_t>(t)] = advantage;
        next = advantage;
        nextValue = value;
    }
    return torch::stack(all, 1);
}

Tensor whiten(const Tensor& x, const Tensor& mask, bool keepMean)
{
    const Tensor count = mask.sum();
    const Tensor mean = maskedMean(x, mask);
    const Tensor variance = ((x - mean).square() * mask).sum() / (count - 1).clamp_min(1);
    Tensor white = (x - mean) * torch::rsqrt(variance + 1e-8);
    if (keepMean)
        white = white + mean;
    return white * mask;
}

namespace {

/// The group's rewards that are known, summed: {sum, number, sum of squared differences}.
struct GroupSums
{
    double sum = 0, squares = 0;
    int64_t known = 0;
    double mean() const { return known > 0 ? sum / static_cast<double>(known) : 0; }
    double deviation() const
    {
        return known > 1 ? std::sqrt(squares / static_cast<double>(known - 1)) : 0;
    }
};

GroupSums sumsOf(const float* rewards, int64_t count)
{
    GroupSums sums;
    for (int64_t i = 0; i < count; ++i)
        if (!std::isnan(rewards[i])) {
            sums.sum += rewards[i];
            ++sums.known;
        }
    for (int64_t i = 0; i < count; ++i)
        if (!std::isnan(rewards[i]))
            sums.squares += (rewards[i] - sums.mean()) * (rewards[i] - sums.mean());
    return sums;
}

} // namespace

Tensor groupAdvantages(const Tensor& rewards, int64_t group, GroupScale scale, double stdEps)
{
    const Tensor given = rewards.to(torch::kCPU, torch::kFloat32).contiguous();
    Tensor result = torch::zeros_like(given);
    const auto* from = given.data_ptr<float>();
    auto* to = result.data_ptr<float>();
    const int64_t all = given.numel();
    const double overall = sumsOf(from, all).deviation();
    for (int64_t first = 0; first < all; first += group) {
        const int64_t count = std::min(group, all - first);
        const GroupSums sums = sumsOf(from + first, count);
        const double deviation = scale == GroupScale::Group   ? sums.deviation() + stdEps
                                 : scale == GroupScale::Batch ? overall + stdEps
                                                              : 1;
        for (int64_t i = first; i < first + count; ++i)
            if (!std::isnan(from[i]))
                to[i] = static_cast<float>((from[i] - sums.mean()) / deviation);
    }
    return result.to(rewards.device());
}

Tensor leaveOneOutAdvantages(const Tensor& rewards, int64_t group)
{
    const Tensor given = rewards.to(torch::kCPU, torch::kFloat32).contiguous();
    Tensor result = torch::zeros_like(given);
    const auto* from = given.data_ptr<float>();
    auto* to = result.data_ptr<float>();
    for (int64_t first = 0; first < given.numel(); first += group) {
        const int64_t count = std::min(group, given.numel() - first);
        const GroupSums sums = sumsOf(from + first, count);
        for (int64_t i = first; i < first + count && sums.known > 1; ++i)
            if (!std::isnan(from[i]))
                to[i] = static_cast<float>(
                    from[i] - (sums.sum - from[i]) / static_cast<double>(sums.known - 1));
    }
    return result.to(rewards.device());
}

double shareOfEqualGroups(const Tensor& rewards, int64_t group)
{
    const Tensor given = rewards.to(torch::kCPU, torch::kFloat32).contiguous();
    int64_t equal = 0, groups = 0;
    for (int64_t first = 0; first < given.numel(); first += group) {
        const int64_t count = std::min(group, given.numel() - first);
        ++groups;
        equal += sumsOf(given.data_ptr<float>() + first, count).squares == 0 ? 1 : 0;
    }
    return groups > 0 ? static_cast<double>(equal) / static_cast<double>(groups) : 0;
}

double
adaptedKlCoefficient(double coefficient, double kl, double target, double horizon, double answers)
{
    const double error = std::clamp(kl / target - 1, -0.2, 0.2);
    return coefficient * (1 + error * answers / horizon);
}

} // namespace espalier
