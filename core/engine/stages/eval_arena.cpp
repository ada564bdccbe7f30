/// eval.arena: a model and a baseline answer the same prompts; a reward says whose answer is
/// better. Figures: win rate (a tie is half a win), rewards of both, the gain over the same
/// prompts, also in standard deviations of the baseline's rewards, lengths, how many answers ended,
/// how fast they were written, and the distance to the baseline in nats an answer. Each model
/// writes with random numbers of its own, so that equal models win half.

#include "core/stages/eval_arena.h"

#include "core/base/files.h"
#include "core/base/random.h"
#include "core/engine/align/reward_source.h"
#include "core/engine/stages/all.h"
#include "core/engine/stages/answering.h"
#include "core/engine/stages/context.h"
#include "core/metrics/statistics.h"

#include <chrono>
#include <cmath>

namespace espalier {

namespace {

constexpr uint64_t kArenaPiece = 64;

/// log p(answer | model) - log p(answer | baseline) of each answer, both reading the same ids.
std::vector<double> distances(
    AnsweringModel& model,
    AnsweringModel& baseline,
    const std::vector<Answer>& answers,
    double temperature)
{
    const torch::NoGradGuard guard;
    std::vector<Sequence> sequences;
    for (const Answer& answer : answers)
        sequences.push_back(answer.sequence);
    const SequenceBatch batch = makeBatch(sequences, model.model.model->device());
    const PassOptions pass{.temperature = temperature > 0 ? temperature : 1};
    const auto own = policyPass(model.model.model, batch, pass).logProbs;
    const auto other = policyPass(baseline.model.model, batch, pass).logProbs;
    const auto sums = maskedSumPerRow(own - other, batch.mask).to(torch::kFloat64).cpu();
    return {sums.data_ptr<double>(), sums.data_ptr<double>() + sums.numel()};
}

struct Games
{
    std::vector<double> wins, reward, baseline, length, baselineLength, kl;
    int64_t ended = 0, baselineEnded = 0; ///< answers that ended by themselves
    int64_t unscored = 0;
};

/// Answers, and adds to `speed` how many tokens a second that took.
std::vector<Answer>
timed(Answering& answering, const std::vector<Asked>& asked, std::vector<double>& speed)
{
    const auto start = std::chrono::steady_clock::now();
    auto answers = answering.answer(asked);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    double written = 0;
    for (const Answer& answer : answers)
        written += static_cast<double>(answer.sequence.responseTokens());
    speed.push_back(written / std::max(seconds.count(), 1e-9));
    return answers;
}

nlohmann::json figuresOf(const Games& games)
{
    const Figure baseline = meanFigure(games.baseline);
    const Figure gain = pairedDifference(games.baseline, games.reward);
    const double spread = deviation(games.baseline);
    const auto n = static_cast<int64_t>(games.wins.size());
    nlohmann::json figures{
        {"win_rate", toJson(meanFigure(games.wins))},
        {"reward", toJson(meanFigure(games.reward))},
        {"baseline_reward", toJson(baseline)},
        {"reward_gain", toJson(gain)},
        {"mean_tokens", toJson(meanFigure(games.length))},
        {"baseline_tokens", toJson(meanFigure(games.baselineLength))},
        {"ended", toJson(shareFigure(games.ended, n))},
        {"baseline_ended", toJson(shareFigure(games.baselineEnded, n))}};
    if (spread > 0) {
        Figure scaled = gain;
        for (double* part : {&scaled.value, &scaled.standardError, &scaled.low, &scaled.high})
            *part /= spread;
        figures["gain_in_deviations"] = toJson(scaled);
    }
    if (!games.kl.empty())
        figures["kl_to_baseline"] = toJson(meanFigure(games.kl));
    return figures;
}

} // namespace

void runEvalArena(StageContext& context)
{
    const auto params = context.params<EvalArenaParams>();
    const Rows rows = openAsked(context);
    const Split side = params.split == "train" ? Split::Train : Split::Validation;
    uint64_t count = rows.size(side);
    if (count == 0)
        throw inputError(
            "The prompts have no {} part; raise `validation` where they are read, or "
            "choose another `split`.",
            params.split);
    if (params.limit > 0)
        count = std::min(count, static_cast<uint64_t>(params.limit));
    const AnsweringOptions options{
        .write = params.write,
        .maxNewTokens = params.maxNewTokens,
        .temperature = params.temperature,
        .batch = params.batch};
    AnsweringModel model(context, context.input("model"), options);
    AnsweringModel baseline(context, context.input("baseline"), options);
    const auto reward = openReward(context.input("reward"), torch::Device(context.device()));
    // Distances mean something where both read the same ids.
    const bool sameIds = model.tokenizer.vocabSize() == baseline.tokenizer.vocabSize() &&
                         model.tokenizer.encode("The same words, 1 and 2.") ==
                             baseline.tokenizer.encode("The same words, 1 and 2.");
    Games games;
    std::map<std::string, Games> kinds;
    std::vector<double> speed, baselineSpeed; // tokens per second, of each piece
    for (uint64_t first = 0; first < count; first += kArenaPiece) {
        const uint64_t end = std::min(count, first + kArenaPiece);
        std::vector<Row> prompts;
        std::vector<Asked> asked, askedBaseline;
        for (uint64_t i = first; i < end; ++i)
            prompts.push_back(rows.row(side, i));
        for (uint64_t i = first; i < end; ++i) {
            const auto seed = static_cast<uint64_t>(params.seed);
            asked.push_back({&prompts[i - first], Random(seed, "model", i).bits()});
            askedBaseline.push_back({&prompts[i - first], Random(seed, "baseline", i).bits()});
        }
        const auto answers = timed(model.answering, asked, speed);
        const auto others = timed(baseline.answering, askedBaseline, baselineSpeed);
        const auto scores = reward.score(answeredBy(prompts, answers));
        const auto otherScores = reward.score(answeredBy(prompts, others));
        const auto away = sameIds ? distances(model, baseline, answers, params.temperature)
                                  : std::vector<double>();
        std::vector<JudgedItem> items;
        for (size_t i = 0; i < answers.size(); ++i) {
            if (!std::isfinite(scores[i]) || !std::isfinite(otherScores[i])) {
                ++games.unscored;
                continue;
            }
            const double gap = scores[i] - otherScores[i];
            const double win = std::abs(gap) <= params.tie ? 0.5 : gap > 0 ? 1 : 0;
            for (Games* some :
                 {&games, prompts[i].kind.empty() ? nullptr : &kinds[prompts[i].kind]}) {
                if (some == nullptr)
                    continue;
                some->wins.push_back(win);
                some->reward.push_back(scores[i]);
                some->baseline.push_back(otherScores[i]);
                some->length.push_back(static_cast<double>(answers[i].sequence.responseTokens()));
                some->baselineLength.push_back(
                    static_cast<double>(others[i].sequence.responseTokens()));
                some->ended += answers[i].ended ? 1 : 0;
                some->baselineEnded += others[i].ended ? 1 : 0;
                if (sameIds)
                    some->kl.push_back(away[i]);
            }
            items.push_back(
                {"arena",
                 static_cast<int64_t>(first + i),
                 0,
                 plainText(prompts[i].prompt),
                 others[i].text,
                 answers[i].text,
                 win,
                 {{"reward", scores[i]},
                  {"baseline_reward", otherScores[i]},
                  {"tokens", answers[i].sequence.responseTokens()},
                  {"ended", answers[i].ended},
                  {"kind", prompts[i].kind}}});
        }
        context.judged(items);
        context.progress(static_cast<int64_t>(end), static_cast<int64_t>(count));
        if (context.interrupted())
            throw context.stopped();
    }
    sayRewardNotices(context, reward);
    model.answering.sayCutPrompts(context);
    baseline.answering.sayCutPrompts(context);
    if (games.wins.empty())
        throw nothingRewarded();
    if (games.unscored > 0)
        context.say(
            "rewards",
            Notice::Warning,
            tr("{} of {} prompts are left out of the figures, as the reward could not score both "
               "answers. Look whether the rows have gold answers or tests, and whether the reward "
               "fits them.",
               games.unscored,
               count),
            {{"unscored", games.unscored}});
    nlohmann::json report{
        {"kind", "arena"},
        {"split", params.split},
        {"prompts", count},
        {"unscored", games.unscored},
        {"temperature", params.temperature},
        {"figures", figuresOf(games)}};
    report["figures"]["tokens_per_s"] = toJson(meanFigure(speed));
    report["figures"]["baseline_tokens_per_s"] = toJson(meanFigure(baselineSpeed));
    if (const auto labels = labelsBehind(context.input("reward")); !labels.empty())
        report["labels"] = labels;
    for (const auto& [kind, some] : kinds)
        if (kinds.size() > 1)
            report["kinds"][kind] = figuresOf(some);
    writeAtomically(context.output() / "report.json", report.dump(2) + "\n");
    context.describe(report);
    for (const auto& [name, value] : report["figures"].items())
        context.log(name, 0, value["value"].get<double>());
}

} // namespace espalier
