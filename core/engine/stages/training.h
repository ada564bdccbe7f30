#pragma once

/// The loop that every training by gradient descent shares: steps, schedule, curves, validation,
/// samples, checkpoints, resume, health. A stage says what is learned from, how it is judged and
/// what is written on the way; its own file stays a page to read.

#include "core/engine/stages/context.h"
#include "core/engine/train/checkpoint.h"
#include "core/engine/train/health.h"
#include "core/engine/train/schedule.h"
#include "core/engine/train/step.h"
#include "core/stages/training.h"

#include <chrono>

namespace espalier {

/// What a training learns from: a pure function of the step.
class TrainingData
{
public:
    TrainingData() = default;
    virtual ~TrainingData() = default;
    TrainingData(const TrainingData&) = delete;
    TrainingData& operator=(const TrainingData&) = delete;

    /// The micro-batches of optimisation step `step` (from 0), on this rank. A training with a
    /// `learn` of its own asks for none.
    virtual std::vector<MicroBatch> load(int64_t /*step*/) const { return {}; }
    /// How often steps [0, step) went through the data.
    virtual double epochs(int64_t step) const = 0;
    /// Steps for so many times through the data.
    virtual int64_t stepsFor(double epochs) const = 0;
    /// Tokens read by steps [0, step) on all ranks, padding excluded.
    virtual double tokens(int64_t step) const = 0;
};

/// What a validation found: the loss that decides which weights are best, and its curves.
struct Validation
{
    double loss = 0;
    std::vector<std::pair<std::string, double>> curves;
};

/// One training, from the first step to the best weights.
class Training
{
public:
    struct Parts
    {
        Transformer model{nullptr};
        AdamW::Named trained; ///< the weights that learn
        const TrainingData* data = nullptr;
        int64_t steps = 0; ///< see plannedSteps
        /// Judges the model; nothing where there is nothing to judge it by, or it was interrupted.
        std::function<std::optional<Validation>()> validate;
        /// What the model writes; may be empty.
        std::function<std::vector<SampledText>()> sample;
        /// One step in place of the head's own loss over `data`: everything from loss to update,
        /// at this learning rate. Empty: TrainStep over data's micro-batches.
        std::function<StepResult(int64_t step, AdamW& optimizer, double learningRate)> learn;
        /// Whether the loss tells how the training does (of a policy's surrogate it does not).
        bool watchLoss = true;
        /// A new value of a live parameter beside the learning rate.
        std::function<void(const std::string& name, const Value& value)> set;
        /// What a checkpoint remembers beside weights and progress, and its way back.
        std::function<nlohmann::json()> state;
        std::function<void(const nlohmann::json&)> restore;
    };

    /// `params` must outlive the training.
    Training(StageContext& context, const TrainingParams& params, Parts parts);
    /// Trains to the end (or from a resume point to it) and leaves the weights that are the result
    /// in the model.
    void run();

    int64_t steps() const { return m_progress.step; }
    /// The step whose weights are the result.
    int64_t resultStep() const { return m_result; }
    /// The best validation loss; nothing where there was none.
    std::optional<double> bestLoss() const;

private:
    /// What a checkpoint remembers beside tensors.
    struct Progress
    {
        int64_t step = 0;
        int64_t bestStep = -1;
        double bestLoss = INFINITY;
        int64_t worse = 0; ///< validations since the best one
        double peak = 0;   ///< learning rate after the warm-up, as last set
        NLOHMANN_DEFINE_TYPE_INTRUSIVE(Progress, step, bestStep, worse, peak)
    };
    using Clock = std::chrono::steady_clock;

    bool resume();
    void apply(const Wishes& wishes);
    StepResult step();
    void logStep(const StepResult& result, double seconds);
    void validate();
    void sample();
    bool weightsAreFinite() const;
    void save();
    bool stopEarly();
    void finish();
    [[noreturn]] void failNonFinite(const std::vector<MicroBatch>& batches);
    void report(const std::optional<HealthFinding>& finding);
    bool due(int64_t interval) const { return interval > 0 && m_progress.step % interval == 0; }
    Schedule schedule() const;

    StageContext& m_context;
    const TrainingParams& m_params;
    Parts m_parts;
    AdamW m_optimizer;
    TrainStep m_step;
    HealthCheck m_health;
    Checkpoints m_checkpoints;
    Progress m_progress;
    int64_t m_result = 0;
    int64_t m_lastValidation = -1, m_lastSample = -1, m_lastSaved = -1;
    Clock::time_point m_savedAt = Clock::now();
    // Since the last point of the curves.
    double m_seconds = 0;
    double m_seen = 0;
};

/// The first end that the parameters set: steps or times through the data.
int64_t plannedSteps(const TrainingParams& params, const TrainingData& data);

} // namespace espalier
