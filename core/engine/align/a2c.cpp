/// Advantage actor-critic (Mnih et al. 2016), one environment step of it being a whole rollout: one
/// plain step along the policy gradient with a critic's advantages. It is PPO with one pass, one
/// minibatch and no clipping (Huang et al. 2022). Left out: asynchronous workers.

#include "core/engine/align/minibatches.h"

namespace espalier {

namespace {

class A2c : public Algorithm
{
public:
    using Algorithm::Algorithm;

    void advise(Rollouts& rollouts) const override { adviseByCritic(rollouts, m_params); }

    UpdateResult update(const Rollouts& rollouts, Learner& learner, double) override
    {
        return minibatchUpdates(
            rollouts,
            learner,
            {.clip = m_params.clip,
             .temperature = m_params.temperature,
             .entropy = m_params.entropyCoef > 0},
            [&](const Minibatch& batch) { return a2cLoss(batch, m_params); });
    }
};

} // namespace

std::unique_ptr<Algorithm> makeA2c(const RlParams& params)
{
    return std::make_unique<A2c>(params);
}

} // namespace espalier
