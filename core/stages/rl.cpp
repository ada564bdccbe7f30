#include "core/stages/rl.h"

#include "core/stages/row_ports.h"

namespace espalier {

namespace {

/// Tokens of an average prompt: most of a row's text, where that is known.
double promptTokens(const StageQuery& query, const Facts& model)
{
    constexpr double kUnknown = 48, kShare = 0.6;
    const Facts rows = askedFacts(query);
    if (rows.documents <= 0 || rows.bytes <= 0)
        return kUnknown;
    return kShare * static_cast<double>(rows.bytes) / static_cast<double>(rows.documents) /
           bytesPerToken(model);
}

template <typename P>
Estimate estimateRl(const StageQuery& query, const Machine& machine)
{
    const auto params = bind<P>(query.params);
    const Facts model = factsOf(query, "model");
    const double answers = static_cast<double>(params.prompts * params.answers);
    // The answers to a prompt share its tokens.
    const double tokens = static_cast<double>(params.prompts) * promptTokens(query, model) +
                          answers * 0.6 * static_cast<double>(params.maxNewTokens);
    const double perToken = trainFlopsPerToken(model, model.positions);
    const bool critic = query.params.contains("lambda");
    // Writing costs a forward pass at the rate of reading weights; then policy, reference (and
    // critic) are asked once, and each pass learns.
    const double forward = perToken / 3;
    const double perStep =
        tokens * (3 * forward + (critic ? 3 : 2) * forward +
                  static_cast<double>(params.passes) * perToken * (critic ? 2 : 1));
    Estimate result;
    result.flops = static_cast<double>(params.maxSteps) * perStep;
    const auto steps = static_cast<double>(params.maxSteps);
    result.seconds = 2 + result.flops / machine.flopsPerSecond +
                     checkingSeconds(query, machine, steps * answers);
    const auto weights = static_cast<double>(model.parameters);
    const double trained = trainedWeights(model);
    const double copies = critic ? 4.0 : 2.0; // policy, reference; critic and its moments
    result.memoryBytes =
        300e6 + 4 * weights * (copies + 2) + 12 * trained +
        tokens / static_cast<double>(params.minibatches) * static_cast<double>(model.layers) *
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
