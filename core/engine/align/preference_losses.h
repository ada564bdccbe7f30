#pragma once

/// Losses that learn from preferences directly, without a reward model: pure functions of
/// log-probabilities, one row a loss.

#include "core/engine/torch.h"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace espalier {

/// What the losses are made of: a value per pair (B), or per completion for kto.
struct PreferenceScores
{
    torch::Tensor chosen, rejected;       ///< log p of the whole response under the policy
    torch::Tensor refChosen, refRejected; ///< under the reference; undefined where none is needed
    torch::Tensor chosenTokens, rejectedTokens; ///< response tokens, float
    /// kto: mean log-ratio of mismatched prompts and responses, no gradient.
    torch::Tensor mismatched;
};

struct PreferenceOptions
{
    double beta = 0.1;      ///< how far the policy may leave the reference (simpo: reward's scale)
    double gamma = 1.375;   ///< simpo: target margin (paper: 0.55 beta)
    double lambda = 0.1;    ///< orpo: weight of the odds ratio
    double smoothing = 0;   ///< dpo: share of labels taken as wrong (label smoothing, cDPO)
    double desirable = 1;   ///< kto: weight of wanted responses
    double undesirable = 1; ///< kto: weight of unwanted ones
};

/// A loss and what the field shows of it.
struct PreferenceLoss
{
    torch::Tensor loss; ///< scalar, mean over the batch
    /// Implicit rewards, no gradient: chosen and rejected, (B) each.
    torch::Tensor chosenReward, rejectedReward;
    std::vector<std::pair<std::string, double>> curves; ///< of this loss alone
};

/// A row of the table of losses.
struct PreferenceLossInfo
{
    const char* name;
    bool reference; ///< needs log-probabilities under a reference
    bool pairs;     ///< false: each completion counts by itself, marked wanted or unwanted
    PreferenceLoss (*loss)(const PreferenceScores&, const PreferenceOptions&);
};

/// Every loss: dpo, hinge, robust, ipo, kto, orpo, simpo.
std::span<const PreferenceLossInfo> preferenceLosses();
/// Throws Error (input) for a name that there is not.
const PreferenceLossInfo& preferenceLoss(const std::string& name);

/// DPO (Rafailov et al. 2023): -log sigma(beta D), D the difference of log-ratios to the reference;
/// with smoothing e: -(1 - e) log sigma(beta D) - e log sigma(-beta D).
PreferenceLoss dpoLoss(const PreferenceScores& scores, const PreferenceOptions& options);
/// max(0, 1 - beta D) (SLiC, Zhao et al. 2023).
PreferenceLoss hingeLoss(const PreferenceScores& scores, const PreferenceOptions& options);
/// Robust DPO (Chowdhury et al. 2024): unbiased where a share e of labels is wrong.
PreferenceLoss robustLoss(const PreferenceScores& scores, const PreferenceOptions& options);
/// IPO (Azar et al. 2023): (D / n - 1 / (2 beta))^2 with log-ratios averaged over tokens.
PreferenceLoss ipoLoss(const PreferenceScores& scores, const PreferenceOptions& options);
/// KTO (Ethayarajh et al. 2024): wanted responses lose 1 - sigma(beta (r - z)), unwanted ones
/// 1 - sigma(beta (z - r)); z = max(0, mean log-ratio of mismatched pairs). Wanted ones are
/// `chosen`, unwanted ones `rejected`; either may be empty, their numbers may differ.
PreferenceLoss ktoLoss(const PreferenceScores& scores, const PreferenceOptions& options);
/// ORPO (Hong et al. 2024): -log p(chosen) / n - lambda log sigma(log odds ratio), odds of
/// token-averaged probabilities.
PreferenceLoss orpoLoss(const PreferenceScores& scores, const PreferenceOptions& options);
/// SimPO (Meng et al. 2024): -log sigma(beta (mean log p chosen - mean log p rejected) - gamma).
PreferenceLoss simpoLoss(const PreferenceScores& scores, const PreferenceOptions& options);

} // namespace espalier
