#pragma once

/// Watches reinforcement learning and names trouble in words with a remedy. No torch.

#include "core/engine/train/health.h"

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

private:
    struct Point
    {
        double reward = 0, kl = 0, length = 0;
    };
    void raise(std::vector<HealthFinding>& found, const char* name, const Message& message);

    std::deque<Point> m_recent; ///< the last twenty
    std::vector<std::string> m_raised;
    double m_firstEntropy = 0, m_firstEndless = 0; ///< means of the first three steps
    int m_steps = 0;                               ///< up to three
    int m_klHigh = 0, m_flat = 0, m_equal = 0, m_clipped = 0, m_endless = 0;
};

} // namespace espalier
