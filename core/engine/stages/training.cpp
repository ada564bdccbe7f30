#include "core/engine/stages/training.h"

#include "core/base/random.h"

#include <cmath>
#include <fstream>
#include <unistd.h>

namespace espalier {

namespace {

/// Resident memory of this process.
double residentMib()
{
    std::ifstream file("/proc/self/statm");
    long total = 0, resident = 0;
    file >> total >> resident;
    return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1 << 20);
}

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

AdamWOptions optimizerOptions(const TrainingParams& params)
{
    AdamWOptions options;
    options.beta1 = params.beta1;
    options.beta2 = params.beta2;
    options.eps = params.eps;
    options.weightDecay = params.weightDecay;
    options.decayEmbeddings = params.decayEmbeddings;
    return options;
}

TrainStepOptions stepOptions(const TrainingParams& params)
{
    TrainStepOptions options;
    options.clip = params.clip;
    options.dropout = params.dropout;
    options.checkpoint = params.gradientCheckpointing;
    options.bf16 = params.precision == "bf16";
    return options;
}

/// The loss of a model that guesses; 0 where a stage has a loss of its own.
double guessLoss(const Training::Parts& parts)
{
    const ModelConfig& config = parts.model->config();
    const auto choices =
        config.classifies() ? static_cast<int64_t>(config.labels.size()) : config.vocabSize;
    return parts.learn ? 0 : std::log(static_cast<double>(choices));
}

} // namespace

int64_t plannedSteps(const TrainingParams& params, const TrainingData& data)
{
    const int64_t steps = params.maxSteps > 0 ? params.maxSteps : INT64_MAX;
    return params.epochs > 0 ? std::min(steps, data.stepsFor(params.epochs)) : steps;
}

Training::Training(StageContext& context, const TrainingParams& params, Parts parts)
    : m_context(context)
    , m_params(params)
    , m_parts(std::move(parts))
    , m_optimizer(m_parts.trained, optimizerOptions(params))
    , m_step(m_parts.model, m_optimizer, stepOptions(params))
    , m_health(params.warmupSteps, m_parts.steps, guessLoss(m_parts))
    , m_checkpoints(context.scratch())
{
    m_progress.peak = params.learningRate;
}

std::optional<double> Training::bestLoss() const
{
    return m_progress.bestStep >= 0 ? std::optional(m_progress.bestLoss) : std::nullopt;
}

Schedule Training::schedule() const
{
    return {
        scheduleFromName(m_params.schedule),
        m_progress.peak,
        m_params.minLearningRate,
        m_params.warmupSteps,
        m_parts.steps};
}

bool Training::resume()
{
    const auto point = m_context.resumePoint();
    if (!point)
        return false;
    const auto state = Checkpoints::load(point->checkpoint, m_optimizer);
    m_progress = state.get<Progress>();
    if (m_progress.bestStep >= 0)
        m_progress.bestLoss = state.at("bestLoss").get<double>();
    if (m_parts.restore)
        m_parts.restore(state.at("own"));
    m_checkpoints.removeAfter(m_progress.step);
    m_lastValidation = m_lastSample = m_lastSaved = m_progress.step;
    m_context.resumed(*point);
    return true;
}

void Training::apply(const Wishes& wishes)
{
    for (const auto& [name, value] : wishes.set)
        if (name == "learning_rate")
            m_progress.peak = value.get<double>();
        else if (m_parts.set)
            m_parts.set(name, value);
    if (wishes.checkpoint || wishes.stop)
        save();
    if (wishes.stop)
        throw m_context.stopped();
}

StepResult Training::step()
{
    const double rate = learningRateAt(m_progress.step, schedule());
    const auto batches = m_parts.data->load(m_progress.step);
    const auto result = m_parts.learn ? m_parts.learn(m_progress.step, m_optimizer, rate)
                                      : m_step.run(batches, rate);
    if (!result.finite)
        failNonFinite(batches);
    ++m_progress.step;
    return result;
}

void Training::failNonFinite(const std::vector<MicroBatch>& batches)
{
    const auto found = m_step.firstNonFinite(batches);
    const auto name = found ? found->name : std::string("loss");
    const auto what = found ? found->what : std::string("loss");
    if (what != "weight")
        save();
    m_context.say(
        "health",
        Notice::Error,
        tr("Step {}: the first number that is not finite is in `{}` ({}).",
           m_progress.step + 1,
           name,
           what),
        {{"step", m_progress.step + 1}, {"layer", name}, {"what", what}});
    throw Error(
        tr("At step {} the {} of `{}` became infinite or not a number. The last good checkpoint is "
           "kept: go on from it with a lower learning rate, more warm-up or a smaller `clip`.",
           m_progress.step + 1,
           what,
           name));
}

void Training::report(const std::optional<HealthFinding>& finding)
{
    if (finding)
        m_context.say(
            "health",
            Notice::Warning,
            finding->message,
            {{"finding", finding->name}, {"step", m_progress.step}});
}

void Training::logStep(const StepResult& result, double seconds)
{
    m_seconds += seconds;
    m_seen += m_parts.data->tokens(m_progress.step) - m_parts.data->tokens(m_progress.step - 1);
    if (m_parts.watchLoss)
        report(m_health.afterStep(m_progress.step, result.loss));
    m_context.progress(m_progress.step, m_parts.steps);
    if (m_progress.step % m_params.logInterval != 0 && m_progress.step != m_parts.steps)
        return;
    const int64_t at = m_progress.step;
    m_context.log("loss", at, result.loss);
    m_context.log("grad_norm", at, result.gradNorm);
    m_context.log("learning_rate", at, learningRateAt(at - 1, schedule()));
    if (!m_parts.learn)
        m_context.log(
            m_parts.model->config().classifies() ? "accuracy" : "mean_token_accuracy",
            at,
            static_cast<double>(result.correctTokens) /
                static_cast<double>(std::max<int64_t>(1, result.tokens)));
    for (const auto& [name, value] : result.curves)
        m_context.log(name, at, value);
    m_context.log("num_tokens", at, m_parts.data->tokens(at));
    m_context.log("epoch", at, m_parts.data->epochs(at));
    m_context.log("tokens_per_s", at, m_seen / m_seconds / m_context.worldSize());
    if (at % (10 * m_params.logInterval) == 0 || at == 1)
        m_context.log("memory_mib", at, residentMib());
    m_seconds = 0;
    m_seen = 0;
}

void Training::validate()
{
    if (!m_parts.validate || m_lastValidation == m_progress.step)
        return;
    m_lastValidation = m_progress.step;
    m_parts.model->eval();
    const auto found = m_parts.validate();
    m_parts.model->train();
    if (!found)
        return;
    for (const auto& [name, value] : found->curves)
        m_context.log(name, m_progress.step, value);
    if (m_parts.watchLoss)
        report(m_health.afterValidation(m_progress.step, found->loss));
    if (found->loss < m_progress.bestLoss) {
        m_progress.bestLoss = found->loss;
        m_progress.bestStep = m_progress.step;
        m_progress.worse = 0;
        if (m_params.keep == "best" && m_progress.step < m_parts.steps)
            save();
    } else {
        ++m_progress.worse;
    }
}

void Training::sample()
{
    if (!m_parts.sample || m_lastSample == m_progress.step)
        return;
    m_lastSample = m_progress.step;
    m_parts.model->eval();
    const auto texts = m_parts.sample();
    m_parts.model->train();
    if (!texts.empty())
        m_context.samples(m_progress.step, texts);
}

bool Training::weightsAreFinite() const
{
    const torch::NoGradGuard noGradients;
    for (const auto& [name, weight] : m_optimizer.parameters())
        if (!std::isfinite(weight.sum().item<double>()))
            return false;
    return true;
}

void Training::save()
{
    if (m_lastSaved == m_progress.step)
        return;
    if (!weightsAreFinite()) // a checkpoint is good or not at all
        failNonFinite(m_parts.data->load(m_progress.step));
    m_context.flush();
    nlohmann::json state = m_progress;
    if (m_progress.bestStep >= 0)
        state["bestLoss"] = m_progress.bestLoss;
    if (m_parts.state)
        state["own"] = m_parts.state();
    m_checkpoints.save(m_progress.step, m_optimizer, state);
    m_checkpoints.prune(m_params.keep == "best" ? m_progress.bestStep : -1);
    m_lastSaved = m_progress.step;
    m_savedAt = Clock::now();
    m_context.say(
        "checkpoint",
        Notice::Info,
        tr("checkpoint at step {}", m_progress.step),
        {{"step", m_progress.step}});
}

void Training::run()
{
    if (m_params.precision == "bf16" && !m_parts.model->device().is_cuda())
        m_context.say(
            "precision",
            Notice::Warning,
            tr("This device computes in 32 bits; `precision: bf16` changes nothing here."));
    if (!resume())
        torch::manual_seed(Random(
                               static_cast<uint64_t>(m_params.seed),
                               "dropout",
                               static_cast<uint64_t>(m_context.rank()))
                               .bits());
    m_parts.model->train();
    m_context.doing({});
    m_context.progress(m_progress.step, m_parts.steps);
    if (m_progress.step == 0 && m_params.evalInterval > 0)
        validate();
    while (m_progress.step < m_parts.steps) {
        apply(m_context.poll(m_progress.step));
        const auto start = Clock::now();
        const auto result = step();
        logStep(result, secondsSince(start));
        const bool last = m_progress.step == m_parts.steps;
        if (due(m_params.evalInterval) && !last)
            validate();
        if (due(m_params.sampleInterval) && !last)
            sample();
        if (due(m_params.checkpointSteps) ||
            (m_params.checkpointSeconds > 0 &&
             secondsSince(m_savedAt) >= m_params.checkpointSeconds))
            save();
        if (result.last || stopEarly())
            break;
    }
    finish();
}

bool Training::stopEarly()
{
    if (m_params.earlyStop == 0 || m_progress.worse < m_params.earlyStop)
        return false;
    m_context.say(
        "early_stop",
        Notice::Info,
        m_params.earlyStop == 1
            ? tr("Stopped early at step {}: the validation loss has not improved; the best "
                 "was {} at step {}.",
                 m_progress.step,
                 fmt::format("{:.4f}", m_progress.bestLoss),
                 m_progress.bestStep)
            : tr("Stopped early at step {}: the validation loss has not improved {} times; "
                 "the best was {} at step {}.",
                 m_progress.step,
                 m_params.earlyStop,
                 fmt::format("{:.4f}", m_progress.bestLoss),
                 m_progress.bestStep));
    return true;
}

void Training::finish()
{
    m_context.doing(tr("last validation"));
    validate();
    sample();
    if (m_context.interrupted()) {
        save();
        throw m_context.stopped();
    }
    const bool best = m_params.keep == "best" && m_progress.bestStep >= 0 &&
                      m_progress.bestStep < m_progress.step;
    if (best)
        Checkpoints::loadWeights(m_checkpoints.path(m_progress.bestStep), m_optimizer);
    m_result = best ? m_progress.bestStep : m_progress.step;
}

} // namespace espalier
