#pragma once

/// The answers that reinforcement learns from: which prompts a step asks, what the policy writes,
/// what it is worth.

#include "core/data/row_packing.h"
#include "core/engine/align/reward_source.h"
#include "core/engine/align/rollouts.h"
#include "core/engine/stages/answering.h"
#include "core/engine/stages/context.h"

namespace espalier {

/// Answers to some rows, in their order.
struct AnsweredRows
{
    std::vector<Row> rows;
    std::vector<Answer> answers;
};

/// All of a step is a pure function of seed, step and the policy's weights.
class RolloutWriter
{
public:
    /// Everything given must outlive it. Opens the stage's rows and its reward.
    RolloutWriter(
        StageContext& context,
        const RlParams& params,
        const AdaptedModel& policy,
        const Tokenizer& tokenizer);

    /// The answers of a step with their scores, and the rows that were asked. Says once where
    /// prompts were cut, answers could not be rewarded, or not as they should.
    Rollouts collect(int64_t step, std::vector<Row>& prompts);
    /// One answer each to the first `count` rows of a side; `stream` names the random numbers.
    AnsweredRows answerFirst(Split side, uint64_t count, const std::string& stream);
    /// One reward an answer; NaN where it can't be told. As many answers a row as there are.
    std::vector<double>
    score(const std::vector<Row>& prompts, const std::vector<Answer>& answers) const;

    const Rows& rows() const { return m_rows; }
    const RowOrder& order() const { return m_order; }

private:
    std::vector<Row> promptsOf(int64_t step) const;
    std::vector<Answer> answerAll(const std::vector<Row>& prompts, int64_t step, int round);
    /// What the reward says of answers, and its parts where it is a blend.
    struct Scored
    {
        std::vector<double> whole;
        std::vector<RewardPart> parts;
    };
    Scored scored(const std::vector<Row>& prompts, const std::vector<Answer>& answers) const;
    void
    askAgain(std::vector<Row>& prompts, std::vector<Answer>& answers, Scored& scores, int64_t step);
    void tell(const std::vector<double>& scores);

    StageContext& m_context;
    const RlParams& m_params;
    const AdaptedModel& m_policy;
    Rows m_rows;
    Answering m_answering;
    RewardSource m_reward;
    RowOrder m_order;
    bool m_saidCut = false, m_saidUnscored = false;
    std::set<std::string> m_saidOfReward;
};

} // namespace espalier
