#pragma once

/// The update that most algorithms share: some passes over the answers, in minibatches, a step of
/// the optimizer each.

#include "core/engine/align/algorithm.h"
#include "core/engine/align/policy_losses.h"

#include <functional>

namespace espalier {

/// How the passes run.
struct MinibatchOptions
{
    int64_t passes = 1;
    int64_t minibatches = 1; ///< of a pass
    double clip = 1;         ///< largest norm of the gradient; 0: no clipping
    double temperature = 1;
    double klStop = 0;    ///< no further pass where policy/approxkl_avg is above; 0: never
    bool entropy = false; ///< the loss asks for it
};

/// As the parameters say.
MinibatchOptions minibatchOptions(const RlParams& params);

using LossFunction = std::function<PolicyLoss(const Minibatch&)>;

/// Runs them, answers in an order of their own each pass. A minibatch is in memory at once.
UpdateResult minibatchUpdates(
    const Rollouts& rollouts,
    Learner& learner,
    const MinibatchOptions& options,
    const LossFunction& loss);

/// PPO's and A2C's part before the update: generalised advantages from values, returns, whitening.
void adviseByCritic(Rollouts& rollouts, const RlParams& params);

} // namespace espalier
