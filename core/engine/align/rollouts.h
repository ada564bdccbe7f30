#pragma once

/// What one step of reinforcement learning learns from: answers, what they were worth, and what
/// policy, reference and critic thought of them. One buffer serves all algorithms.

#include "core/engine/align/reward_part.h"
#include "core/engine/align/sequences.h"
#include "core/stages/rl.h"

#include <string>
#include <utility>
#include <vector>

namespace espalier {

/// Points of curves, by name.
using Curves = std::vector<std::pair<std::string, double>>;

/// Means of curves that are added point by point, in the order of their first points.
class CurveMeans
{
public:
    void add(const std::string& name, double value, double weight = 1);
    void add(const Curves& points, double weight = 1);
    Curves curves() const;

private:
    struct Sum
    {
        std::string name;
        double sum = 0, weight = 0;
    };
    std::vector<Sum> m_sums;
};

/// The answers of a step; neighbours of `group` answer the same prompt. (N) answers, (N, T)
/// columns.
struct Rollouts
{
    int64_t step = 0;
    int64_t group = 1;
    std::vector<Sequence> sequences;
    SequenceBatch batch;
    torch::Tensor scores;          ///< (N) float32: the reward's word; NaN where it had none
    std::vector<RewardPart> parts; ///< of a blended reward: what each part gave the answers
    torch::Tensor ended;           ///< (N) bool: the answer came to its end
    torch::Tensor oldLogProbs, refLogProbs; ///< (N, T), at the sampling temperature
    torch::Tensor entropy;                  ///< (N, T)
    torch::Tensor values;                   ///< (N, T); undefined without a critic

    // Worked out by shape() and the algorithm:
    torch::Tensor rewards;      ///< (N): scores after penalty and clipping; NaN where unknown
    torch::Tensor kl;           ///< (N, T): per token, the estimator asked for
    torch::Tensor tokenRewards; ///< (N, T): -coefficient kl, and the reward in the last column
    torch::Tensor advantages;   ///< (N, T)
    torch::Tensor returns;      ///< (N, T); undefined without a critic

    int64_t answers() const { return batch.rows(); }
    /// Mean over answers of the summed k1 estimate: nats an answer, whatever estimator is used.
    double klPerAnswer() const;
};

/// Fills `rewards`, `kl` and `tokenRewards` from scores, as the parameters say. Answers without a
/// score get no reward at all and their mask is emptied, so that nothing is learned from them.
void shapeRewards(Rollouts& rollouts, const RlParams& params, double klCoefficient);

/// The curves that every algorithm shows (TRL's names; averages never count padding): objective/*,
/// reward, reward_std, rewards/* of a blend's parts, completions/* (of answers that came to their
/// end too, where there are some), val/num_eos_tokens, frac_reward_zero_std, entropy, distinct
/// answers, pass rates where rewards are 0 or 1.
Curves rolloutCurves(const Rollouts& rollouts, double klCoefficient);

} // namespace espalier
