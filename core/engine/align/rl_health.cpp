#include "core/engine/align/rl_health.h"

#include "core/metrics/statistics.h"

#include <algorithm>
#include <cmath>

namespace espalier {

namespace {

constexpr double kFarNats = 30;
constexpr size_t kWindow = 20;
constexpr int kFirstSteps = 3;

double curveOf(
    const std::vector<std::pair<std::string, double>>& curves,
    std::string_view name,
    double missing)
{
    for (const auto& [key, value] : curves)
        if (key == name)
            return value;
    return missing;
}

} // namespace

void RlHealth::raise(std::vector<HealthFinding>& found, const char* name, const Message& message)
{
    if (std::ranges::count(m_raised, name) > 0)
        return;
    m_raised.emplace_back(name);
    found.push_back({name, message});
}

std::vector<HealthFinding>
RlHealth::afterStep(const std::vector<std::pair<std::string, double>>& curves)
{
    std::vector<HealthFinding> found;
    const Point now{
        curveOf(curves, "reward", 0),
        curveOf(curves, "objective/kl", 0),
        curveOf(curves, "completions/mean_length", 0)};
    const double entropy = curveOf(curves, "entropy", 1e9);
    const double equal = curveOf(curves, "frac_reward_zero_std", 0);
    const double deviation = curveOf(curves, "reward_std", 1);
    const double right = curveOf(curves, "rollout/pass@1", 0);
    const double distinct = curveOf(curves, "rollout/distinct", 1);
    const double clipped = curveOf(curves, "policy/clipfrac_avg", 0) +
                           curveOf(curves, "clip_ratio/region_mean", 0) *
                               (curveOf(curves, "policy/clipfrac_avg", -1) < 0 ? 1 : 0);
    const double endless = curveOf(curves, "completions/clipped_ratio", 0);

    const bool farther = m_recent.empty() || now.kl > m_recent.back().kl;
    m_klHigh = now.kl > kFarNats && farther ? m_klHigh + 1 : 0;
    if (m_klHigh >= 3)
        raise(
            found,
            "kl_runaway",
            tr("Answers run away from the reference ({} nats an answer): raise `kl_coef`, let "
               "`kl_control` be adaptive, or lower the learning rate.",
               std::lround(now.kl)));

    if (m_steps < kFirstSteps) {
        m_firstEntropy += entropy / kFirstSteps;
        m_firstEndless += endless / kFirstSteps;
        ++m_steps;
    }
    const bool better = m_recent.size() < kWindow || now.reward > m_recent.front().reward + 1e-9;
    const bool same = distinct < 1 && equal >= 0.95;
    m_flat = entropy < m_firstEntropy / 20 && same && !better && right < 1 ? m_flat + 1 : 0;
    if (m_flat >= 5)
        raise(
            found,
            "entropy_collapse",
            tr("The model has stopped trying: its answers to a prompt are all the same, and no "
               "better than before. Raise `temperature`, `entropy_coef` or `kl_coef`, or lower the "
               "learning rate."));

    const bool nothing = (equal >= 1 || deviation == 0) && right < 1;
    m_equal = nothing ? m_equal + 1 : 0;
    if (m_equal >= 5)
        raise(
            found,
            "equal_rewards",
            tr("All answers to a prompt get the same reward, so nothing can be learned: take "
               "easier "
               "or harder prompts, more `answers`, a higher `temperature`, or a reward that "
               "tells more."));

    m_clipped = clipped > 0.5 ? m_clipped + 1 : 0;
    if (m_clipped >= 5)
        raise(
            found,
            "clip_fraction",
            tr("Over half of the tokens are clipped, so most of each step is lost: lower the "
               "learning rate or `passes`."));

    m_endless = m_steps == kFirstSteps && endless > m_firstEndless + 0.1 ? m_endless + 1 : 0;
    if (m_endless >= 5)
        raise(
            found,
            "endless_answers",
            tr("More and more answers do not end ({} % are cut off by now, {} % were at the "
               "start): give `missing_eos_penalty` a value or raise `kl_coef`; if they need the "
               "room, raise `max_new_tokens`.",
               std::lround(100 * endless),
               std::lround(100 * m_firstEndless)));

    m_recent.push_back(now);
    if (m_recent.size() > kWindow)
        m_recent.pop_front();
    if (m_recent.size() == kWindow && now.length > 1.5 * m_recent.front().length) {
        std::vector<double> lengths, rewards;
        for (const Point& point : m_recent) {
            lengths.push_back(point.length);
            rewards.push_back(point.reward);
        }
        if (correlation(lengths, rewards) > 0.9)
            raise(
                found,
                "length_reward",
                tr("Answers grow with the reward ({} tokens by now): look whether it pays length "
                   "instead of quality. A length window in reward.rules, or a gate, helps.",
                   std::lround(now.length)));
    }
    return found;
}

} // namespace espalier
