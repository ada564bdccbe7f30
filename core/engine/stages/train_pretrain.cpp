/// train.pretrain: next-token prediction over a packed token stream.
///
/// A step is a pure function of (seed, step): batches come from BatchOrder, dropout from torch's
/// generator, which the checkpoint holds. So a run that was killed goes on to the same weights,
/// byte for byte. Left out: documents packed into one row see each other (as in GPT-2's own
/// training); masks per document come with fine-tuning.

#include "core/stages/train_pretrain.h"

#include "core/base/files.h"
#include "core/base/random.h"
#include "core/engine/formats/model_folder.h"
#include "core/engine/generate/generator.h"
#include "core/engine/stages/all.h"
#include "core/engine/stages/context.h"
#include "core/engine/stages/token_cache.h"
#include "core/engine/train/batch_loader.h"
#include "core/engine/train/checkpoint.h"
#include "core/engine/train/health.h"
#include "core/engine/train/language_loss.h"
#include "core/engine/train/schedule.h"
#include "core/engine/train/step.h"

#include <chrono>
#include <cmath>
#include <fstream>
#include <unistd.h>

namespace espalier {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Resident memory of this process.
double residentMib()
{
    std::ifstream file("/proc/self/statm");
    long total = 0, resident = 0;
    file >> total >> resident;
    return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1 << 20);
}

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

/// One pre-training, from the first batch to the artifact.
class Pretraining
{
public:
    explicit Pretraining(StageContext& context);
    void run();

private:
    int64_t plannedSteps() const;
    bool resume();
    void apply(const Wishes& wishes);
    StepResult step();
    void logStep(const StepResult& result, double seconds);
    void validate();
    void sample();
    bool weightsAreFinite() const;
    void save();
    void finish();
    [[noreturn]] void failNonFinite(const std::vector<MicroBatch>& batches);
    void report(const std::optional<HealthFinding>& finding);
    bool due(int64_t interval) const { return interval > 0 && m_progress.step % interval == 0; }
    Schedule schedule() const;

    StageContext& m_context;
    PretrainParams m_params;
    Tokenizer m_tokenizer;
    Transformer m_model;
    std::filesystem::path m_store;
    TokenStore m_tokens;
    std::optional<TokenStore> m_validation;
    int64_t m_block;
    std::optional<BatchLoader> m_loader;
    std::optional<AdamW> m_optimizer;
    std::optional<TrainStep> m_step;
    std::optional<HealthCheck> m_health;
    Checkpoints m_checkpoints;
    Progress m_progress;
    int64_t m_total = 0;
    int64_t m_lastValidation = -1, m_lastSample = -1, m_lastSaved = -1;
    Clock::time_point m_savedAt = Clock::now();
    // Since the last point of the curves.
    double m_seconds = 0;
    int64_t m_seen = 0;
};

Transformer onDevice(Transformer model, const std::string& device)
{
    model->to(torch::Device(device));
    return model;
}

Pretraining::Pretraining(StageContext& context)
    : m_context(context)
    , m_params(context.params<PretrainParams>())
    , m_tokenizer(Tokenizer::load(context.input("model")))
    , m_model(onDevice(loadModelFolder(context.input("model")).model, context.device()))
    , m_store(tokenStore(context, context.input("text"), context.input("model"), m_tokenizer))
    , m_tokens(m_store, "train")
    , m_block(m_params.block > 0 ? m_params.block : m_model->config().positions)
    , m_checkpoints(context.scratch())
{
    if (m_tokenizer.vocabSize() > m_model->config().vocabSize)
        throw inputError(
            "The tokenizer has ids up to {} and the model's vocabulary only {}. Make the model "
            "with this tokenizer.",
            m_tokenizer.vocabSize() - 1,
            m_model->config().vocabSize);
    if (m_block > m_model->config().positions)
        throw inputError(
            "A block of {} tokens is longer than the model's {} positions; make `block` smaller or "
            "`positions` larger.",
            m_block,
            m_model->config().positions);
    if (TokenStore::has(m_store, "validation"))
        m_validation.emplace(m_store, "validation");
    if (m_validation && m_validation->size() < 2)
        m_validation.reset();

    BatchOrderParams order;
    order.tokens = m_tokens.size();
    order.block = m_block;
    order.worldSize = context.worldSize();
    order.rank = context.rank();
    order.seed = static_cast<uint64_t>(m_params.seed);
    order.order = m_params.order == "random" ? WindowOrder::Random : WindowOrder::Shuffled;
    m_loader.emplace(m_tokens, order, m_params.batch, m_params.accumulation, m_model->device());
    m_total = plannedSteps();

    AdamW::Named named;
    for (const auto& item : m_model->named_parameters())
        named.emplace_back(item.key(), item.value());
    AdamWOptions options;
    options.beta1 = m_params.beta1;
    options.beta2 = m_params.beta2;
    options.eps = m_params.eps;
    options.weightDecay = m_params.weightDecay;
    options.decayEmbeddings = m_params.decayEmbeddings;
    m_optimizer.emplace(std::move(named), options);

    TrainStepOptions step;
    step.clip = m_params.clip;
    step.dropout = m_params.dropout;
    step.checkpoint = m_params.gradientCheckpointing;
    step.bf16 = m_params.precision == "bf16";
    m_step.emplace(m_model, *m_optimizer, step);
    m_health.emplace(m_params.warmupSteps, m_total);
    m_progress.peak = m_params.learningRate;
}

int64_t Pretraining::plannedSteps() const
{
    int64_t steps = m_params.maxSteps > 0 ? m_params.maxSteps : INT64_MAX;
    if (m_params.epochs > 0)
        steps = std::min(steps, static_cast<int64_t>(m_loader->order().stepsFor(m_params.epochs)));
    if (m_params.maxTokens > 0) {
        const int64_t perStep = m_loader->tokensPerStep() * m_context.worldSize();
        steps = std::min(steps, (m_params.maxTokens + perStep - 1) / perStep);
    }
    return steps;
}

Schedule Pretraining::schedule() const
{
    return {
        scheduleFromName(m_params.schedule),
        m_progress.peak,
        m_params.minLearningRate,
        m_params.warmupSteps,
        m_total};
}

bool Pretraining::resume()
{
    const auto point = m_context.resumePoint();
    if (!point)
        return false;
    const auto state = Checkpoints::load(point->checkpoint, m_model, *m_optimizer);
    m_progress = state.get<Progress>();
    if (m_progress.bestStep >= 0)
        m_progress.bestLoss = state.at("bestLoss").get<double>();
    m_checkpoints.removeAfter(m_progress.step);
    m_lastValidation = m_lastSample = m_lastSaved = m_progress.step;
    m_context.resumed(*point);
    return true;
}

void Pretraining::apply(const Wishes& wishes)
{
    for (const auto& [name, value] : wishes.set)
        if (name == "learning_rate")
            m_progress.peak = value.get<double>();
    if (wishes.checkpoint || wishes.stop)
        save();
    if (wishes.stop)
        throw m_context.stopped();
}

StepResult Pretraining::step()
{
    const auto batches = m_loader->load(m_progress.step);
    const auto result = m_step->run(batches, learningRateAt(m_progress.step, schedule()));
    if (!result.finite)
        failNonFinite(batches);
    ++m_progress.step;
    return result;
}

void Pretraining::failNonFinite(const std::vector<MicroBatch>& batches)
{
    const auto found = m_step->firstNonFinite(batches);
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

void Pretraining::report(const std::optional<HealthFinding>& finding)
{
    if (finding)
        m_context.say(
            "health",
            Notice::Warning,
            finding->message,
            {{"finding", finding->name}, {"step", m_progress.step}});
}

void Pretraining::logStep(const StepResult& result, double seconds)
{
    m_seconds += seconds;
    m_seen += result.tokens;
    report(m_health->afterStep(m_progress.step, result.loss));
    m_context.progress(m_progress.step, m_total);
    if (m_progress.step % m_params.logInterval != 0 && m_progress.step != m_total)
        return;
    const int64_t at = m_progress.step;
    m_context.log("loss", at, result.loss);
    m_context.log("grad_norm", at, result.gradNorm);
    m_context.log("learning_rate", at, learningRateAt(at - 1, schedule()));
    m_context.log(
        "mean_token_accuracy",
        at,
        static_cast<double>(result.correctTokens) / static_cast<double>(result.tokens));
    m_context.log(
        "num_tokens",
        at,
        static_cast<double>(at * m_loader->tokensPerStep() * m_context.worldSize()));
    m_context.log("epoch", at, m_loader->order().epochs(static_cast<uint64_t>(at)));
    m_context.log("tokens_per_s", at, static_cast<double>(m_seen) / m_seconds);
    if (at % (10 * m_params.logInterval) == 0 || at == 1)
        m_context.log("memory_mib", at, residentMib());
    m_seconds = 0;
    m_seen = 0;
}

void Pretraining::validate()
{
    if (!m_validation || m_lastValidation == m_progress.step)
        return;
    m_lastValidation = m_progress.step;
    LanguageLossOptions options;
    options.block = std::min<int64_t>(m_block, static_cast<int64_t>(m_validation->size()) - 1);
    options.batch = m_params.batch;
    // Always the same tokens, so that validations can be compared; 0 is all.
    options.maxTokens = m_params.evalBatches * m_params.batch * m_block;
    options.progress = [&](int64_t, int64_t) { return !m_context.interrupted(); };
    const auto loss = languageLoss(m_model, *m_validation, options);
    if (m_context.interrupted())
        return;
    m_context.log("eval_loss", m_progress.step, loss.mean());
    m_context.log("eval_perplexity", m_progress.step, loss.perplexity());
    m_context.log("bits_per_byte", m_progress.step, loss.bitsPerByte());
    m_context.log("eval_mean_token_accuracy", m_progress.step, loss.accuracy());
    report(m_health->afterValidation(m_progress.step, loss.mean()));
    if (loss.mean() < m_progress.bestLoss) {
        m_progress.bestLoss = loss.mean();
        m_progress.bestStep = m_progress.step;
        m_progress.worse = 0;
        if (m_params.keep == "best" && m_progress.step < m_total)
            save();
    } else {
        ++m_progress.worse;
    }
}

void Pretraining::sample()
{
    if (m_lastSample == m_progress.step)
        return;
    m_lastSample = m_progress.step;
    std::vector<GenerationRequest> requests;
    for (size_t i = 0; i < m_params.samplePrompts.size(); ++i) {
        GenerationRequest request;
        for (const int32_t id : m_tokenizer.encode(m_params.samplePrompts[i]))
            request.prompt.push_back(id);
        if (request.prompt.empty())
            request.prompt.push_back(
                m_tokenizer.special().bos.value_or(m_tokenizer.special().eos.value_or(0)));
        const int64_t room = m_model->config().positions - 1;
        if (static_cast<int64_t>(request.prompt.size()) > room)
            request.prompt.erase(request.prompt.begin(), request.prompt.end() - room);
        request.maxNewTokens = m_params.sampleTokens;
        request.sampling.temperature = m_params.sampleTemperature;
        request.sampling.topK = m_params.sampleTopK;
        request.seed = Random(static_cast<uint64_t>(m_params.seed), "sample", i).bits();
        request.stopIds = m_model->config().eosIds;
        requests.push_back(std::move(request));
    }
    if (requests.empty())
        return;
    const auto decode = [&](const std::vector<int64_t>& ids) {
        return m_tokenizer.decode(std::vector<int32_t>(ids.begin(), ids.end()), true);
    };
    const bool training = m_model->is_training();
    m_model->eval();
    const auto results = Generator(m_model).generate(requests, decode);
    m_model->train(training);
    std::vector<SampledText> texts;
    for (size_t i = 0; i < results.size(); ++i)
        texts.push_back(
            {static_cast<int>(i),
             m_params.samplePrompts[i],
             results[i].text,
             static_cast<int64_t>(results[i].ids.size())});
    m_context.samples(m_progress.step, texts);
}

bool Pretraining::weightsAreFinite() const
{
    const torch::NoGradGuard noGradients;
    for (const auto& weight : m_model->parameters())
        if (!std::isfinite(weight.sum().item<double>()))
            return false;
    return true;
}

void Pretraining::save()
{
    if (m_lastSaved == m_progress.step)
        return;
    if (!weightsAreFinite()) // a checkpoint is good or not at all
        failNonFinite(m_loader->load(m_progress.step));
    m_context.flush();
    nlohmann::json state = m_progress;
    if (m_progress.bestStep >= 0)
        state["bestLoss"] = m_progress.bestLoss;
    m_checkpoints.save(m_progress.step, m_model, *m_optimizer, state);
    m_checkpoints.prune(m_params.keep == "best" ? m_progress.bestStep : -1);
    m_lastSaved = m_progress.step;
    m_savedAt = Clock::now();
    m_context.say(
        "checkpoint",
        Notice::Info,
        tr("checkpoint at step {}", m_progress.step),
        {{"step", m_progress.step}});
}

void Pretraining::run()
{
    if (!resume())
        torch::manual_seed(Random(
                               static_cast<uint64_t>(m_params.seed),
                               "dropout",
                               static_cast<uint64_t>(m_context.rank()))
                               .bits());
    m_model->train();
    m_context.doing({});
    m_context.progress(m_progress.step, m_total);
    if (m_progress.step == 0 && m_params.evalInterval > 0)
        validate();
    while (m_progress.step < m_total) {
        apply(m_context.poll(m_progress.step));
        const auto start = Clock::now();
        const auto result = step();
        logStep(result, secondsSince(start));
        const bool last = m_progress.step == m_total;
        if (due(m_params.evalInterval) && !last)
            validate();
        if (due(m_params.sampleInterval) && !last)
            sample();
        if (due(m_params.checkpointSteps) ||
            (m_params.checkpointSeconds > 0 &&
             secondsSince(m_savedAt) >= m_params.checkpointSeconds))
            save();
        if (m_params.earlyStop > 0 && m_progress.worse >= m_params.earlyStop) {
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
            break;
        }
    }
    finish();
}

void Pretraining::finish()
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
        Checkpoints::loadWeights(m_checkpoints.path(m_progress.bestStep), m_model);
    saveModelFolder(m_model, m_context.output());
    m_tokenizer.save(m_context.output());
    nlohmann::json facts{
        {"parameters", m_model->config().parameterCount()},
        {"steps", m_progress.step},
        {"weights_of_step", best ? m_progress.bestStep : m_progress.step}};
    if (m_progress.bestStep >= 0)
        facts["best_eval_loss"] = m_progress.bestLoss;
    m_context.describe(facts);
}

} // namespace

void runPretrain(StageContext& context)
{
    Pretraining(context).run();
}

} // namespace espalier
