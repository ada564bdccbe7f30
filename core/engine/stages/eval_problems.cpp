/// eval.problems: the model answers problems; the answer is looked for in what it wrote, strictly
/// and flexibly, and compared with the gold one. Result: report.json, each figure with n, standard
/// error and interval, for all problems and for each kind; every answer as an item.

#include "core/stages/eval_problems.h"

#include "core/base/files.h"
#include "core/base/random.h"
#include "core/engine/stages/all.h"
#include "core/engine/stages/answering.h"
#include "core/engine/stages/context.h"
#include "core/metrics/pass_at_k.h"
#include "core/metrics/statistics.h"
#include "core/reward/judge.h"

#include <cmath>

namespace espalier {

namespace {

/// What became of one problem: of each answer, whether it is right, and whether it ended by itself.
struct Outcome
{
    std::string kind;
    std::vector<bool> strict, flexible;
    std::vector<std::string> given; ///< the answers found, normalised; for the vote
    std::string gold;
    int64_t ended = 0;
    int64_t wellFormed = 0; ///< ended by itself, and the strict reading finds an answer in it
    int64_t tokens = 0;
};

/// Figures over some problems.
nlohmann::json figuresOf(const std::vector<const Outcome*>& outcomes, const std::string& extraction)
{
    int64_t strictRight = 0, flexibleRight = 0, votesRight = 0, ended = 0, wellFormed = 0, all = 0,
            tokens = 0;
    const size_t answers = outcomes.empty() ? 1 : outcomes.front()->strict.size();
    std::vector<std::vector<double>> pass;
    std::vector<int64_t> ks;
    for (int64_t k = 1; k <= static_cast<int64_t>(answers); k *= 2)
        ks.push_back(k);
    pass.resize(ks.size());
    std::vector<double> strictShares, flexibleShares;
    for (const Outcome* outcome : outcomes) {
        const auto& deciding = extraction == "strict" ? outcome->strict : outcome->flexible;
        const auto right = std::ranges::count(deciding, true);
        strictRight += std::ranges::count(outcome->strict, true);
        flexibleRight += std::ranges::count(outcome->flexible, true);
        strictShares.push_back(
            static_cast<double>(std::ranges::count(outcome->strict, true)) /
            static_cast<double>(answers));
        flexibleShares.push_back(
            static_cast<double>(std::ranges::count(outcome->flexible, true)) /
            static_cast<double>(answers));
        votesRight += majority(outcome->given) == outcome->gold ? 1 : 0;
        ended += outcome->ended;
        wellFormed += outcome->wellFormed;
        tokens += outcome->tokens;
        all += static_cast<int64_t>(answers);
        for (size_t i = 0; i < ks.size(); ++i)
            pass[i].push_back(passAtK(static_cast<int64_t>(answers), right, ks[i]));
    }
    const auto n = static_cast<int64_t>(outcomes.size());
    // Several answers to one problem are not independent: then the mean over problems is what
    // counts.
    const bool one = answers == 1;
    const Figure strict = one ? shareFigure(strictRight, n) : meanFigure(strictShares);
    const Figure flexible = one ? shareFigure(flexibleRight, n) : meanFigure(flexibleShares);
    nlohmann::json figures{
        {"accuracy", toJson(extraction == "strict" ? strict : flexible)},
        {"accuracy_strict", toJson(strict)},
        {"accuracy_flexible", toJson(flexible)},
        {"ended", toJson(shareFigure(ended, all))},
        {"well_formed", toJson(shareFigure(wellFormed, all))}};
    figures["mean_tokens"] = {
        {"value", static_cast<double>(tokens) / static_cast<double>(std::max<int64_t>(1, all))},
        {"n", all}};
    if (!one) {
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
}

std::vector<Outcome> Asking::ask(uint64_t count)
{
    const Split side = params.split == "train" ? Split::Train : Split::Validation;
    const auto each = static_cast<uint64_t>(params.answers);
    std::vector<Outcome> outcomes;
    // A piece at a time, so that items are on disk early and a stop is answered.
    const auto piece =
        static_cast<uint64_t>(std::max<int64_t>(1, 8 * params.batch / params.answers));
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
        const auto answers = model.answering.answer(asked);
        std::vector<JudgedItem> items;
        for (uint64_t i = first; i < end; ++i) {
            const Row& problem = problems[i - first];
            Outcome outcome;
            outcome.kind = problem.kind;
            outcome.gold = normalisedAnswer(problem.answer);
            for (int64_t answer = 0; answer < params.answers; ++answer) {
                const Answer& result = answers[(i - first) * each + static_cast<uint64_t>(answer)];
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
                outcome.wellFormed += result.ended && !strict.empty() ? 1 : 0;
                outcome.tokens += result.sequence.responseTokens();
                const bool right =
                    params.extraction == "strict" ? outcome.strict.back() : outcome.flexible.back();
                items.push_back(
                    {"problems",
                     static_cast<int64_t>(i),
                     answer,
                     plainText(problem.prompt),
                     problem.answer,
                     result.text,
                     right ? 1.0 : 0.0,
                     {{"strict", outcome.strict.back()},
                      {"flexible", outcome.flexible.back()},
                      {"answer", outcome.given.back()},
                      {"kind", problem.kind},
                      {"ended", result.ended}}});
            }
            outcomes.push_back(std::move(outcome));
        }
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
        {"figures", figuresOf(all, params.extraction)}};
    for (const auto& [kind, some] : kinds)
        report["kinds"][kind] = figuresOf(some, params.extraction);
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
