#include "core/engine/align/policy_losses.h"

#include "core/engine/align/advantages.h"

namespace espalier {

using torch::Tensor;

namespace {

double clipHigh(const RlParams& params)
{
    return params.clipRangeHigh > 0 ? params.clipRangeHigh : params.clipRange;
}

/// Ratio of probabilities, what the clipped objective makes of it, and how much was clipped.
struct Clipped
{
    Tensor ratio;
    Tensor loss;      ///< max(-A rho, -A clip(rho))
    Tensor low, high; ///< where the clip took effect
};

Clipped clipped(const Tensor& logRatio, const Tensor& advantages, const RlParams& params)
{
    Clipped out;
    out.ratio = logRatio.exp();
    const Tensor bounded = out.ratio.clamp(1 - params.clipRange, 1 + clipHigh(params));
    out.loss = torch::max(-advantages * out.ratio, -advantages * bounded);
    const Tensor ratio = out.ratio.detach();
    out.low = ((ratio < 1 - params.clipRange) & (advantages < 0)).to(torch::kFloat32);
    out.high = ((ratio > 1 + clipHigh(params)) & (advantages > 0)).to(torch::kFloat32);
    return out;
}

/// KL(old || new) within the step, Schulman's second estimate: mean (log rho)^2 / 2.
double movedKl(const Minibatch& batch)
{
    return maskedMean((batch.logProbs.detach() - batch.oldLogProbs).square() * 0.5, batch.mask)
        .item<double>();
}

/// Takes the entropy bonus off the loss.
void rewardEntropy(PolicyLoss& result, const Minibatch& batch, const RlParams& params)
{
    if (!batch.entropy.defined())
        return;
    const Tensor mean = maskedMean(batch.entropy, batch.mask);
    result.curves.emplace_back("policy/entropy_avg", mean.item<double>());
    if (params.entropyCoef > 0)
        result.loss = result.loss - params.entropyCoef * mean;
}

Curves ratioCurves(const Clipped& parts, const Tensor& mask)
{
    const Tensor ratio = parts.ratio.detach();
    const double low = maskedMean(parts.low, mask).item<double>();
    const double high = maskedMean(parts.high, mask).item<double>();
    const Tensor mean = maskedMean(ratio, mask);
    return {
        {"clip_ratio/low_mean", low},
        {"clip_ratio/high_mean", high},
        {"clip_ratio/region_mean", low + high},
        {"val/ratio", mean.item<double>()},
        {"val/ratio_var", maskedMean((ratio - mean).square(), mask).item<double>()}};
}

} // namespace

PolicyLoss ppoLoss(const Minibatch& batch, const RlParams& params)
{
    const Clipped parts = clipped(batch.logProbs - batch.oldLogProbs, batch.advantages, params);
    PolicyLoss result;
    const Tensor policy = maskedMean(parts.loss, batch.mask);
    result.curves = ratioCurves(parts, batch.mask);
    result.curves.emplace_back("loss/policy_avg", policy.item<double>());
    result.curves.emplace_back("policy/approxkl_avg", movedKl(batch));
    result.curves.emplace_back(
        "policy/clipfrac_avg", maskedMean(parts.low + parts.high, batch.mask).item<double>());
    result.loss = policy;
    if (batch.values.defined()) {
        Tensor errors = (batch.values - batch.returns).square();
        if (params.valueClip > 0) {
            const Tensor near =
                batch.oldValues +
                (batch.values - batch.oldValues).clamp(-params.valueClip, params.valueClip);
            const Tensor held = (near - batch.returns).square();
            result.curves.emplace_back(
                "val/clipfrac_avg",
                maskedMean((held > errors).to(torch::kFloat32), batch.mask).item<double>());
            errors = torch::max(errors, held);
        }
        const Tensor value = 0.5 * maskedMean(errors, batch.mask);
        result.curves.emplace_back("loss/value_avg", value.item<double>());
        result.loss = result.loss + params.valueCoef * value;
    }
    rewardEntropy(result, batch, params);
    return result;
}

PolicyLoss a2cLoss(const Minibatch& batch, const RlParams& params)
{
    PolicyLoss result;
    const Tensor policy = maskedMean(-batch.advantages * batch.logProbs, batch.mask);
    result.curves.emplace_back("loss/policy_avg", policy.item<double>());
    const Tensor value = maskedMean((batch.values - batch.returns).square(), batch.mask);
    result.curves.emplace_back("loss/value_avg", value.item<double>());
    result.loss = policy + params.valueCoef * value;
    rewardEntropy(result, batch, params);
    return result;
}

PolicyLoss grpoLoss(const Minibatch& batch, const RlParams& params, double klCoefficient)
{
    const Clipped parts = clipped(batch.logProbs - batch.oldLogProbs, batch.advantages, params);
    Tensor tokens = parts.loss;
    PolicyLoss result;
    result.curves = ratioCurves(parts, batch.mask);
    if (klCoefficient > 0)
        tokens = tokens + klCoefficient * klPerToken(batch.logProbs, batch.refLogProbs, "k3");
    const Tensor sums = maskedSumPerRow(tokens, batch.mask);
    const Tensor counts = batch.mask.sum(1);
    if (params.lossType == "grpo")
        result.loss = (sums / counts.clamp_min(1)).mean();
    else if (params.lossType == "dapo")
        result.loss = sums.sum() / counts.sum().clamp_min(1);
    else
        result.loss = sums.mean() / static_cast<double>(params.maxNewTokens);
    result.curves.emplace_back("policy_loss", result.loss.item<double>());
    result.curves.emplace_back("policy/approxkl_avg", movedKl(batch));
    rewardEntropy(result, batch, params);
    return result;
}

PolicyLoss rlooLoss(const Minibatch& batch, const RlParams& params)
{
    const Tensor logRatio = maskedSumPerRow(batch.logProbs - batch.oldLogProbs, batch.mask);
    const Tensor counts = batch.mask.sum(1);
    const Tensor advantages =
        maskedSumPerRow(batch.advantages, batch.mask) / counts.clamp_min(1); // one an answer
    const Tensor known = (counts > 0).to(torch::kFloat32);
    const Clipped parts = clipped(logRatio, advantages, params);
    PolicyLoss result;
    result.loss = maskedMean(parts.loss, known);
    result.curves = ratioCurves(parts, known);
    result.curves.emplace_back("policy_loss", result.loss.item<double>());
    result.curves.emplace_back("policy/approxkl_avg", movedKl(batch));
    rewardEntropy(result, batch, params);
    return result;
}

} // namespace espalier
