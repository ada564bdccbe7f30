/// Trust region policy optimisation (Schulman et al. 2015) for language models. The surrogate is
/// the mean over response tokens of rho A; the trust region is the mean over response tokens of
/// KL(old || new) of the whole vocabulary. The step solves H x = g by conjugate gradients, H from
/// second derivatives of that KL on a share of the answers, is scaled to sqrt(2 delta / x^T H x),
/// and is accepted only where KL and surrogate both hold on all answers; otherwise the old weights
/// come back. The critic is fitted separately by regression.
///
/// Second derivatives need plain operations: fused ones would give wrong numbers without a word.

#include "core/base/random.h"
#include "core/engine/align/minibatches.h"
#include "core/engine/align/trust_region.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace espalier {

namespace {

using torch::Tensor;

/// The block that a weight belongs to ("transformer.h.3.attn...", "model.layers.3..."); -1: none.
int64_t blockOf(const std::string& name)
{
    for (const char* mark : {".h.", ".layers."}) {
        const auto at = name.find(mark);
        if (at != std::string::npos)
            return std::strtoll(name.c_str() + at + std::string_view(mark).size(), nullptr, 10);
    }
    return -1;
}

/// The weights that may move: all that learn, or those of the last blocks.
std::vector<Tensor> movingWeights(const NamedTensors& trained, int64_t lastLayers)
{
    int64_t blocks = 0;
    for (const auto& [name, weight] : trained)
        blocks = std::max(blocks, blockOf(name) + 1);
    std::vector<Tensor> moving;
    for (const auto& [name, weight] : trained)
        if (lastLayers == 0 || blockOf(name) >= blocks - lastLayers)
            moving.push_back(weight);
    return moving;
}

class Trpo : public Algorithm
{
public:
    using Algorithm::Algorithm;

    void advise(Rollouts& rollouts) const override { adviseByCritic(rollouts, m_params); }
    UpdateResult update(const Rollouts& rollouts, Learner& learner, double) override;

private:
    Tensor surrogate(const Rollouts& rollouts, Learner& learner) const;
    Tensor distributions(const Rollouts& rollouts, Learner& learner) const;
    double fitCritic(const Rollouts& rollouts, Learner& learner) const;
};

/// mean rho A over response tokens, differentiable.
Tensor Trpo::surrogate(const Rollouts& rollouts, Learner& learner) const
{
    const auto pass =
        policyPass(learner.policy, rollouts.batch, {.temperature = m_params.temperature});
    const Tensor ratio = (pass.logProbs - rollouts.oldLogProbs).exp();
    return maskedMean(ratio * rollouts.advantages, rollouts.batch.mask);
}

/// The whole vocabulary's log-probabilities at all response tokens, without gradients.
Tensor Trpo::distributions(const Rollouts& rollouts, Learner& learner) const
{
    const torch::NoGradGuard guard;
    return responseDistributions(learner.policy, rollouts.batch, m_params.temperature);
}

/// Mean over tokens of KL(old || now).
Tensor meanKl(const Tensor& old, const Tensor& now)
{
    return (old.exp() * (old - now)).sum(-1).mean();
}

double Trpo::fitCritic(const Rollouts& rollouts, Learner& learner) const
{
    double loss = 0;
    for (int64_t i = 0; i < m_params.criticSteps; ++i) {
        const Tensor values = learner.critic->values(rollouts.batch, Tensor());
        const Tensor error = maskedMean((values - rollouts.returns).square(), rollouts.batch.mask);
        error.backward();
        loss = error.item<double>();
        (void)learner.optimizer->clippedStep(m_params.criticLearningRate, 1, loss);
    }
    return loss;
}

UpdateResult Trpo::update(const Rollouts& rollouts, Learner& learner, double)
{
    const auto weights = movingWeights(learner.trained, m_params.lastLayers);
    learner.policy->eval(); // dropout would make the curvature noise
    UpdateResult result;

    const Tensor gain = surrogate(rollouts, learner);
    const double before = gain.item<double>();
    auto gradients = torch::autograd::grad({gain}, weights, {}, false, false, true);
    for (size_t i = 0; i < gradients.size(); ++i)
        if (!gradients[i].defined())
            gradients[i] = torch::zeros_like(weights[i]);
    const Tensor g = flattened(gradients);
    result.gradNorm = g.norm().item<double>();
    result.finite = std::isfinite(before) && std::isfinite(result.gradNorm);
    if (!result.finite || result.gradNorm == 0)
        return result;

    // A share of the answers, drawn anew each step, tells the curvature.
    const auto share = std::max<int64_t>(
        1, std::llround(m_params.curvatureShare * static_cast<double>(rollouts.answers())));
    Random random(learner.seed, "curvature", static_cast<uint64_t>(rollouts.step));
    std::vector<int64_t> some(static_cast<size_t>(rollouts.answers()));
    std::iota(some.begin(), some.end(), 0);
    shuffle(some, random);
    some.resize(static_cast<size_t>(share));
    const SequenceBatch sampled = rollouts.batch.select(some);
    const Tensor now = responseDistributions(learner.policy, sampled, m_params.temperature);
    if (now.size(0) == 0)
        return result;
    const CurvatureProduct product(meanKl(now.detach(), now), weights, m_params.damping);
    const auto solved =
        conjugateGradients([&](const Tensor& v) { return product(v); }, g, m_params.cgIterations);
    const double curvature = solved.x.dot(product(solved.x)).item<double>();
    LineSearch search;
    if (curvature > 0) {
        const Tensor step = solved.x * std::sqrt(2 * m_params.delta / curvature);
        const Tensor start = flattened(weights).detach().clone();
        const Tensor old = distributions(rollouts, learner);
        search = searchLine(
            [&](double fraction) {
                assign(weights, start + fraction * step);
                const torch::NoGradGuard guard;
                return Trial{
                    surrogate(rollouts, learner).item<double>() - before,
                    meanKl(old, distributions(rollouts, learner)).item<double>()};
            },
            m_params.delta,
            m_params.backtrack,
            m_params.lineSearchTries);
    }
    learner.policy->train();
    result.loss = -before;
    result.curves = {
        {"policy/kl", search.accepted ? search.trial.kl : 0},
        {"policy/linesearch_steps", static_cast<double>(search.tries)},
        {"policy/surrogate_improve", search.accepted ? search.trial.surrogate : 0},
        {"policy/cg_residual", solved.residual},
        {"policy/step_rejected", search.accepted ? 0.0 : 1.0},
        {"loss/value_avg", fitCritic(rollouts, learner)}};
    return result;
}

} // namespace

std::unique_ptr<Algorithm> makeTrpo(const RlParams& params)
{
    return std::make_unique<Trpo>(params);
}

} // namespace espalier
