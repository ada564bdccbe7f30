#include "core/stages/rl.h"

#include "core/stages/row_ports.h"

#include <algorithm>
#include <type_traits>

namespace espalier {

namespace {

/// Answers that a rollout writes together.
constexpr int64_t kWrittenAtOnce = 64;

/// The models of a training beside its policy.
struct Models
{
    Facts policy, reward;
    bool critic = false; ///< on a model of its own
};

/// The answers of a step on their way through a model: answers to a prompt share its tokens.
Passing stepRows(const RlParams& params, double prompt)
{
    const auto prompts = static_cast<double>(params.prompts);
    const double answer = usualAnswer * static_cast<double>(params.maxNewTokens);
    const double written = prompts * static_cast<double>(params.answers) * answer;
    return {prompts * prompt + written, written, prompt + answer};
}

/// The same where no word is asked for: of critic and reward model.
Passing unscored(const Passing& rows)
{
    return {rows.tokens, 0, rows.length};
}

/// A critic of its own learns once.
double criticFlops(const Facts& model, const Passing& rows)
{
    return learningFlops(model, unscored(rows), static_cast<double>(model.parameters));
}

/// What reward, policy, reference and critic are asked of a step's answers.
double scoringFlops(const Models& models, const Passing& rows)
{
    return forwardFlops(models.reward, unscored(rows)) + 2 * forwardFlops(models.policy, rows) +
           (models.critic ? forwardFlops(models.policy, unscored(rows)) : 0);
}

/// Passes over the answers, in which policy and critic learn.
double passFlops(const Models& models, const Passing& rows, double passes)
{
    return passes * (learningFlops(models.policy, rows, trainedWeights(models.policy)) +
                     (models.critic ? criticFlops(models.policy, rows) : 0));
}

/// A step of TRPO: the gradient of the surrogate, products with the curvature of a share of the
/// answers, the line search, and the critic apart.
double trustRegionFlops(const RlParams& params, const Models& models, const Passing& rows)
{
    constexpr double kPlain = 1.4; // plain operations take so much longer than fused ones
    constexpr double kProduct = 6; // passes that a gradient of a gradient costs
    constexpr double kTries = 3;   // of the line search
    const double pass = forwardFlops(models.policy, rows);
    const auto products = static_cast<double>(params.cgIterations + 1);
    const double curvature = kPlain * params.curvatureShare * pass * (3 + kProduct * products);
    const double tries = std::min(kTries, static_cast<double>(params.lineSearchTries));
    return learningFlops(models.policy, rows, trainedWeights(models.policy)) + curvature +
           pass * (kPlain + tries * (1 + kPlain)) +
           static_cast<double>(params.criticSteps) * criticFlops(models.policy, rows);
}

/// Pre-training text beside the updates of a step.
double pretrainFlops(const RlParams& params, const Facts& model)
{
    const auto tokens = static_cast<double>(
        params.passes * params.minibatches * params.pretrainBatch * model.positions);
    return params.pretrainCoef > 0 ? tokens * trainFlopsPerToken(model, model.positions) : 0;
}

template <typename P>
Estimate estimateRl(const StageQuery& query, const Machine& machine)
{
    constexpr bool trustRegion = std::is_same_v<P, TrpoParams>;
    const auto params = bind<P>(query.params);
    const bool critic = query.params.contains("lambda");
    const Models models{
        .policy = factsOf(query, "model"),
        .reward = factsOf(query, "reward"),
        .critic = critic && (trustRegion || params.critic == "separate")};
    const Facts& model = models.policy;
    const double prompt = promptTokens(askedFacts(query), model);
    const Passing rows = stepRows(params, prompt);
    const auto answers = static_cast<double>(params.prompts * params.answers);
    const auto steps = static_cast<double>(params.maxSteps);
    // A2C has no `passes`: it learns once.
    const double passes = query.params.contains("passes") ? static_cast<double>(params.passes) : 1;
    const double update =
        trustRegion ? trustRegionFlops(params, models, rows) : passFlops(models, rows, passes);
    // A validation asks once for each prompt.
    const double judged =
        validations(params, steps) * static_cast<double>(params.evalBatches * params.prompts);
    const double asked = steps * answers + judged;
    Estimate result = writingEstimate(
        {.tokens = asked * usualAnswer * static_cast<double>(params.maxNewTokens),
         .read = asked * prompt,
         .batch = std::min(kWrittenAtOnce, params.prompts * params.answers)},
        model,
        machine);
    const double flops =
        steps * (scoringFlops(models, rows) + update + pretrainFlops(params, model)) +
        judged * rows.length * forwardFlops(models.reward, {1, 0, rows.length});
    result.flops += flops;
    result.seconds += 0.5 + flops / machine.flopsPerSecond + checkingSeconds(query, machine, asked);
    const auto weights = static_cast<double>(model.parameters);
    const double trained = trainedWeights(model);
    const double copies = critic ? 4.0 : 2.0; // policy, reference; critic and its moments
    result.memoryBytes =
        300e6 + 4 * weights * (copies + 2) + 12 * trained +
        rows.tokens / static_cast<double>(params.minibatches) * static_cast<double>(model.layers) *
            (10 * static_cast<double>(model.width) + 3 * static_cast<double>(model.inner)) * 4;
    result.diskBytes = 4 * 12 * trained * (critic ? 2 : 1) + 4 * trained + 8e6;
    return result;
}

template <typename P>
std::vector<Finding> checkRl(const StageQuery& query)
{
    const auto params = bind<P>(query.params);
    const Facts model = factsOf(query, "model");
    std::vector<Finding> findings;
    if (auto finding = notOneAsked(query))
        findings.push_back(std::move(*finding));
    if (auto finding = cantAnswer(model))
        findings.push_back(std::move(*finding));
    if (auto finding = noRoomToAsk(params.maxNewTokens, model))
        findings.push_back(std::move(*finding));
    if (params.minibatches > params.prompts * params.answers)
        findings.push_back(
            {"minibatches",
             tr("{} answers can't be cut into {} minibatches.",
                params.prompts * params.answers,
                params.minibatches)});
    return findings;
}

/// Algorithms that compare the answers of a group.
template <typename P>
std::vector<Finding> checkGroups(const StageQuery& query)
{
    auto findings = checkRl<P>(query);
    if (bind<P>(query.params).answers < 2)
        findings.push_back(
            {"answers",
             tr("this algorithm compares the answers to one prompt; it needs two or more.")});
    return findings;
}

/// PPO may take pre-training text beside its updates.
std::vector<Finding> checkPpo(const StageQuery& query)
{
    auto findings = checkRl<PpoParams>(query);
    const bool text = query.inputs.contains("text");
    const double weight = bind<PpoParams>(query.params).pretrainCoef;
    if (weight > 0 && !text)
        findings.push_back(
            {"pretrain_coef",
             tr("nothing is wired to `text`, whose loss this weighs; wire a text, or set it to "
                "0.")});
    if (weight == 0 && text)
        findings.push_back(
            {"pretrain_coef",
             tr("`text` is wired and weighs nothing; set `pretrain_coef`, such as 0.5."),
             true});
    return findings;
}

template <typename P>
StageInfo rlStage(const char* name, const char* title, const char* help)
{
    return {
        .name = name,
        .title = title,
        .help = help,
        .inputs =
            {{"model", PortType::Model},
             {"prompts", PortType::Prompts, true},
             {"problems", PortType::Problems, true},
             {"reward", PortType::Reward}},
        .outputs = {{"model", PortType::Model}},
        .params = describe<P>(),
        .usesSeed = true,
        .mainMetric = "reward",
        .infer =
            [](const StageQuery& query) {
                return std::map<std::string, Facts>{{"model", factsOf(query, "model")}};
            },
        .estimate = estimateRl<P>,
        .check = checkRl<P>,
    };
}

} // namespace

StageInfo rlPpo()
{
    StageInfo info = rlStage<PpoParams>(
        "rl.ppo",
        trNoop("PPO"),
        trNoop("Proximal policy optimisation: the model answers, is rewarded, and moves a little "
               "towards what was better than a value model expected. The usual choice for RLHF."));
    info.inputs.push_back({"text", PortType::Text, true});
    info.check = checkPpo;
    return info;
}

StageInfo rlA2c()
{
    return rlStage<A2cParams>(
        "rl.a2c",
        trNoop("A2C"),
        trNoop("Advantage actor-critic: one plain step along the policy gradient per rollout. The "
               "simplest algorithm with a value model; PPO without its second look."));
}

StageInfo rlTrpo()
{
    return rlStage<TrpoParams>(
        "rl.trpo",
        trNoop("TRPO"),
        trNoop("Trust region policy optimisation: the largest step whose distance from the old "
               "policy stays below a bound, found with the curvature. Dear, and steady."));
}

StageInfo rlGrpo()
{
    StageInfo info = rlStage<GrpoParams>(
        "rl.grpo",
        trNoop("GRPO"),
        trNoop("Group relative policy optimisation: several answers to each prompt, each measured "
               "against the group's mean, without a value model. The usual choice for rewards that "
               "can be checked; also DAPO and Dr. GRPO."));
    info.check = checkGroups<GrpoParams>;
    return info;
}

StageInfo rlRloo()
{
    StageInfo info = rlStage<RlooParams>(
        "rl.rloo",
        trNoop("RLOO"),
        trNoop("REINFORCE leave-one-out: each answer is measured against the mean of the others to "
               "the same prompt, and counts as a whole."));
    info.check = checkGroups<RlooParams>;
    return info;
}

} // namespace espalier
