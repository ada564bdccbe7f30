/// rl.ppo, rl.a2c, rl.trpo, rl.grpo, rl.rloo: the model answers prompts, answers are rewarded, and
/// an algorithm moves the model. A step is one round of it; all of a step is a pure function of
/// seed, step and weights, so a resume gives the same bits. What the algorithms differ in stands in
/// core/engine/align.

#include "core/stages/rl.h"

#include "core/engine/align/advantages.h"
#include "core/engine/align/algorithm.h"
#include "core/engine/align/rl_health.h"
#include "core/engine/stages/all.h"
#include "core/engine/stages/pretrain_text.h"
#include "core/engine/stages/rollout_samples.h"
#include "core/engine/stages/rollout_writer.h"
#include "core/engine/stages/training.h"

#include <cmath>

namespace espalier {

namespace {

using Clock = std::chrono::steady_clock;

/// Answers scored without gradients at a time.
constexpr int64_t kScoredAtOnce = 64;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// A model of its own from a folder, adapters folded in.
Transformer wholeModel(const std::filesystem::path& folder, torch::Device device)
{
    AdaptedModel found = openModel(folder);
    if (found.adapted())
        mergeAdapters(found);
    found.model->to(device);
    return found.model;
}

/// What a training is told of its length.
class RolloutData : public TrainingData
{
public:
    explicit RolloutData(const RowOrder& order)
        : m_order(order)
    {
    }
    double epochs(int64_t step) const override
    {
        return m_order.epochs(static_cast<uint64_t>(step));
    }
    int64_t stepsFor(double epochs) const override
    {
        return static_cast<int64_t>(m_order.stepsFor(epochs));
    }
    /// Known of the last two steps alone, which is what is asked.
    double tokens(int64_t step) const override { return step < m_step ? m_before : m_tokens; }
    void add(int64_t step, double tokens)
    {
        m_step = step;
        m_before = m_tokens;
        m_tokens += tokens;
    }
    double m_tokens = 0; ///< of answers written so far

private:
    const RowOrder& m_order;
    int64_t m_step = 0;
    double m_before = 0;
};

class Reinforcement
{
public:
    Reinforcement(StageContext& context, RlParams& params, const std::string& name);
    void run();

private:
    void judge(Rollouts& rollouts);
    StepResult learn(int64_t step, AdamW& optimizer, double learningRate);
    std::optional<Validation> validate();
    std::vector<SampledText> sample();
    void watch(int64_t step, const Curves& curves);

    StageContext& m_context;
    RlParams& m_params;
    const AlgorithmInfo& m_info;
    std::filesystem::path m_source;
    Tokenizer m_tokenizer;
    AdaptedModel m_policy;
    Transformer m_reference{nullptr}; ///< none where the policy is an adapter
    std::optional<Critic> m_critic;
    RolloutWriter m_writer;
    std::unique_ptr<Algorithm> m_algorithm;
    RolloutData m_data;
    RlHealth m_health;
    std::optional<PretrainText> m_text;
    double m_klCoef;
};

AdaptedModel openPolicy(const std::filesystem::path& folder, torch::Device device)
{
    AdaptedModel policy = openModel(folder);
    moveTo(policy, device);
    return policy;
}

Reinforcement::Reinforcement(StageContext& context, RlParams& params, const std::string& name)
    : m_context(context)
    , m_params(params)
    , m_info(algorithm(name))
    , m_source(context.input("model"))
    , m_tokenizer(Tokenizer::load(m_source))
    , m_policy(openPolicy(m_source, torch::Device(context.device())))
    , m_writer(context, params, m_policy, m_tokenizer)
    , m_algorithm(m_info.make(params))
    , m_data(m_writer.order())
    , m_klCoef(params.klCoef)
{
    const torch::Device device(context.device());
    if (!m_policy.adapted()) {
        m_reference = wholeModel(m_source, device);
        for (torch::Tensor& weight : m_reference->parameters())
            weight.set_requires_grad(false);
        m_reference->eval();
    }
    if (m_info.critic) {
        // TRPO moves the policy's weights itself, so its critic stands apart.
        const bool separate = params.critic == "separate" || name == "trpo";
        Transformer trunk{nullptr};
        if (separate) {
            trunk = wholeModel(m_source, device);
            for (torch::Tensor& weight : trunk->parameters())
                weight.set_requires_grad(true);
        }
        m_critic.emplace(m_policy.model->config().width, device, trunk);
    }
    if (params.pretrainCoef > 0)
        m_text.emplace(context, params, m_policy.model, m_tokenizer);
}

/// What policy, reference and critic think of the answers, in pieces.
void Reinforcement::judge(Rollouts& rollouts)
{
    const torch::NoGradGuard guard;
    m_policy.model->eval();
    const int64_t rows = rollouts.answers();
    const auto sizes = rollouts.batch.ids.sizes();
    const auto like = rollouts.batch.mask;
    rollouts.oldLogProbs = torch::zeros(sizes, like.options());
    rollouts.refLogProbs = torch::zeros(sizes, like.options());
    rollouts.entropy = torch::zeros(sizes, like.options());
    if (m_critic)
        rollouts.values = torch::zeros(sizes, like.options());
    for (int64_t first = 0; first < rows; first += kScoredAtOnce) {
        std::vector<int64_t> some;
        for (int64_t row = first; row < std::min(rows, first + kScoredAtOnce); ++row)
            some.push_back(row);
        const SequenceBatch batch = rollouts.batch.select(some);
        const auto put = [&](torch::Tensor& all, const torch::Tensor& part) {
            all.narrow(0, first, batch.rows()).narrow(1, 0, part.size(1)).copy_(part);
        };
        const PassOptions pass{.temperature = m_params.temperature, .entropy = true};
        const PolicyPass now = policyPass(m_policy.model, batch, pass);
        put(rollouts.oldLogProbs, now.logProbs);
        put(rollouts.entropy, now.entropy);
        if (m_critic)
            put(rollouts.values, m_critic->values(batch, now.hidden));
        if (m_policy.adapted())
            m_policy.adapters.back()->enable(false);
        put(rollouts.refLogProbs,
            policyPass(
                m_policy.adapted() ? m_policy.model : m_reference,
                batch,
                {.temperature = m_params.temperature})
                .logProbs);
        if (m_policy.adapted())
            m_policy.adapters.back()->enable(true);
    }
}

void Reinforcement::watch(int64_t step, const Curves& curves)
{
    for (const HealthFinding& finding : m_health.afterStep(curves))
        m_context.say(
            "health",
            Notice::Warning,
            finding.message,
            {{"finding", finding.name}, {"step", step}});
}

StepResult Reinforcement::learn(int64_t step, AdamW& optimizer, double learningRate)
{
    StepResult result;
    const auto started = Clock::now();
    std::vector<Row> prompts;
    m_policy.model->eval();
    Rollouts rollouts = m_writer.collect(step, prompts);
    const double writing = secondsSince(started);
    const auto judging = Clock::now();
    judge(rollouts);
    const double coefficient = m_klCoef;
    shapeRewards(rollouts, m_params, m_algorithm->klInReward() ? coefficient : 0);
    const double scoring = secondsSince(judging);
    result.tokens = static_cast<int64_t>(rollouts.batch.mask.sum().item<double>());
    m_data.add(step + 1, static_cast<double>(result.tokens));
    result.curves = rolloutCurves(rollouts, coefficient);
    if (rollouts.batch.mask.sum().item<double>() == 0)
        throw Error(
            tr("At step {} no answer could be rewarded. Look whether the rows have gold answers or "
               "tests, and whether the reward fits them.",
               step + 1));
    m_algorithm->advise(rollouts);
    if (step == 0 || (m_params.sampleInterval > 0 && (step + 1) % m_params.sampleInterval == 0))
        m_context.samples(rollouts.step + 1, rolloutSamples(rollouts, prompts, m_tokenizer));
    Learner learner;
    learner.policy = m_policy.model;
    learner.trained = m_policy.trained();
    learner.critic = m_critic ? &*m_critic : nullptr;
    learner.optimizer = &optimizer;
    learner.learningRate = learningRate;
    learner.seed = static_cast<uint64_t>(m_params.seed);
    if (m_text) {
        const int64_t first = step * m_params.passes * m_params.minibatches;
        learner.pretrainLoss = [&, first](int64_t update) { return m_text->loss(first + update); };
        learner.pretrainWeight = m_params.pretrainCoef;
    }
    const auto updating = Clock::now();
    const UpdateResult update = m_algorithm->update(rollouts, learner, coefficient);
    result.loss = update.loss;
    result.gradNorm = update.gradNorm;
    result.finite = update.finite;
    result.curves.insert(result.curves.end(), update.curves.begin(), update.curves.end());
    result.curves.emplace_back("time/rollouts", writing);
    result.curves.emplace_back("time/scoring", scoring);
    result.curves.emplace_back("time/update", secondsSince(updating));
    const double seconds = secondsSince(started);
    result.curves.emplace_back("step_time", seconds);
    result.curves.emplace_back("eps", static_cast<double>(rollouts.answers()) / seconds);
    result.curves.emplace_back("episode", static_cast<double>((step + 1) * rollouts.answers()));
    const double kl = rollouts.klPerAnswer();
    if (m_params.klControl == "adaptive")
        m_klCoef = adaptedKlCoefficient(
            m_klCoef,
            kl,
            m_params.klTarget,
            m_params.klHorizon,
            static_cast<double>(rollouts.answers()));
    if (m_params.klLimit > 0 && kl > m_params.klLimit) {
        result.last = true;
        m_context.say(
            "kl_limit",
            Notice::Info,
            tr("Stopped at step {}: answers are {} nats from the reference, and `kl_limit` is {}.",
               step + 1,
               fmt::format("{:.1f}", kl),
               m_params.klLimit));
    }
    watch(step + 1, result.curves);
    return result;
}

std::optional<Validation> Reinforcement::validate()
{
    const uint64_t count = std::min<uint64_t>(
        m_writer.rows().size(Split::Validation),
        static_cast<uint64_t>(m_params.evalBatches * m_params.prompts));
    const auto found = m_writer.answerFirst(Split::Validation, count, "validation");
    CurveMeans means;
    for (const double score : m_writer.score(found.rows, found.answers))
        if (std::isfinite(score))
            means.add("eval_reward", score);
    if (means.curves().empty() || m_context.interrupted())
        return std::nullopt;
    for (const Answer& answer : found.answers)
        means.add(
            "eval_completions/mean_length", static_cast<double>(answer.sequence.responseTokens()));
    const Curves curves = means.curves();
    return Validation{-curves.front().second, curves};
}

std::vector<SampledText> Reinforcement::sample()
{
    const Rows& rows = m_writer.rows();
    const Split side = rows.size(Split::Validation) > 0 ? Split::Validation : Split::Train;
    const auto found = m_writer.answerFirst(side, std::min<uint64_t>(4, rows.size(side)), "sample");
    std::vector<SampledText> texts;
    for (size_t i = 0; i < found.answers.size(); ++i)
        texts.push_back(
            {static_cast<int>(i),
             plainText(found.rows[i].prompt),
             found.answers[i].text,
             found.answers[i].sequence.responseTokens()});
    return texts;
}

void Reinforcement::run()
{
    Training::Parts parts;
    parts.model = m_policy.model;
    parts.trained = m_policy.trained();
    if (m_critic)
        for (const auto& weight : m_critic->trained())
            parts.trained.push_back(weight);
    parts.data = &m_data;
    parts.steps = m_params.maxSteps;
    parts.watchLoss = false;
    parts.learn = [&](int64_t step, AdamW& optimizer, double rate) {
        return learn(step, optimizer, rate);
    };
    if (m_writer.rows().size(Split::Validation) > 0 && m_params.evalBatches > 0)
        parts.validate = [&] { return validate(); };
    parts.sample = [&] { return sample(); };
    parts.set = [&](const std::string& name, const Value& value) {
        if (name == "kl_coef")
            m_klCoef = value.get<double>();
        else if (name == "temperature")
            m_params.temperature = value.get<double>();
    };
    parts.state = [&] {
        return nlohmann::json{
            {"kl_coef", m_klCoef},
            {"temperature", m_params.temperature},
            {"tokens", m_data.m_tokens},
            {"health", m_health.state()}};
    };
    parts.restore = [&](const nlohmann::json& state) {
        m_klCoef = state.at("kl_coef").get<double>();
        m_params.temperature = state.at("temperature").get<double>();
        m_data.m_tokens = state.at("tokens").get<double>();
        m_health.restore(state.value("health", nlohmann::json()));
    };
    Training training(m_context, m_params, std::move(parts));
    training.run();
    saveAdapted(m_policy, m_source, m_context.output());
    m_context.describe(
        {{"parameters", m_policy.model->config().parameterCount()},
         {"trained_parameters", m_policy.trainedCount()},
         {"steps", training.steps()},
         {"weights_of_step", training.resultStep()},
         {"algorithm", m_info.name}});
}

template <typename P>
void reinforce(StageContext& context, const char* name)
{
    RlParams params = context.params<P>();
    Reinforcement(context, params, name).run();
}

} // namespace

void runRlPpo(StageContext& context)
{
    reinforce<PpoParams>(context, "ppo");
}

void runRlA2c(StageContext& context)
{
    reinforce<A2cParams>(context, "a2c");
}

void runRlTrpo(StageContext& context)
{
    reinforce<TrpoParams>(context, "trpo");
}

void runRlGrpo(StageContext& context)
{
    reinforce<GrpoParams>(context, "grpo");
}

void runRlRloo(StageContext& context)
{
    reinforce<RlooParams>(context, "rloo");
}

} // namespace espalier
