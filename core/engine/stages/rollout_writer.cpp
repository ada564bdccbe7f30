#include "core/engine/stages/rollout_writer.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>

namespace espalier {

namespace {

/// Groups without a difference are asked anew at most so often (DAPO).
constexpr int kDynamicTries = 3;

} // namespace

RolloutWriter::RolloutWriter(
    StageContext& context,
    const RlParams& params,
    const AdaptedModel& policy,
    const Tokenizer& tokenizer)
    : m_context(context)
    , m_params(params)
    , m_policy(policy)
    , m_rows(openAsked(context))
    , m_answering(
          policy,
          tokenizer,
          {.write = params.write,
           .maxNewTokens = params.maxNewTokens,
           .temperature = params.temperature})
    , m_reward(openReward(context.input("reward"), torch::Device(context.device())))
    , m_order(
          {.rows = m_rows.size(Split::Train),
           .rowsPerRank = params.prompts,
           .worldSize = context.worldSize(),
           .rank = context.rank(),
           .seed = static_cast<uint64_t>(params.seed)})
{
}

std::vector<Row> RolloutWriter::promptsOf(int64_t step) const
{
    std::vector<Row> prompts;
    for (int64_t place = 0; place < m_params.prompts; ++place)
        prompts.push_back(m_rows.row(Split::Train, m_order.at(static_cast<uint64_t>(step), place)));
    return prompts;
}

std::vector<Answer>
RolloutWriter::answerAll(const std::vector<Row>& prompts, int64_t step, int round)
{
    std::vector<Asked> asked;
    const std::string stream = "rollout/" + std::to_string(step) + "/" + std::to_string(round);
    Random seeds(
        static_cast<uint64_t>(m_params.seed), stream, static_cast<uint64_t>(m_context.rank()));
    for (const Row& prompt : prompts)
        for (int64_t i = 0; i < m_params.answers; ++i)
            asked.push_back({&prompt, seeds.bits()});
    return m_answering.answer(asked, m_params.temperature);
}

std::vector<double>
RolloutWriter::score(const std::vector<Row>& prompts, const std::vector<Answer>& answers) const
{
    return m_reward.score(answeredBy(prompts, answers));
}

RolloutWriter::Scored
RolloutWriter::scored(const std::vector<Row>& prompts, const std::vector<Answer>& answers) const
{
    auto whole = score(prompts, answers);
    return {std::move(whole), m_reward.parts()};
}

/// DAPO: groups whose rewards are all the same are replaced by answers to other prompts.
void RolloutWriter::askAgain(
    std::vector<Row>& prompts, std::vector<Answer>& answers, Scored& scores, int64_t step)
{
    const auto each = static_cast<size_t>(m_params.answers);
    for (int round = 1; round <= kDynamicTries; ++round) {
        std::vector<size_t> equal;
        for (size_t p = 0; p < prompts.size(); ++p)
            if (const auto first = scores.whole.begin() + static_cast<std::ptrdiff_t>(p * each);
                std::all_of(first, first + static_cast<std::ptrdiff_t>(each), [&](double score) {
                    return score == *first;
                }))
                equal.push_back(p);
        if (equal.empty())
            return;
        Random random(
            static_cast<uint64_t>(m_params.seed),
            "other prompts/" + std::to_string(step),
            static_cast<uint64_t>(round));
        std::vector<Row> others;
        for (size_t i = 0; i < equal.size(); ++i)
            others.push_back(m_rows.row(Split::Train, random.below(m_rows.size(Split::Train))));
        const auto newAnswers = answerAll(others, step, round);
        const Scored newScores = scored(others, newAnswers);
        for (size_t i = 0; i < equal.size(); ++i) {
            prompts[equal[i]] = others[i];
            for (size_t a = 0; a < each; ++a) {
                const size_t to = equal[i] * each + a, from = i * each + a;
                answers[to] = newAnswers[from];
                scores.whole[to] = newScores.whole[from];
                for (size_t part = 0; part < scores.parts.size(); ++part)
                    scores.parts[part].scores[to] = newScores.parts[part].scores[from];
            }
        }
    }
}

Rollouts RolloutWriter::collect(int64_t step, std::vector<Row>& prompts)
{
    prompts = promptsOf(step);
    m_answering.refresh();
    auto answers = answerAll(prompts, step, 0);
    Scored scores = scored(prompts, answers);
    if (m_params.dynamicSampling)
        askAgain(prompts, answers, scores, step);
    Rollouts rollouts;
    rollouts.step = step;
    rollouts.group = m_params.answers;
    std::vector<uint8_t> ended;
    for (Answer& answer : answers) {
        ended.push_back(answer.ended ? 1 : 0);
        rollouts.sequences.push_back(std::move(answer.sequence));
    }
    rollouts.batch = makeBatch(rollouts.sequences, m_policy.model->device());
    rollouts.ended = torch::tensor(ended).to(torch::kBool);
    rollouts.scores = torch::tensor(std::vector<float>(scores.whole.begin(), scores.whole.end()));
    rollouts.parts = std::move(scores.parts);
    tell(scores.whole);
    return rollouts;
}

AnsweredRows RolloutWriter::answerFirst(Split side, uint64_t count, const std::string& stream)
{
    AnsweredRows found;
    std::vector<Asked> asked;
    for (uint64_t i = 0; i < count; ++i)
        found.rows.push_back(m_rows.row(side, i));
    for (uint64_t i = 0; i < count; ++i)
        asked.push_back(
            {&found.rows[i], Random(static_cast<uint64_t>(m_params.seed), stream, i).bits()});
    m_answering.refresh();
    found.answers = m_answering.answer(asked, m_params.temperature);
    return found;
}

/// What people should know of a step's answers, once.
void RolloutWriter::tell(const std::vector<double>& scores)
{
    if (m_answering.cutPrompts() > 0 && !m_saidCut) {
        m_saidCut = true;
        m_context.say(
            "rows",
            Notice::Warning,
            tr("Some prompts are too long for the model beside an answer of {} tokens; their "
               "beginnings are cut off.",
               m_params.maxNewTokens));
    }
    const auto unscored = std::count_if(
        scores.begin(), scores.end(), [](double score) { return !std::isfinite(score); });
    if (unscored > 0 && !m_saidUnscored) {
        m_saidUnscored = true;
        m_context.say(
            "rewards",
            Notice::Warning,
            tr("{} of {} answers could not be rewarded (no gold answer, or a reward that is no "
               "number); nothing is learned from them.",
               unscored,
               scores.size()));
    }
    sayRewardNotices(m_context, m_reward, &m_saidOfReward);
}

} // namespace espalier
