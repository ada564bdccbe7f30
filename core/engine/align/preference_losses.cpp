#include "core/engine/align/preference_losses.h"

#include "core/base/error.h"

#include <array>

namespace espalier {

using torch::Tensor;

namespace {

Tensor logSigmoid(const Tensor& x)
{
    return -torch::softplus(-x);
}

/// log(1 - e^x) for x < 0 (Maechler 2012).
Tensor logOneMinusExp(const Tensor& x)
{
    const Tensor below = x.clamp_max(-1e-6);
    return torch::where(
        below > -0.6931472, torch::log(-torch::expm1(below)), torch::log1p(-torch::exp(below)));
}

struct LogRatios
{
    Tensor chosen, rejected;
    Tensor difference() const { return chosen - rejected; }
};

LogRatios logRatios(const PreferenceScores& scores)
{
    return {scores.chosen - scores.refChosen, scores.rejected - scores.refRejected};
}

PreferenceLoss withRewards(const Tensor& losses, const LogRatios& ratios, double beta)
{
    return {losses.mean(), (beta * ratios.chosen).detach(), (beta * ratios.rejected).detach(), {}};
}

} // namespace

PreferenceLoss dpoLoss(const PreferenceScores& scores, const PreferenceOptions& options)
{
    const LogRatios ratios = logRatios(scores);
    const Tensor logits = options.beta * ratios.difference();
    const Tensor losses =
        -(1 - options.smoothing) * logSigmoid(logits) - options.smoothing * logSigmoid(-logits);
    return withRewards(losses, ratios, options.beta);
}

PreferenceLoss hingeLoss(const PreferenceScores& scores, const PreferenceOptions& options)
{
    const LogRatios ratios = logRatios(scores);
    return withRewards(torch::relu(1 - options.beta * ratios.difference()), ratios, options.beta);
}

PreferenceLoss robustLoss(const PreferenceScores& scores, const PreferenceOptions& options)
{
    const LogRatios ratios = logRatios(scores);
    const Tensor logits = options.beta * ratios.difference();
    const Tensor losses =
        (-(1 - options.smoothing) * logSigmoid(logits) + options.smoothing * logSigmoid(-logits)) /
        (1 - 2 * options.smoothing);
    return withRewards(losses, ratios, options.beta);
}

PreferenceLoss ipoLoss(const PreferenceScores& scores, const PreferenceOptions& options)
{
    const LogRatios sums = logRatios(scores);
    const LogRatios ratios{
        sums.chosen / scores.chosenTokens, sums.rejected / scores.rejectedTokens};
    return withRewards(
        (ratios.difference() - 1 / (2 * options.beta)).square(), ratios, options.beta);
}

PreferenceLoss ktoLoss(const PreferenceScores& scores, const PreferenceOptions& options)
{
    const LogRatios ratios = logRatios(scores);
    const Tensor z = scores.mismatched.detach().clamp_min(0);
    const Tensor wanted =
        options.desirable * (1 - torch::sigmoid(options.beta * (ratios.chosen - z)));
    const Tensor unwanted =
        options.undesirable * (1 - torch::sigmoid(options.beta * (z - ratios.rejected)));
    PreferenceLoss result = withRewards(torch::cat({wanted, unwanted}), ratios, options.beta);
    result.curves.emplace_back("kl", z.item<double>());
    return result;
}

PreferenceLoss orpoLoss(const PreferenceScores& scores, const PreferenceOptions& options)
{
    const Tensor chosen = scores.chosen / scores.chosenTokens;
    const Tensor rejected = scores.rejected / scores.rejectedTokens;
    const Tensor odds = (chosen - rejected) - (logOneMinusExp(chosen) - logOneMinusExp(rejected));
    const Tensor nll = -chosen;
    const Tensor losses = nll - options.lambda * logSigmoid(odds);
    PreferenceLoss result = withRewards(losses, {chosen, rejected}, options.lambda);
    result.curves = {
        {"nll_loss", nll.mean().item<double>()},
        {"log_odds_ratio", logSigmoid(odds).mean().item<double>()},
        {"log_odds_chosen", odds.mean().item<double>()}};
    return result;
}

PreferenceLoss simpoLoss(const PreferenceScores& scores, const PreferenceOptions& options)
{
    const LogRatios means{
        scores.chosen / scores.chosenTokens, scores.rejected / scores.rejectedTokens};
    const Tensor logits = options.beta * means.difference() - options.gamma;
    return withRewards(-logSigmoid(logits), means, options.beta);
}

std::span<const PreferenceLossInfo> preferenceLosses()
{
    static constexpr std::array<PreferenceLossInfo, 7> all{{
        {"dpo", true, true, dpoLoss},
        {"hinge", true, true, hingeLoss},
        {"robust", true, true, robustLoss},
        {"ipo", true, true, ipoLoss},
        {"kto", true, false, ktoLoss},
        {"orpo", false, true, orpoLoss},
        {"simpo", false, true, simpoLoss},
    }};
    return all;
}

const PreferenceLossInfo& preferenceLoss(const std::string& name)
{
    for (const PreferenceLossInfo& info : preferenceLosses())
        if (info.name == name)
            return info;
    throw inputError("There is no preference loss `{}`.", name);
}

} // namespace espalier
