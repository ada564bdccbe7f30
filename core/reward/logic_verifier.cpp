#include "core/reward/logic_verifier.h"

#include "core/base/ascii.h"
#include "core/reward/answers.h"
#include "core/reward/description.h"
#include "core/reward/judge.h"
#include "core/reward/logic_puzzle.h"
#include "core/reward/logic_reading.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace espalier {

namespace {

struct Mention
{
    size_t at = std::string::npos;
    size_t length = 0;
    size_t which = 0;
};

bool isAsciiWord(char c)
{
    return ascii::isLetter(c) || ascii::isDigit(c);
}

/// Whether a word goes on from before `at` into what stands there.
bool goesOn(std::string_view text, size_t at)
{
    if (at == 0)
        return false;
    if (isAsciiWord(text[at]))
        return isAsciiWord(text[at - 1]);
    const auto isSyllable = [](char32_t c) { return c >= 0xAC00 && c <= 0xD7A3; };
    size_t here = at;
    return isSyllable(nextCodePoint(text, here)) && isSyllable(previousCodePoint(text, at));
}

/// The answers that a question of yes or no can have, where this gold answer is one.
std::vector<std::string> yesOrNo(std::string_view gold)
{
    for (const auto& [yes, no] : {std::pair("yes", "no"), {"true", "false"}, {"네", "아니요"}})
        if (sameAnswer(gold, yes) || sameAnswer(gold, no))
            return {yes, no};
    return {};
}

/// Where names stand in a text as whole words, in its order; of names that overlap the longest.
std::vector<Mention> mentions(std::string_view text, const std::vector<std::string>& names)
{
    const std::string small = ascii::lowered(toValidUtf8(text));
    std::vector<Mention> all;
    for (size_t which = 0; which < names.size(); ++which) {
        const std::string name = ascii::lowered(names[which]);
        if (name.empty())
            continue;
        for (size_t at = small.find(name); at != std::string::npos; at = small.find(name, at + 1)) {
            const size_t end = at + name.size();
            const bool left = !goesOn(small, at);
            const bool right =
                end == small.size() || !isAsciiWord(small[end]) || !isAsciiWord(name.back());
            if (left && right)
                all.push_back({at, name.size(), which});
        }
    }
    std::ranges::sort(all, [](const Mention& a, const Mention& b) {
        return a.at != b.at ? a.at < b.at : a.length > b.length;
    });
    std::vector<Mention> apart;
    for (const Mention& mention : all)
        if (apart.empty() || mention.at >= apart.back().at + apart.back().length)
            apart.push_back(mention);
    return apart;
}

/// The part of a text that gives an answer naming any of these: what it marks, else its last line
/// that does.
std::string answerPart(std::string_view text, const std::vector<std::string>& names)
{
    if (std::string marked = markedAnswer(text); !mentions(marked, names).empty())
        return marked;
    while (!text.empty()) {
        const size_t before = text.find_last_of('\n');
        const size_t begin = before == std::string_view::npos ? 0 : before + 1;
        if (!mentions(text.substr(begin), names).empty())
            return std::string(text.substr(begin));
        text = text.substr(0, begin == 0 ? 0 : begin - 1);
    }
    return {};
}

/// The arrangement that a text describes: of an order the things one after another, of an
/// assignment each thing with the place named after it.
Arrangement describedArrangement(const LogicPuzzle& puzzle, std::string_view text)
{
    Arrangement places(puzzle.things.size(), kNowhere);
    if (puzzle.ordered) {
        std::string part = answerPart(text, puzzle.things);
        // A list with a line for each.
        if (mentions(part, puzzle.things).size() < puzzle.things.size() &&
            markedAnswer(text).empty())
            part = text;
        size_t next = 0;
        for (const Mention& mention : mentions(part, puzzle.things))
            if (places[mention.which] == kNowhere)
                places[mention.which] = next++;
        return places;
    }
    std::vector<std::string> names = puzzle.things;
    names.insert(names.end(), puzzle.places.begin(), puzzle.places.end());
    std::optional<size_t> thing;
    for (const Mention& mention : mentions(text, names)) {
        if (mention.which < puzzle.things.size())
            thing = mention.which;
        else if (thing)
            places[*std::exchange(thing, std::nullopt)] = mention.which - puzzle.things.size();
    }
    return places;
}

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
        if (const auto both = yesOrNo(answer.gold); !both.empty())
            return rightOrWrong(sameAnswer(chosenAnswer(answer.answer, both), answer.gold));
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
        if (puzzle.asked == "all")
            return arranged(puzzle, describedArrangement(puzzle, answer.answer), solution);
        const auto named = [&](const std::vector<std::string>& names) {
            return std::ranges::find(names, puzzle.asked) - names.begin();
        };
        const auto thing = static_cast<size_t>(named(puzzle.things));
        if (thing < puzzle.things.size())
            return rightOrWrong(
                chosenAnswer(answer.answer, puzzle.places) == puzzle.places[solution[thing]]);
        const auto place = static_cast<size_t>(named(puzzle.places));
        const auto owner =
            static_cast<size_t>(std::ranges::find(solution, place) - solution.begin());
        return rightOrWrong(chosenAnswer(answer.answer, puzzle.things) == puzzle.things[owner]);
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
        // Where things have no place or share one, it is never whole.
        Arrangement sorted = given;
        std::ranges::sort(sorted);
        const bool proper =
            sorted.back() != kNowhere && std::ranges::adjacent_find(sorted) == sorted.end();
        const double share = static_cast<double>(held) /
                             static_cast<double>(puzzle.conditions.size() + (proper ? 0 : 1));
        return {m_share && !puzzle.conditions.empty() ? share : 0, reason};
    }

    static Verdict bySolution(const AnswerToCheck& answer, const SolvedPuzzle& solved)
    {
        if (!answer.gold.empty() && !sameAnswer(answer.gold, solved.answer))
            return {std::nan(""), "the gold answer is not the solution"};
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

std::string
chosenAnswer(std::string_view text, const std::vector<std::string>& candidates, bool lastCounts)
{
    const auto named = mentions(answerPart(text, candidates), candidates);
    return named.empty() ? "" : candidates[(lastCounts ? named.back() : named.front()).which];
}

std::unique_ptr<Verifier> makeLogicVerifier(const nlohmann::json& description)
{
    const auto score = described<std::string>(description, "score", "share");
    if (score != "all" && score != "share")
        throw inputError("The reward's `score` is \"{}\"; it is all or share.", score);
    return std::make_unique<LogicVerifier>(score == "share");
}

} // namespace espalier
