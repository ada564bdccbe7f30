/// Group relative policy optimisation (Shao et al. 2024): no critic; an answer's advantage is its
/// reward against its group's mean, the same for all of its tokens; the distance to the reference
/// stands in the loss. With `loss_type` and `scale_rewards` also DAPO (Yu et al. 2025; groups
/// without a difference are sampled again by the rollouts, `dynamic_sampling`) and Dr. GRPO (Liu et
/// al. 2025).

#include "core/engine/align/advantages.h"
#include "core/engine/align/minibatches.h"

namespace espalier {

namespace {

class Grpo : public Algorithm
{
public:
    using Algorithm::Algorithm;

    bool klInReward() const override { return false; }

    void advise(Rollouts& rollouts) const override
    {
        const GroupScale scale = m_params.scaleRewards == "group"   ? GroupScale::Group
                                 : m_params.scaleRewards == "batch" ? GroupScale::Batch
                                                                    : GroupScale::None;
        const auto each = groupAdvantages(rollouts.rewards, rollouts.group, scale, m_params.stdEps);
        rollouts.advantages =
            each.to(rollouts.batch.mask.device()).unsqueeze(1) * rollouts.batch.mask;
    }

    UpdateResult update(const Rollouts& rollouts, Learner& learner, double klCoefficient) override
    {
        return minibatchUpdates(
            rollouts, learner, minibatchOptions(m_params), [&](const Minibatch& batch) {
                return grpoLoss(batch, m_params, klCoefficient);
            });
    }
};

} // namespace

std::unique_ptr<Algorithm> makeGrpo(const RlParams& params)
{
    return std::make_unique<Grpo>(params);
}

} // namespace espalier
