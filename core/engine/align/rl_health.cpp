#include "core/engine/align/rl_health.h"

#include "core/metrics/statistics.h"

#include <algorithm>
#include <cmath>

namespace espalier {

namespace {

constexpr double kFarNats = 30;
constexpr size_t kWindow = 20;
constexpr int kFirstSteps = 3;
/// Greater numbers than this tell no more; a checkpoint's JSON knows no infinity.
constexpr double kMost = 1e30;

double curveOf(
    const std::vector<std::pair<std::string, double>>& curves,
    std::string_view name,
    double missing)
{
    for (const auto& [key, value] : curves)
        if (key == name)
            return std::isnan(value) ? missing : std::clamp(value, -kMost, kMost);
    return missing;
}

} // namespace

nlohmann::json RlHealth::state() const
{
    return m_memory;
}

void RlHealth::restore(const nlohmann::json& state)
{
    m_memory = state.is_object() ? state.get<Memory>() : Memory{};
}

void RlHealth::raise(std::vector<HealthFinding>& found, const char* name, const Message& message)
{
    if (std::ranges::count(m_memory.raised, name) > 0)
        return;
    m_memory.raised.emplace_back(name);
    found.push_back({name, message});
}

std::vector<HealthFinding>
RlHealth::afterStep(const std::vector<std::pair<std::string, double>>& curves)
{
    Memory& m = m_memory;
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

    const bool farther = m.recent.empty() || now.kl > m.recent.back().kl;
    m.klHigh = now.kl > kFarNats && farther ? m.klHigh + 1 : 0;
    if (m.klHigh >= 3)
        raise(
            found,
            "kl_runaway",
            tr("Answers run away from the reference ({} nats an answer): raise `kl_coef`, let "
               "`kl_control` be adaptive, or lower the learning rate.",
               std::lround(now.kl)));

    if (m.steps < kFirstSteps) {
        m.firstEntropy += entropy / kFirstSteps;
        m.firstEndless += endless / kFirstSteps;
        ++m.steps;
    }
    const bool better = m.recent.size() < kWindow || now.reward > m.recent.front().reward + 1e-9;
    const bool same = distinct < 1 && equal >= 0.95;
    m.flat = entropy < m.firstEntropy / 20 && same && !better && right < 1 ? m.flat + 1 : 0;
    if (m.flat >= 5)
        raise(
            found,
            "entropy_collapse",
            tr("The model has stopped trying: its answers to a prompt are all the same, and no "
               "better than before. Raise `temperature`, `entropy_coef` or `kl_coef`, or lower the "
               "learning rate."));

    const bool nothing = (equal >= 1 || deviation == 0) && right < 1;
    m.equal = nothing ? m.equal + 1 : 0;
    if (m.equal >= 5)
        raise(
            found,
            "equal_rewards",
            tr("All answers to a prompt get the same reward, so nothing can be learned: take "
               "easier "
               "or harder prompts, more `answers`, a higher `temperature`, or a reward that "
               "tells more."));

    m.clipped = clipped > 0.5 ? m.clipped + 1 : 0;
    if (m.clipped >= 5)
        raise(
            found,
            "clip_fraction",
            tr("Over half of the tokens are clipped, so most of each step is lost: lower the "
               "learning rate or `passes`."));

    m.endless = m.steps == kFirstSteps && endless > m.firstEndless + 0.1 ? m.endless + 1 : 0;
    if (m.endless >= 5)
        raise(
            found,
            "endless_answers",
            tr("More and more answers do not end ({} % are cut off by now, {} % were at the "
               "start): give `missing_eos_penalty` a value or raise `kl_coef`; if they need the "
               "room, raise `max_new_tokens`.",
               std::lround(100 * endless),
               std::lround(100 * m.firstEndless)));

    m.recent.push_back(now);
    if (m.recent.size() > kWindow)
        m.recent.pop_front();
    if (m.recent.size() == kWindow && now.length > 1.5 * m.recent.front().length) {
        std::vector<double> lengths, rewards;
        for (const Point& point : m.recent) {
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
