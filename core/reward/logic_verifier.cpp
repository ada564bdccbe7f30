#include "core/reward/logic_verifier.h"

#include "core/base/ascii.h"
#include "core/reward/answers.h"
#include "core/reward/description.h"
#include "core/reward/judge.h"
#include "core/reward/logic_puzzle.h"
#include "core/reward/logic_reading.h"
#include "core/reward/puzzle_answer.h"

#include <algorithm>
#include <cmath>

namespace espalier {

namespace {

constexpr const char* kOtherGold = "the gold answer is not the solution";

Verdict rightOrWrong(bool right)
{
    return {right ? 1.0 : 0.0, right ? "" : "wrong answer"};
}

class LogicVerifier : public Verifier
{
public:
    explicit LogicVerifier(bool share)
        : m_share(share)
    {
    }

    Verdict check(const AnswerToCheck& answer) const override
    {
        if (!ascii::trimmed(answer.tests).empty() && answer.kind != "code")
            return byConstraints(answer);
        if (const auto solved = solvePuzzle(answer.prompt))
            return bySolution(answer, *solved);
        if (ascii::trimmed(answer.gold).empty() || answer.kind == "code")
            return {std::nan(""), "no gold answer"};
        if (const auto words = yesOrNo(answer.gold); !words.empty())
            return rightOrWrong(sameAnswer(chosenAnswer(answer.answer, words), answer.gold));
        return rightOrWrong(
            answersRight(answer.kind, answer.answer, answer.gold, Extraction::Flexible));
    }

private:
    Verdict byConstraints(const AnswerToCheck& answer) const
    {
        LogicPuzzle puzzle;
        try {
            puzzle = readConstraints(answer.tests);
        } catch (const Error& error) {
            return {std::nan(""), error.message().english()};
        }
        const auto solutions = solutionsOf(puzzle);
        if (solutions.size() != 1)
            return {
                std::nan(""),
                solutions.empty() ? "the puzzle has no solution"
                                  : "the puzzle has several solutions"};
        const Arrangement& solution = solutions.front();
        // The gold answer names no other before or behind the right one.
        if (!ascii::trimmed(answer.gold).empty())
            for (const bool lastCounts : {false, true})
                if (byArrangement(puzzle, solution, answer.gold, answer.gold, lastCounts).score < 1)
                    return {std::nan(""), kOtherGold};
        return byArrangement(puzzle, solution, answer.answer, answer.gold, false);
    }

    /// A text against the puzzle's one solution; the gold answer only tells the words for yes and
    /// no.
    Verdict byArrangement(
        const LogicPuzzle& puzzle,
        const Arrangement& solution,
        const std::string& text,
        const std::string& gold,
        bool lastCounts) const
    {
        if (puzzle.question) {
            const auto words = yesOrNo(gold); // yes and no in turn
            const auto which =
                std::ranges::find(words, chosenAnswer(text, words, lastCounts)) - words.begin();
            const bool found = which < std::ssize(words);
            return rightOrWrong(
                found && (which % 2 == 0) == puzzle.holds(*puzzle.question, solution));
        }
        if (puzzle.asked == "all")
            return arranged(puzzle, describedArrangement(puzzle, text), solution);
        const auto thing = std::ranges::find(puzzle.things, puzzle.asked) - puzzle.things.begin();
        if (thing < std::ssize(puzzle.things)) {
            const size_t place = solution[static_cast<size_t>(thing)];
            if (puzzle.form == LogicPuzzle::Form::Truth)
                return rightOrWrong(toldPlace(puzzle, static_cast<size_t>(thing), text) == place);
            return rightOrWrong(
                chosenAnswer(text, puzzle.places, lastCounts) == puzzle.places[place]);
        }
        const auto place = static_cast<size_t>(
            std::ranges::find(puzzle.places, puzzle.asked) - puzzle.places.begin());
        const auto owners = std::ranges::count(solution, place);
        if (owners == 0)
            return {std::nan(""), "nobody could be named"};
        if (owners > 1)
            return arranged(puzzle, namedArrangement(puzzle, place, text), solution);
        if (puzzle.form == LogicPuzzle::Form::Truth)
            return rightOrWrong(namedArrangement(puzzle, place, text) == solution);
        const auto owner = std::ranges::find(solution, place) - solution.begin();
        return rightOrWrong(
            chosenAnswer(text, puzzle.things, lastCounts) ==
            puzzle.things[static_cast<size_t>(owner)]);
    }

    Verdict
    arranged(const LogicPuzzle& puzzle, const Arrangement& given, const Arrangement& solution) const
    {
        if (given == solution)
            return {1, ""};
        if (std::ranges::count(given, kNowhere) == static_cast<std::ptrdiff_t>(given.size()))
            return {0, "no answer found"};
        const auto held = std::ranges::count_if(
            puzzle.conditions, [&](const LogicCondition& c) { return puzzle.holds(c, given); });
        const std::string reason =
            fmt::format("{} of {} conditions", held, puzzle.conditions.size());
        // Where things have no place or share one that is for one, it is never whole.
        Arrangement sorted = given;
        std::ranges::sort(sorted);
        const bool shared = std::ranges::adjacent_find(sorted) != sorted.end();
        const bool proper = sorted.back() != kNowhere && !(shared && puzzle.oneEach());
        const double share = static_cast<double>(held) /
                             static_cast<double>(puzzle.conditions.size() + (proper ? 0 : 1));
        return {m_share && !puzzle.conditions.empty() ? share : 0, reason};
    }

    static Verdict bySolution(const AnswerToCheck& answer, const SolvedPuzzle& solved)
    {
        if (!answer.gold.empty() && !sameAnswer(answer.gold, solved.answer))
            return {std::nan(""), kOtherGold};
        std::string chosen = chosenAnswer(answer.answer, solved.candidates, solved.lastCounts);
        if (chosen.empty() && !solved.wordings.empty()) {
            chosen = chosenAnswer(answer.answer, solved.wordings, true);
            const auto found = std::ranges::find(solved.wordings, chosen);
            if (found != solved.wordings.end())
                chosen = solved.candidates[static_cast<size_t>(found - solved.wordings.begin())];
            else if (const std::string bare = normalisedAnswer(
                         answerTo("", answer.answer, solved.answer, Extraction::Strict));
                     bare.size() == 1) // "B" for "(B)"
                chosen = bare == normalisedAnswer(solved.answer) ? solved.answer : "";
        }
        return rightOrWrong(chosen == solved.answer);
    }

    bool m_share;
};

} // namespace

std::unique_ptr<Verifier> makeLogicVerifier(const nlohmann::json& description)
{
    const auto score = described<std::string>(description, "score", "share");
    if (score != "all" && score != "share")
        throw inputError("The reward's `score` is \"{}\"; it is all or share.", score);
    return std::make_unique<LogicVerifier>(score == "share");
}

} // namespace espalier
