/// label.simulated: a rule ranks candidates in place of people. Scores come from measurable
/// qualities, a reward, or the likelihood under a wired judge (without one, under the model that
/// wrote them); then the answer shown first gains, and neighbours in the order change places as
/// often as the noise says.

#include "core/stages/label_simulated.h"

#include "core/base/random.h"
#include "core/engine/align/reward_source.h"
#include "core/engine/stages/all.h"
#include "core/engine/stages/answering.h"
#include "core/engine/stages/context.h"
#include "core/engine/stages/label_rows.h"
#include "core/labels/ranking_rows.h"
#include "core/reward/quality.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>

namespace espalier {

namespace {

using Scores = std::vector<std::vector<double>>; ///< by set, of its answers

/// Answers that a judge reads at a time.
constexpr size_t kJudgedAtOnce = 64;

/// A wired model that says how likely it finds an answer to its prompt.
class Judge
{
public:
    explicit Judge(const StageContext& context);
    /// A prompt and its answer as the judge would write them; what ends an answer belongs to it
    /// where it ended by itself. Prompts that leave no room are cut at their beginning; nothing
    /// where the answer alone is too long: the likelihood of a part says nothing of the whole.
    std::optional<Sequence> read(const Row& row, const CandidateAnswer& answer);
    /// Mean log-probability of each answer's tokens; NaN where there is none.
    std::vector<double> likelihoods(std::span<const Sequence> sequences) const;
    int64_t room() const { return m_room; }
    int64_t cut() const { return m_cut; }
    int64_t tooLong() const { return m_tooLong; }

private:
    /// Whether the answer is whole.
    bool fit(Sequence& sequence);

    Tokenizer m_tokenizer;
    AdaptedModel m_model;
    EncodeOptions m_writing;
    int64_t m_room;
    int64_t m_cut = 0, m_tooLong = 0;
};

Judge::Judge(const StageContext& context)
    : m_tokenizer(Tokenizer::load(context.input("judge")))
    , m_model(openModel(context.input("judge")))
    , m_writing(writingFor(m_tokenizer, "auto", std::numeric_limits<int64_t>::max()))
    , m_room(m_model.model->config().positions - m_model.model->virtualTokens())
{
    const ModelConfig& config = m_model.model->config();
    if (config.bidirectional() || config.classifies())
        throw inputError("This model can't tell how likely an answer is; wire a causal language "
                         "model to `judge`.");
    moveTo(m_model, torch::Device(context.device()));
    m_model.model->eval();
}

std::optional<Sequence> Judge::read(const Row& row, const CandidateAnswer& answer)
{
    Sequence sequence;
    if (answer.ended) {
        auto encoded = encodeRow(row, answerTo(row, answer.text), m_tokenizer, m_writing);
        sequence = {std::move(encoded.ids), std::move(encoded.trained)};
    } else {
        sequence.ids = encodePrompt(row, m_tokenizer, m_writing);
        sequence.response.resize(sequence.ids.size(), 0);
        m_tokenizer.encodeInto(answer.text, sequence.ids);
        sequence.response.resize(sequence.ids.size(), 1);
    }
    if (fit(sequence))
        return sequence;
    ++m_tooLong;
    return std::nullopt;
}

bool Judge::fit(Sequence& sequence)
{
    auto& [ids, response] = sequence;
    auto prompt = std::ranges::find(response, uint8_t{1}) - response.begin();
    if (prompt == 0) { // something must stand before the answer's first token
        const auto& special = m_tokenizer.special();
        ids.insert(ids.begin(), special.bos.value_or(special.eos.value_or(0)));
        response.insert(response.begin(), 0);
        prompt = 1;
    }
    const auto over = static_cast<std::ptrdiff_t>(ids.size()) - m_room;
    if (over <= 0)
        return true;
    if (over > prompt - 1)
        return false;
    ++m_cut;
    ids.erase(ids.begin(), ids.begin() + over);
    response.erase(response.begin(), response.begin() + over);
    return true;
}

std::vector<double> Judge::likelihoods(std::span<const Sequence> sequences) const
{
    const torch::NoGradGuard guard;
    const SequenceBatch batch = makeBatch(sequences, m_model.model->device());
    const auto sums = maskedSumPerRow(policyPass(m_model.model, batch).logProbs, batch.mask);
    const auto means = (sums / batch.mask.sum(-1)).to(torch::kFloat64).cpu().contiguous();
    return {means.data_ptr<double>(), means.data_ptr<double>() + means.numel()};
}

void showProgress(StageContext& context, size_t done, size_t all)
{
    context.progress(static_cast<int64_t>(done), static_cast<int64_t>(all));
    if (context.interrupted())
        throw context.stopped();
}

Scores scoresByJudge(StageContext& context, const std::vector<CandidateSet>& sets)
{
    Judge judge(context);
    Scores all(sets.size());
    std::vector<Sequence> waiting;
    std::vector<std::pair<size_t, size_t>> whose; // set and answer of each that waits
    for (size_t i = 0; i < sets.size(); ++i) {
        all[i].assign(sets[i].answers.size(), std::numeric_limits<double>::quiet_NaN());
        for (size_t k = 0; k < sets[i].answers.size(); ++k)
            if (auto read = judge.read(sets[i].row, sets[i].answers[k])) {
                waiting.push_back(std::move(*read));
                whose.emplace_back(i, k);
            }
        if (waiting.empty() || (waiting.size() < kJudgedAtOnce && i + 1 < sets.size()))
            continue;
        const auto found = judge.likelihoods(waiting);
        for (size_t j = 0; j < found.size(); ++j)
            all[whose[j].first][whose[j].second] = found[j];
        waiting.clear();
        whose.clear();
        showProgress(context, i + 1, sets.size());
    }
    if (judge.tooLong() > 0)
        context.say(
            "rows",
            Notice::Warning,
            tr("{} answers are longer by themselves than the judge's {} tokens, so it can't say "
               "how likely they are. Sample shorter answers, or wire a judge that reads more.",
               judge.tooLong(),
               judge.room()),
            {{"too_long", judge.tooLong()}});
    if (judge.cut() > 0)
        context.say(
            "rows",
            Notice::Warning,
            tr("{} answers are too long, with their prompts, for the judge's {} tokens; the "
               "beginnings of the prompts were cut off.",
               judge.cut(),
               judge.room()),
            {{"cut", judge.cut()}});
    return all;
}

Scores scoresByReward(StageContext& context, const std::vector<CandidateSet>& sets)
{
    const auto reward = openReward(context.input("reward"), torch::Device(context.device()));
    Scores all;
    for (const CandidateSet& set : sets) {
        std::vector<Answered> answered;
        for (const CandidateAnswer& answer : set.answers)
            answered.push_back({&set.row, answer.text, answer.ended, answer.tokens});
        all.push_back(reward.score(answered));
        showProgress(context, all.size(), sets.size());
    }
    sayRewardNotices(context, reward);
    return all;
}

/// By what is known of an answer already.
Scores scoresByAnswer(const LabelSimulatedParams& params, const std::vector<CandidateSet>& sets)
{
    std::vector<WeightedQuality> weights;
    for (const std::string& entry : params.qualities)
        if (const auto quality = readWeightedQuality(entry))
            weights.push_back(*quality);
    Scores all;
    for (const CandidateSet& set : sets) {
        auto& scores = all.emplace_back();
        for (const CandidateAnswer& answer : set.answers) {
            const auto tokens = static_cast<double>(std::max<int64_t>(1, answer.tokens));
            scores.push_back(
                params.rule == "likelihood" ? answer.logProb / tokens
                                            : qualitySum(weights, answer.text));
        }
    }
    return all;
}

/// The rule's word on every answer of every set.
Scores scoresBy(
    StageContext& context,
    const LabelSimulatedParams& params,
    const std::vector<CandidateSet>& sets)
{
    if (params.rule == "reward")
        return scoresByReward(context, sets);
    if (params.rule == "likelihood" && !context.inputs("judge").empty())
        return scoresByJudge(context, sets);
    return scoresByAnswer(params, sets);
}

double deviationOf(const Scores& all)
{
    double sum = 0, squares = 0, n = 0;
    for (const auto& scores : all)
        for (const double score : scores)
            if (std::isfinite(score)) {
                sum += score;
                squares += score * score;
                ++n;
            }
    return n > 1 ? std::sqrt(std::max(0.0, squares / n - sum * sum / n / n)) : 0;
}

/// The answers that the rule scored in order, the best first.
std::vector<int64_t> orderOf(const std::vector<double>& scores)
{
    std::vector<int64_t> order;
    for (size_t i = 0; i < scores.size(); ++i)
        if (std::isfinite(scores[i]))
            order.push_back(static_cast<int64_t>(i));
    std::ranges::stable_sort(order, std::ranges::greater{}, [&](int64_t answer) {
        return scores[static_cast<size_t>(answer)];
    });
    return order;
}

} // namespace

void runLabelSimulated(StageContext& context)
{
    const auto params = context.params<LabelSimulatedParams>();
    const auto sets = readCandidates(context.input("candidates"));
    const auto scores = scoresBy(context, params, sets);
    const double unit = deviationOf(scores);
    std::vector<RankedSet> ranked;
    uint64_t unscored = 0, leftOut = 0, swapped = 0, choices = 0;
    for (size_t i = 0; i < sets.size(); ++i) {
        Random random(static_cast<uint64_t>(params.seed), "annotator", i);
        std::vector<double> seen = scores[i];
        if (seen.empty())
            continue;
        seen[random.below(seen.size())] += params.positionBias * unit; // the one shown first
        auto order = orderOf(seen);
        unscored += seen.size() - order.size();
        if (order.size() < 2 && order.size() < seen.size()) {
            ++leftOut; // nothing is known of which is better
            continue;
        }
        const bool noisy = sets[i].side == Split::Train || params.noiseOn == "both";
        std::vector<bool> tied(order.size(), false); // with the one before
        for (size_t k = 0; k + 1 < order.size(); ++k) {
            const double gap =
                seen[static_cast<size_t>(order[k])] - seen[static_cast<size_t>(order[k + 1])];
            tied[k + 1] = gap <= params.tie;
        }
        for (size_t k = 0; k + 1 < order.size(); ++k) {
            if (tied[k + 1])
                continue;
            ++choices;
            if (noisy && random.uniform() < params.noise) {
                std::swap(order[k], order[k + 1]);
                ++swapped;
                ++k; // a choice is made once
            }
        }
        RankedSet& one = ranked.emplace_back();
        one.set = &sets[i];
        one.mark = kSimulatedMark;
        if (params.margin)
            one.scores = scores[i];
        for (size_t k = 0; k < order.size(); ++k) {
            if (k == 0 || !tied[k])
                one.places.emplace_back();
            one.places.back().push_back(order[k]);
        }
    }
    if (unscored > 0)
        context.say(
            "labels",
            Notice::Warning,
            tr("{} answers can't be scored by the rule and were left out of the rankings; {} "
               "prompts with fewer than two others were left out whole. Look whether the prompts "
               "have what the rule needs, such as gold answers or tests.",
               unscored,
               leftOut),
            {{"answers", unscored}, {"prompts", leftOut}});
    if (leftOut > 0 && ranked.empty() && params.rule == "reward")
        throw nothingRewarded();
    const uint64_t pairs = writeRankedSets(context.output(), ranked, params.pairs, "simulated");
    context.log("pairs", 0, static_cast<double>(pairs));
    context.describe(
        {{"simulated", true},
         {"rule", params.rule},
         {"prompts", ranked.size()},
         {"pairs", pairs},
         {"noise", params.noise},
         {"swapped", swapped},
         {"choices", choices},
         {"unscored", unscored},
         {"score_deviation", unit}});
}

} // namespace espalier
