#include "core/reward/logic_puzzle.h"

#include "core/base/ascii.h"
#include "core/base/error.h"
#include "core/reward/condition_reader.h"

#include <algorithm>
#include <set>

namespace espalier {

namespace {

/// Of an order or an assignment (and of its places), and of propositions: about as many
/// arrangements.
constexpr size_t kMostThings = 10, kMostPropositions = 16;

void extend(
    const LogicPuzzle& puzzle,
    Arrangement& places,
    std::vector<bool>& taken,
    size_t thing,
    size_t most,
    std::vector<Arrangement>& found)
{
    if (thing == puzzle.things.size()) {
        found.push_back(places);
        return;
    }
    for (size_t place = 0; place < puzzle.places.size() && found.size() < most; ++place) {
        if (taken[place] && puzzle.oneEach())
            continue;
        places[thing] = place;
        const bool fine = std::ranges::none_of(puzzle.conditions, [&](const LogicCondition& c) {
            return puzzle.value(c, places) == false;
        });
        if (fine) {
            taken[place] = true;
            extend(puzzle, places, taken, thing + 1, most, found);
            taken[place] = false;
        }
        places[thing] = kNowhere;
    }
}

std::vector<std::string> listed(std::string_view text)
{
    std::vector<std::string> all;
    for (size_t begin = 0; begin <= text.size();) {
        const size_t end = std::min(text.find(',', begin), text.size());
        all.emplace_back(ascii::trimmed(text.substr(begin, end - begin)));
        begin = end + 1;
    }
    return all;
}

/// The things and places of a first line: "order: a, b", "assign: a, b = x, y", "truth: a, b" or
/// "truth: a, b = knight, knave".
std::optional<LogicPuzzle> puzzleBegun(std::string_view line)
{
    if (line.starts_with("order:"))
        return orderOf(listed(line.substr(6)));
    const size_t sign = line.find('=');
    const bool places = sign != std::string_view::npos, truth = line.starts_with("truth:");
    if (!truth && !(line.starts_with("assign:") && places))
        return std::nullopt;
    LogicPuzzle puzzle;
    puzzle.form = truth ? LogicPuzzle::Form::Truth : LogicPuzzle::Form::Assignment;
    const std::string_view rest = line.substr(line.find(':') + 1);
    puzzle.things = listed(rest.substr(0, rest.find('=')));
    puzzle.places = places ? listed(line.substr(sign + 1)) : listed("true, false");
    puzzle.asked = "all";
    return puzzle;
}

/// Whether all are names, and no two the same.
bool distinctNames(const std::vector<std::string>& names)
{
    std::set<std::string> seen;
    return std::ranges::all_of(names, [&](const std::string& name) {
        return !name.empty() && seen.insert(ascii::lowered(name)).second;
    });
}

void checkSize(const LogicPuzzle& puzzle)
{
    const bool truth = puzzle.form == LogicPuzzle::Form::Truth;
    const size_t things = puzzle.things.size(), places = puzzle.places.size();
    if (things == 0 || !distinctNames(puzzle.things) || !distinctNames(puzzle.places))
        throw inputError(
            "A puzzle begins with its things and places, each with a name of its own.");
    if (truth && (things > kMostPropositions || places != 2))
        throw inputError(
            "A puzzle of propositions has two words for true and false, and at most {} things.",
            kMostPropositions);
    if (!truth && (things > places || places > kMostThings))
        throw inputError(
            "A puzzle has at least as many places as things, at most {}.", kMostThings);
}

} // namespace

std::optional<bool>
LogicPuzzle::value(const LogicCondition& condition, const Arrangement& arrangement) const
{
    using Kind = LogicCondition::Kind;
    if (condition.kind == Kind::Count) {
        size_t held = 0, open = 0;
        for (const LogicCondition& part : condition.parts) {
            const auto known = value(part, arrangement);
            held += known == true ? 1 : 0;
            open += known ? 0 : 1;
        }
        if (held + open < condition.a || held > condition.b)
            return condition.negated;
        if (held >= condition.a && held + open <= condition.b)
            return !condition.negated;
        return std::nullopt;
    }
    const size_t a = arrangement[condition.a];
    if (a == kNowhere)
        return std::nullopt;
    if (condition.kind == Kind::At)
        return (a == condition.b) != condition.negated;
    const size_t b = arrangement[condition.b];
    if (b == kNowhere)
        return std::nullopt;
    const bool held = condition.kind == Kind::Before ? a < b : a + 1 == b || b + 1 == a;
    return held != condition.negated;
}

LogicPuzzle orderOf(std::vector<std::string> things)
{
    LogicPuzzle puzzle;
    puzzle.form = LogicPuzzle::Form::Order;
    puzzle.things = std::move(things);
    puzzle.asked = "all";
    for (size_t i = 1; i <= puzzle.things.size(); ++i)
        puzzle.places.push_back(std::to_string(i));
    return puzzle;
}

std::vector<Arrangement> solutionsOf(const LogicPuzzle& puzzle, size_t most)
{
    std::vector<Arrangement> found;
    Arrangement places(puzzle.things.size(), kNowhere);
    std::vector<bool> taken(puzzle.places.size(), false);
    extend(puzzle, places, taken, 0, most, found);
    return found;
}

LogicPuzzle readConstraints(std::string_view text)
{
    LogicPuzzle puzzle;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = ascii::trimmed(text.substr(0, std::min(end, text.find('#'))));
        text.remove_prefix(std::min(text.size(), end + 1));
        if (line.empty())
            continue;
        if (auto begun = puzzleBegun(line)) {
            puzzle = std::move(*begun);
            checkSize(puzzle);
        } else if (line.starts_with("ask:")) {
            puzzle.asked = ascii::trimmed(line.substr(4));
            puzzle.question.reset();
            if (const auto place = placeNamed(puzzle, puzzle.asked))
                puzzle.asked = puzzle.places[*place];
            else if (const auto thing = indexOfName(puzzle.things, puzzle.asked))
                puzzle.asked = puzzle.things[*thing];
            else if (puzzle.asked != "all") {
                puzzle.question = readCondition(puzzle, puzzle.asked);
                if (!puzzle.question)
                    throw inputError("No constraint of a puzzle: {}", line);
            }
        } else if (auto condition = readCondition(puzzle, line)) {
            puzzle.conditions.push_back(std::move(*condition));
        } else {
            throw inputError("No constraint of a puzzle: {}", line);
        }
    }
    checkSize(puzzle);
    return puzzle;
}

std::string formulaValue(std::string_view formula)
{
    const LogicPuzzle nothing;
    const auto condition = readCondition(nothing, formula);
    if (!condition)
        return {};
    return nothing.holds(*condition, {}) ? "True" : "False";
}

} // namespace espalier
