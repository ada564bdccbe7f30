/// eval.problems: the model answers problems; the answer is looked for in what it wrote, strictly
/// and flexibly, and compared with the gold one, or a reward decides. Result: report.json, each
/// figure with n, standard error and interval, for all problems and for each kind; every answer as
/// an item.

#include "core/stages/eval_problems.h"

#include "core/base/files.h"
#include "core/base/random.h"
#include "core/engine/align/reward_source.h"
#include "core/engine/stages/all.h"
#include "core/engine/stages/answering.h"
#include "core/engine/stages/context.h"
#include "core/metrics/pass_at_k.h"
#include "core/metrics/statistics.h"
#include "core/reward/judge.h"

#include <chrono>
#include <cmath>
#include <optional>

namespace espalier {

namespace {

/// What became of one problem: of each answer, whether it is right, and whether it ended by itself.
struct Outcome
{
    std::string kind;
    std::vector<bool> strict, flexible, right; ///< the last decides
    std::vector<double> rewards;               ///< of those that the reward could tell
    std::vector<std::string> given;            ///< the answers found, normalised; for the vote
    std::string gold;
    int64_t ended = 0;
    int64_t wellFormed = 0;     ///< ended by itself, and the strict reading finds an answer in it
    std::vector<double> tokens; ///< of each answer
};

/// A share over problems that were answered `answers` times each.
nlohmann::json shareOf(
    const std::vector<const Outcome*>& outcomes, std::vector<bool> Outcome::*judged, size_t answers)
{
    int64_t right = 0;
    std::vector<double> shares;
    for (const Outcome* outcome : outcomes) {
        const auto some = std::ranges::count(outcome->*judged, true);
        right += some;
        shares.push_back(static_cast<double>(some) / static_cast<double>(answers));
    }
    // Several answers to one problem are not independent: then the mean over problems is what
    // counts.
    return toJson(
        answers == 1 ? shareFigure(right, static_cast<int64_t>(outcomes.size()))
                     : meanFigure(shares));
}

/// Whether the answer that most answers agree on is right.
bool voteIsRight(const Outcome& outcome)
{
    const std::string vote = majority(outcome.given);
    if (outcome.rewards.empty() || vote.empty())
        return vote == outcome.gold;
    const auto place = std::ranges::find(outcome.given, vote) - outcome.given.begin();
    return outcome.right[static_cast<size_t>(place)];
}

/// Figures over some problems.
nlohmann::json figuresOf(const std::vector<const Outcome*>& outcomes, bool rewarded)
{
    int64_t votesRight = 0, ended = 0, wellFormed = 0, all = 0;
    const size_t answers = outcomes.empty() ? 1 : outcomes.front()->strict.size();
    std::vector<std::vector<double>> pass;
    std::vector<int64_t> ks;
    for (int64_t k = 1; k <= static_cast<int64_t>(answers); k *= 2)
        ks.push_back(k);
    if (ks.back() < static_cast<int64_t>(answers))
        ks.push_back(static_cast<int64_t>(answers));
    pass.resize(ks.size());
    std::vector<double> rewards, tokens;
    for (const Outcome* outcome : outcomes) {
        const auto right = std::ranges::count(outcome->right, true);
        if (!outcome->rewards.empty())
            rewards.push_back(meanFigure(outcome->rewards).value);
        votesRight += voteIsRight(*outcome) ? 1 : 0;
        ended += outcome->ended;
        wellFormed += outcome->wellFormed;
        tokens.push_back(meanFigure(outcome->tokens).value);
        all += static_cast<int64_t>(answers);
        for (size_t i = 0; i < ks.size(); ++i)
            pass[i].push_back(passAtK(static_cast<int64_t>(answers), right, ks[i]));
    }
    const auto n = static_cast<int64_t>(outcomes.size());
    nlohmann::json figures{
        {"accuracy", shareOf(outcomes, &Outcome::right, answers)},
        {"ended", toJson(shareFigure(ended, all))},
        {"well_formed", toJson(shareFigure(wellFormed, all))}};
    if (rewarded) {
        if (!rewards.empty())
            figures["reward"] = toJson(meanFigure(rewards));
    } else {
        figures["accuracy_strict"] = shareOf(outcomes, &Outcome::strict, answers);
        figures["accuracy_flexible"] = shareOf(outcomes, &Outcome::flexible, answers);
    }
    figures["mean_tokens"] = toJson(meanFigure(tokens));
    if (answers > 1) {
        figures["majority"] = toJson(shareFigure(votesRight, n));
        for (size_t i = 0; i < ks.size(); ++i)
            figures["pass@" + std::to_string(ks[i])] = toJson(meanFigure(pass[i]));
    }
    return figures;
}

/// What the stage asks, and whom.
struct Asking
{
    explicit Asking(StageContext& from);
    std::vector<Outcome> ask(uint64_t count);

    StageContext& context;
    EvalProblemsParams params;
    Rows rows;
    AnsweringModel model;
    std::optional<RewardSource> reward;
    int64_t byText = 0;        ///< answers that the reward could not tell
    std::vector<double> speed; ///< tokens per second, of each piece
};

Asking::Asking(StageContext& from)
    : context(from)
    , params(context.params<EvalProblemsParams>())
    , rows(Rows::open(context.input("problems"), RowKind::Problems))
    , model(
          context,
          context.input("model"),
          {.write = params.write,
           .maxNewTokens = params.maxNewTokens,
           .temperature = params.temperature,
           .topP = params.topP,
           .batch = params.batch,
           .stop = params.stop})
{
    if (!context.inputs("reward").empty())
        reward = openReward(context.input("reward"), torch::Device(context.device()));
}

std::vector<Outcome> Asking::ask(uint64_t count)
{
    const Split side = params.split == "train" ? Split::Train : Split::Validation;
    const auto each = static_cast<uint64_t>(params.answers);
    std::vector<Outcome> outcomes;
    // A piece at a time, so that items are on disk early and a stop is answered.
    const auto piece =
        static_cast<uint64_t>(std::max<int64_t>(1, 4 * params.batch / params.answers));
    for (uint64_t first = 0; first < count; first += piece) {
        const uint64_t end = std::min(count, first + piece);
        std::vector<Row> problems;
        for (uint64_t i = first; i < end; ++i)
            problems.push_back(rows.row(side, i));
        std::vector<Asked> asked;
        for (uint64_t i = first; i < end; ++i)
            for (uint64_t answer = i * each; answer < (i + 1) * each; ++answer)
                asked.push_back(
                    {&problems[i - first],
                     Random(static_cast<uint64_t>(params.seed), "answer", answer).bits()});
        const auto start = std::chrono::steady_clock::now();
        const auto answers = model.answering.answer(asked);
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        double written = 0;
        const auto scores = reward ? reward->score(answeredBy(problems, answers))
                                   : std::vector<double>(answers.size(), std::nan(""));
        std::vector<JudgedItem> items;
        for (uint64_t i = first; i < end; ++i) {
            const Row& problem = problems[i - first];
            Outcome outcome;
            outcome.kind = problem.kind;
            outcome.gold = normalisedAnswer(problem.answer);
            for (int64_t answer = 0; answer < params.answers; ++answer) {
                const size_t place = (i - first) * each + static_cast<uint64_t>(answer);
                const Answer& result = answers[place];
                const auto answerBy = [&](Extraction extraction) {
                    return answerTo(problem.kind, result.text, problem.answer, extraction);
                };
                const auto rightBy = [&](Extraction extraction) {
                    return answersRight(problem.kind, result.text, problem.answer, extraction);
                };
                const auto strict = answerBy(Extraction::Strict);
                const auto flexible = answerBy(Extraction::Flexible);
                outcome.strict.push_back(rightBy(Extraction::Strict));
                outcome.flexible.push_back(rightBy(Extraction::Flexible));
                outcome.given.push_back(
                    normalisedAnswer(params.extraction == "strict" ? strict : flexible));
                outcome.ended += result.ended ? 1 : 0;
                const bool wellFormed = result.ended && !strict.empty();
                outcome.wellFormed += wellFormed ? 1 : 0;
                const int64_t tokens = result.sequence.responseTokens();
                outcome.tokens.push_back(static_cast<double>(tokens));
                written += static_cast<double>(tokens);
                bool right =
                    params.extraction == "strict" ? outcome.strict.back() : outcome.flexible.back();
                nlohmann::json details{
                    {"strict", outcome.strict.back()},
                    {"flexible", outcome.flexible.back()},
                    {"answer", outcome.given.back()},
                    {"kind", problem.kind},
                    {"ended", result.ended},
                    {"well_formed", wellFormed},
                    {"tokens", tokens}};
                if (std::isfinite(scores[place])) {
                    right = scores[place] >= params.rightFrom;
                    outcome.rewards.push_back(scores[place]);
                    details["reward"] = scores[place];
                } else if (reward) {
                    ++byText;
                }
                outcome.right.push_back(right);
                items.push_back(
                    {"problems",
                     static_cast<int64_t>(i),
                     answer,
                     plainText(problem.prompt),
                     problem.answer,
                     result.text,
                     right ? 1.0 : 0.0,
                     std::move(details)});
            }
            outcomes.push_back(std::move(outcome));
        }
        speed.push_back(written / std::max(seconds.count(), 1e-9));
        context.judged(items);
        context.progress(static_cast<int64_t>(end), static_cast<int64_t>(count));
        if (context.interrupted())
            throw context.stopped();
    }
    return outcomes;
}

} // namespace

void runEvalProblems(StageContext& context)
{
    Asking asking(context);
    const auto& params = asking.params;
    const Split side = params.split == "train" ? Split::Train : Split::Validation;
    uint64_t count = asking.rows.size(side);
    if (count == 0)
        throw inputError(
            "The problems have no {} part; raise `validation` where they are read, or choose "
            "another "
            "`split`.",
            params.split);
    if (params.limit > 0)
        count = std::min(count, static_cast<uint64_t>(params.limit));
    const auto outcomes = asking.ask(count);
    const bool rewarded = asking.reward.has_value();
    if (rewarded)
        sayRewardNotices(context, *asking.reward);
    if (rewarded && asking.byText == static_cast<int64_t>(count) * params.answers)
        throw nothingRewarded();

    std::map<std::string, std::vector<const Outcome*>> kinds;
    std::vector<const Outcome*> all;
    for (const Outcome& outcome : outcomes) {
        all.push_back(&outcome);
        if (!outcome.kind.empty())
            kinds[outcome.kind].push_back(&outcome);
    }
    nlohmann::json report{
        {"kind", "problems"},
        {"split", params.split},
        {"problems", count},
        {"answers", params.answers},
        {"temperature", params.temperature},
        {"extraction", params.extraction},
        {"prompts_cut", asking.model.answering.cutPrompts()},
        {"figures", figuresOf(all, rewarded)}};
    report["figures"]["tokens_per_s"] = toJson(meanFigure(asking.speed));
    if (rewarded) {
        report["right_from"] = params.rightFrom;
        report["judged_by_text"] = asking.byText;
    }
    for (const auto& [kind, some] : kinds)
        report["kinds"][kind] = figuresOf(some, rewarded);
    if (asking.byText > 0)
        context.say(
            "rewards",
            Notice::Warning,
            tr("{} of {} answers could not be judged by the reward and are judged by comparing "
               "their text with the gold answer. Look whether the rows have gold answers or tests, "
               "and whether the reward fits them.",
               asking.byText,
               static_cast<int64_t>(count) * params.answers),
            {{"judged_by_text", asking.byText}});
    asking.model.answering.sayCutPrompts(context);
    writeAtomically(context.output() / "report.json", report.dump(2) + "\n");
    context.describe(report);
    const nlohmann::json& figures = report["figures"];
    for (const auto& [name, value] : figures.items())
        context.log(name, 0, value["value"].get<double>());
    for (const auto& [kind, some] : kinds)
        context.log(
            "accuracy/" + kind, 0, report["kinds"][kind]["accuracy"]["value"].get<double>());
}

} // namespace espalier
