#pragma once

/// Watches a training's curves and names trouble in words with a remedy. No torch.

#include "core/base/message.h"

#include <cstdint>
#include <optional>
#include <string>

namespace espalier {

/// Trouble, with its stable name ("divergence", "no_learning", "overfitting").
struct HealthFinding
{
    std::string name;
    Message message;
};

/// Rules, each raised once:
/// - divergence: the smoothed loss (EMA over 50 steps) stands, after the warm-up, 25 % of what was
/// learned (and at least 0.3 nats)
///   above its minimum for 50 steps in a row;
/// - no learning: after max(200, a tenth of all) steps the smoothed loss has fallen by less than 2
/// % of the first; not where the training began with a model that knew much already;
/// - overfitting: the validation loss rose three times in a row, to over 3 % above its best, while
/// the training loss fell.
class HealthCheck
{
public:
    /// `guessLoss` is the loss of one who guesses (ln of the choices), 0 where it is not known: a
    /// loss that begins below 0.6 of it and stays is one of a schooled model.
    HealthCheck(int64_t warmupSteps, int64_t totalSteps, double guessLoss = 0);

    /// After step `step` (from 1) with this training loss.
    std::optional<HealthFinding> afterStep(int64_t step, double loss);
    std::optional<HealthFinding> afterValidation(int64_t step, double evalLoss);

private:
    int64_t m_warmup, m_total;
    double m_guess;
    double m_first = 0, m_smooth = 0, m_minimum = 0;
    int64_t m_seen = 0, m_above = 0;
    double m_bestEval = 0, m_lastEval = 0, m_smoothAtBest = 0;
    int m_rises = 0;
    bool m_hasEval = false, m_saidDivergence = false, m_saidNoLearning = false,
         m_saidOverfitting = false;
};

} // namespace espalier
