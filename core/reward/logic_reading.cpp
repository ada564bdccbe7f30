#include "core/reward/logic_reading.h"

#include "core/base/ascii.h"
#include "core/reward/logic_puzzle.h"

#include <algorithm>
#include <array>
#include <map>

namespace espalier {

namespace {

/// Pieces between full stops, question marks and line ends.
std::vector<std::string> sentencesIn(std::string_view text)
{
    std::vector<std::string> all;
    std::string sentence;
    for (const char c : text) {
        if (c != '.' && c != '?' && c != '\n') {
            sentence += c;
            continue;
        }
        if (const auto bare = ascii::trimmed(sentence); !bare.empty())
            all.emplace_back(bare);
        sentence.clear();
    }
    if (const auto bare = ascii::trimmed(sentence); !bare.empty())
        all.emplace_back(bare);
    return all;
}

std::optional<SolvedPuzzle> readFormula(std::string_view prompt)
{
    prompt = ascii::trimmed(prompt);
    if (prompt.ends_with(" is"))
        prompt.remove_suffix(3);
    const std::string value = formulaValue(prompt);
    if (value.empty())
        return std::nullopt;
    return SolvedPuzzle{value, {"True", "False"}, {}, true};
}

/// Whether a statement about somebody says that they tell the truth; moves their name to `who`.
std::optional<bool> honesty(std::string_view statement, std::string& who)
{
    for (const auto& [words, honest] :
         {std::pair<std::string_view, bool>{" tells the truth", true}, {" lies", false}})
        if (statement.ends_with(words)) {
            who = statement.substr(0, statement.size() - words.size());
            return honest;
        }
    return std::nullopt;
}

std::optional<SolvedPuzzle> readLiars(std::string_view prompt)
{
    if (prompt.starts_with("Question:"))
        prompt.remove_prefix(9);
    std::map<std::string, bool> known;
    for (const std::string& sentence : sentencesIn(prompt)) {
        const size_t says = sentence.find(" says ");
        std::string who;
        if (sentence.starts_with("Does ") && sentence.ends_with(" tell the truth")) {
            const auto found = known.find(sentence.substr(5, sentence.size() - 20));
            if (found == known.end())
                return std::nullopt;
            return SolvedPuzzle{found->second ? "Yes" : "No", {"Yes", "No"}, {}, false};
        }
        const bool reported = says != std::string::npos;
        const auto honest = honesty(reported ? sentence.substr(says + 6) : sentence, who);
        if (!honest)
            return std::nullopt;
        if (!reported) {
            known[who] = *honest;
        } else {
            const auto about = known.find(who);
            if (about == known.end())
                return std::nullopt;
            known[sentence.substr(0, says)] = about->second == *honest;
        }
    }
    return std::nullopt;
}

/// The thing that a text begins with ("The blue jay is ..."), longest name first; removed from it.
std::optional<size_t> leadingThing(const LogicPuzzle& puzzle, std::string_view& text)
{
    std::string_view rest = text;
    for (const std::string_view article : {"The ", "the "})
        if (rest.starts_with(article))
            rest.remove_prefix(4);
    std::optional<size_t> best;
    for (size_t i = 0; i < puzzle.things.size(); ++i)
        if (ascii::lowered(rest).starts_with(ascii::lowered(puzzle.things[i])) &&
            (!best || puzzle.things[i].size() > puzzle.things[*best].size()))
            best = i;
    if (best)
        text = rest.substr(puzzle.things[*best].size());
    return best;
}

bool containsAny(std::string_view text, std::initializer_list<std::string_view> words)
{
    return std::ranges::any_of(
        words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

/// Which place "the second from the left", "the second-newest", "last" is; from left to right, old
/// to new, cheap to dear, first to last.
std::optional<size_t> rankIn(std::string_view text, size_t things)
{
    static constexpr std::array<std::string_view, 6> kOrdinals{
        "second", "third", "fourth", "fifth", "sixth", "seventh"};
    size_t rank = 0;
    for (size_t i = 0; i < kOrdinals.size(); ++i)
        if (text.find(kOrdinals[i]) != std::string_view::npos)
            rank = i + 2;
    const bool fromEnd = containsAny(text, {"right", "newest", "most expensive", "last"});
    if (rank == 0 && !fromEnd && !containsAny(text, {"leftmost", "oldest", "cheapest", "first"}))
        return std::nullopt;
    rank = std::max<size_t>(1, rank);
    if (rank > things)
        return std::nullopt;
    return fromEnd ? things - rank : rank - 1;
}

std::optional<LogicCondition> statementIn(const LogicPuzzle& puzzle, std::string_view sentence)
{
    const auto a = leadingThing(puzzle, sentence);
    if (!a)
        return std::nullopt;
    struct Relation
    {
        std::string_view words;
        bool before;
    };
    static constexpr Relation kRelations[] = {
        {" to the left of ", true},
        {" to the right of ", false},
        {" older than ", true},
        {" newer than ", false},
        {" less expensive than ", true},
        {" more expensive than ", false},
        {" finished above ", true},
        {" finished below ", false}};
    for (const auto& [words, before] : kRelations) {
        const size_t at = sentence.find(words);
        if (at == std::string_view::npos)
            continue;
        std::string_view right = sentence.substr(at + words.size());
        const auto b = leadingThing(puzzle, right);
        if (!b || !ascii::trimmed(right).empty())
            return std::nullopt;
        return LogicCondition{
            LogicCondition::Kind::Before, before ? *a : *b, before ? *b : *a, false};
    }
    const auto rank = rankIn(sentence, puzzle.things.size());
    if (!rank)
        return std::nullopt;
    return LogicCondition{LogicCondition::Kind::At, *a, *rank, false};
}

/// The things after the colon: ": a quail, an owl, and a crow".
std::vector<std::string> thingsIn(std::string_view sentence)
{
    std::vector<std::string> things;
    const size_t colon = sentence.find(": ");
    if (colon == std::string_view::npos)
        return things;
    for (std::string_view rest = sentence.substr(colon + 2); !rest.empty();) {
        const size_t end = std::min(rest.find(", "), rest.size());
        std::string_view thing = rest.substr(0, end);
        rest.remove_prefix(std::min(rest.size(), end + 2));
        for (const std::string_view word : {"and ", "an ", "a ", "the "})
            if (thing.starts_with(word))
                thing.remove_prefix(word.size());
        things.emplace_back(thing);
    }
    return things;
}

std::optional<SolvedPuzzle> readOrder(std::string_view prompt)
{
    const size_t options = prompt.find("\nOptions:");
    if (options == std::string_view::npos)
        return std::nullopt;
    LogicPuzzle puzzle;
    for (const std::string& sentence : sentencesIn(prompt.substr(0, options))) {
        if (puzzle.things.empty()) {
            if (auto things = thingsIn(sentence); things.size() > 1 && things.size() < 9)
                puzzle = orderOf(std::move(things));
            continue;
        }
        const auto condition = statementIn(puzzle, sentence);
        if (!condition)
            return std::nullopt;
        puzzle.conditions.push_back(*condition);
    }
    const auto solutions = puzzle.things.empty() ? std::vector<Arrangement>{} : solutionsOf(puzzle);
    if (solutions.size() != 1)
        return std::nullopt;
    SolvedPuzzle solved;
    solved.lastCounts = true;
    for (const std::string& line : sentencesIn(prompt.substr(options + 9))) {
        if (line.size() < 5 || line[0] != '(' || line[2] != ')')
            return std::nullopt;
        const auto condition =
            statementIn(puzzle, ascii::trimmed(std::string_view(line).substr(3)));
        if (!condition)
            return std::nullopt;
        solved.candidates.push_back(line.substr(0, 3));
        solved.wordings.emplace_back(ascii::trimmed(std::string_view(line).substr(3)));
        if (!puzzle.holds(*condition, solutions.front()))
            continue;
        if (!solved.answer.empty())
            return std::nullopt;
        solved.answer = solved.candidates.back();
    }
    return solved.answer.empty() ? std::nullopt : std::optional(solved);
}

} // namespace

std::optional<SolvedPuzzle> solvePuzzle(std::string_view prompt)
{
    for (const auto read : {readFormula, readLiars, readOrder})
        if (auto solved = read(prompt))
            return solved;
    return std::nullopt;
}

} // namespace espalier
