/// Proximal policy optimisation (Schulman et al. 2017) for language models, as in InstructGPT
/// (Ouyang et al. 2022) and TRL: the reward comes at the end of an answer, each token pays its
/// distance to the reference, a critic says what was to be expected, and the answers are learned
/// from several times within a clipped distance. With
/// `pretrain_coef` each update learns from pre-training text too (PPO-ptx).

#include "core/engine/align/minibatches.h"

namespace espalier {

namespace {

class Ppo : public Algorithm
{
public:
    using Algorithm::Algorithm;

    void advise(Rollouts& rollouts) const override { adviseByCritic(rollouts, m_params); }

    UpdateResult update(const Rollouts& rollouts, Learner& learner, double) override
    {
        return minibatchUpdates(
            rollouts, learner, minibatchOptions(m_params), [&](const Minibatch& batch) {
                return ppoLoss(batch, m_params);
            });
    }
};

} // namespace

std::unique_ptr<Algorithm> makePpo(const RlParams& params)
{
    return std::make_unique<Ppo>(params);
}

} // namespace espalier
