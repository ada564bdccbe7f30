/// REINFORCE leave-one-out (Ahmadian et al. 2024): an answer counts as one action; its reward, less
/// what its distance to the reference costs, is measured against the mean of the other answers to
/// the same prompt.

#include "core/engine/align/advantages.h"
#include "core/engine/align/minibatches.h"

namespace espalier {

namespace {

class Rloo : public Algorithm
{
public:
    using Algorithm::Algorithm;

    void advise(Rollouts& rollouts) const override
    {
        // The whole answer's reward: what its tokens paid, and the word at its end.
        const auto whole = torch::where(
            torch::isfinite(rollouts.rewards.to(rollouts.batch.mask.device())),
            maskedSumPerRow(rollouts.tokenRewards, rollouts.batch.mask),
            std::numeric_limits<float>::quiet_NaN());
        rollouts.advantages =
            leaveOneOutAdvantages(whole, rollouts.group).unsqueeze(1) * rollouts.batch.mask;
    }

    UpdateResult update(const Rollouts& rollouts, Learner& learner, double) override
    {
        return minibatchUpdates(
            rollouts, learner, minibatchOptions(m_params), [&](const Minibatch& batch) {
                return rlooLoss(batch, m_params);
            });
    }
};

} // namespace

std::unique_ptr<Algorithm> makeRloo(const RlParams& params)
{
    return std::make_unique<Rloo>(params);
}

} // namespace espalier
