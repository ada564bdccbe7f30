#pragma once

/// An algorithm of reinforcement learning: what it makes of a step's answers, and how it moves the
/// policy. Rollouts, rewards, reference and curves are the same for all.

#include "core/engine/align/critic.h"
#include "core/engine/align/rollouts.h"
#include "core/engine/train/optimizer.h"

#include <functional>
#include <memory>
#include <span>

namespace espalier {

/// What learns.
struct Learner
{
    Transformer policy{nullptr};
    NamedTensors trained;       ///< of the policy
    Critic* critic = nullptr;   ///< where the algorithm has one
    AdamW* optimizer = nullptr; ///< over the policy's and the critic's weights
    double learningRate = 0;
    uint64_t seed = 0;
    /// A further loss of an update, the number of which it is told (from 0 in each step): that of
    /// pre-training text (PPO-ptx; Ouyang et al. 2022). May be empty.
    std::function<torch::Tensor(int64_t update)> pretrainLoss;
    double pretrainWeight = 0;
};

/// What one update did.
struct UpdateResult
{
    double loss = 0;     ///< mean over its minibatches
    double gradNorm = 0; ///< mean, before clipping
    bool finite = true;  ///< false: a number was not, and the rest was left out
    Curves curves;       ///< means over its minibatches
};

class Algorithm
{
public:
    /// `params` must outlive the algorithm; live values are read anew each step.
    explicit Algorithm(const RlParams& params)
        : m_params(params)
    {
    }
    virtual ~Algorithm() = default;
    Algorithm(const Algorithm&) = delete;
    Algorithm& operator=(const Algorithm&) = delete;

    /// Whether the distance to the reference stands in the rewards (else in the loss).
    virtual bool klInReward() const { return true; }
    /// Fills advantages (and returns) from shaped rewards.
    virtual void advise(Rollouts& rollouts) const = 0;
    /// Moves the policy.
    virtual UpdateResult
    update(const Rollouts& rollouts, Learner& learner, double klCoefficient) = 0;

protected:
    const RlParams& m_params;
};

/// A row of the table of algorithms.
struct AlgorithmInfo
{
    const char* name;
    bool critic;
    std::unique_ptr<Algorithm> (*make)(const RlParams& params);
};

/// Every algorithm: ppo, a2c, trpo, grpo, rloo.
std::span<const AlgorithmInfo> algorithms();
/// Throws Error (input) for a name that there is not.
const AlgorithmInfo& algorithm(const std::string& name);

// One maker an algorithm, each on its page; used by the table alone.
std::unique_ptr<Algorithm> makePpo(const RlParams& params);
std::unique_ptr<Algorithm> makeA2c(const RlParams& params);
std::unique_ptr<Algorithm> makeTrpo(const RlParams& params);
std::unique_ptr<Algorithm> makeGrpo(const RlParams& params);
std::unique_ptr<Algorithm> makeRloo(const RlParams& params);

} // namespace espalier
