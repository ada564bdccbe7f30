#pragma once

/// Watches reinforcement learning and names trouble in words with a remedy. No torch.

#include "core/engine/train/health.h"

#include <nlohmann/json.hpp>

#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace espalier {

/// Rules, each raised once:
/// - kl_runaway: answers are over 30 nats from the reference for three steps in a row, and farther
///   each time;
/// - entropy_collapse: for five steps the entropy is below a twentieth of the first steps', all
///   answers to a prompt are the same, and the reward is no better than twenty steps ago;
/// - equal_rewards: for five steps no answer was rewarded otherwise than its neighbours (all right
///   is no trouble);
/// - length_reward: over twenty steps answers grew by half, in step with the reward (correlation
///   over 0.9);
/// - clip_fraction: for five steps over half of the tokens were clipped;
/// - endless_answers: for five steps a tenth more of all answers did not end than in the first three
///   steps.
class RlHealth
{
public:
    /// After a step, from its curves; a curve that is missing raises nothing.
    std::vector<HealthFinding> afterStep(const std::vector<std::pair<std::string, double>>& curves);

    /// All that later findings depend on, for a checkpoint: what the first steps were like, the
    /// last steps, what was raised.
    nlohmann::json state() const;
    /// Goes on from there. What `state` does not hold (an older checkpoint's is null) begins anew.
    void restore(const nlohmann::json& state);

private:
    struct Point
    {
        double reward = 0, kl = 0, length = 0;
        NLOHMANN_DEFINE_TYPE_INTRUSIVE(Point, reward, kl, length)
    };
    struct Memory
    {
        std::deque<Point> recent; ///< the last twenty
        std::vector<std::string> raised;
        double firstEntropy = 0, firstEndless = 0; ///< means of the first three steps
        int steps = 0;                             ///< up to three
        int klHigh = 0, flat = 0, equal = 0, clipped = 0, endless = 0; ///< steps in a row
        NLOHMANN_DEFINE_TYPE_INTRUSIVE_WITH_DEFAULT(
            Memory,
            recent,
            raised,
            firstEntropy,
            firstEndless,
            steps,
            klHigh,
            flat,
            equal,
            clipped,
            endless)
    };
    void raise(std::vector<HealthFinding>& found, const char* name, const Message& message);

    Memory m_memory;
};

} // namespace espalier
