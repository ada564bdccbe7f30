#include "core/engine/train/health.h"

#include <algorithm>
#include <cmath>

namespace espalier {

namespace {

constexpr double kMemory = 50; ///< steps of the moving average
constexpr int64_t kPatience = 50;
constexpr double kSchooled = 0.6; ///< share of the guessing loss below which a model knows much

std::string rounded(double loss)
{
    return fmt::format("{:.3f}", loss);
}

} // namespace

HealthCheck::HealthCheck(int64_t warmupSteps, int64_t totalSteps, double guessLoss)
    : m_warmup(warmupSteps)
    , m_total(totalSteps)
    , m_guess(guessLoss)
{
}

std::optional<HealthFinding> HealthCheck::afterStep(int64_t step, double loss)
{
    if (!std::isfinite(loss))
        return std::nullopt;
    ++m_seen;
    if (m_seen == 1)
        m_first = m_smooth = m_minimum = loss;
    // Before the average has filled it is the mean of what was seen.
    m_smooth += (loss - m_smooth) / std::min(static_cast<double>(m_seen), kMemory);
    m_minimum = std::min(m_minimum, m_smooth);
    const double margin = std::max(0.3, 0.25 * (m_first - m_minimum));
    m_above = m_smooth > m_minimum + margin ? m_above + 1 : 0;
    if (!m_saidDivergence && step > m_warmup && m_above >= kPatience) {
        m_saidDivergence = true;
        return HealthFinding{
            "divergence",
            tr("The loss diverges: {} now, {} at its best. Lower the learning rate, lengthen the "
               "warm-up or clip the gradient more; then go on from the last good checkpoint.",
               rounded(m_smooth),
               rounded(m_minimum))};
    }
    const int64_t judged = std::max<int64_t>(200, m_total / 10);
    const bool schooled = m_first < kSchooled * m_guess;
    if (!m_saidNoLearning && !m_saidDivergence && !schooled && m_seen == judged + 1 &&
        m_smooth > 0.98 * m_first) {
        m_saidNoLearning = true;
        return HealthFinding{
            "no_learning",
            tr("After {} steps the loss is still {} and began at {}: nothing is learned. Raise the "
               "learning rate, or look whether the text is what you meant.",
               step,
               rounded(m_smooth),
               rounded(m_first))};
    }
    return std::nullopt;
}

std::optional<HealthFinding> HealthCheck::afterValidation(int64_t step, double evalLoss)
{
    if (!std::isfinite(evalLoss))
        return std::nullopt;
    if (!m_hasEval || evalLoss < m_bestEval) {
        m_bestEval = evalLoss;
        m_smoothAtBest = m_smooth;
        m_rises = 0;
    } else {
        m_rises = evalLoss > m_lastEval ? m_rises + 1 : 0;
    }
    m_hasEval = true;
    m_lastEval = evalLoss;
    if (!m_saidOverfitting && m_rises >= 3 && evalLoss > 1.03 * m_bestEval &&
        m_smooth < m_smoothAtBest) {
        m_saidOverfitting = true;
        return HealthFinding{
            "overfitting",
            tr("The model learns the text by heart: at step {} the validation loss is {}, its best "
               "was {}, and the training loss still falls. Use more text, dropout or weight decay, "
               "a smaller model, or stop here; the best weights are kept.",
               step,
               rounded(evalLoss),
               rounded(m_bestEval))};
    }
    return std::nullopt;
}

} // namespace espalier
