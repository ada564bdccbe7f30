#include "core/reward/logic_puzzle.h"

#include "core/base/ascii.h"
#include "core/base/error.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace espalier {

namespace {

constexpr size_t kMostThings = 10;

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
        if (taken[place])
            continue;
        places[thing] = place;
        const bool fine = std::ranges::all_of(puzzle.conditions, [&](const LogicCondition& c) {
            const size_t last = c.kind == LogicCondition::Kind::At ? c.a : std::max(c.a, c.b);
            return last > thing || puzzle.holds(c, places);
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

std::optional<size_t> placeIn(const std::vector<std::string>& names, std::string_view name)
{
    const auto found = std::ranges::find_if(names, [&](const std::string& each) {
        return ascii::lowered(each) == ascii::lowered(ascii::trimmed(name));
    });
    return found == names.end() ? std::nullopt
                                : std::optional(static_cast<size_t>(found - names.begin()));
}

/// "first", "last" or the name of a place.
std::optional<size_t> placeNamed(const LogicPuzzle& puzzle, std::string_view name)
{
    name = ascii::trimmed(name);
    if (puzzle.ordered && name == "first")
        return 0;
    if (puzzle.ordered && name == "last")
        return puzzle.places.size() - 1;
    return placeIn(puzzle.places, name);
}

/// "Ann before Bo", "not Ann first", "Ann is red".
std::optional<LogicCondition> conditionIn(const LogicPuzzle& puzzle, std::string_view line)
{
    using Kind = LogicCondition::Kind;
    struct Wording
    {
        std::string_view words;
        Kind kind;
        bool negated, turned;
    };
    static constexpr Wording kWordings[] = {
        {" is not ", Kind::At, true, false},
        {" is ", Kind::At, false, false},
        {" at ", Kind::At, false, false},
        {" before ", Kind::Before, false, false},
        {" after ", Kind::Before, false, true},
        {" next to ", Kind::NextTo, false, false}};
    const bool negated = line.starts_with("not ");
    if (negated)
        line.remove_prefix(4);
    const auto lastWord = line.substr(std::min(line.rfind(' '), line.size()));
    if (lastWord == " first" || lastWord == " last")
        if (const auto a = placeIn(puzzle.things, line.substr(0, line.size() - lastWord.size())))
            if (const auto b = placeNamed(puzzle, lastWord))
                return LogicCondition{Kind::At, *a, *b, negated};
    for (const Wording& wording : kWordings) {
        const size_t at = line.find(wording.words);
        if (at == std::string_view::npos)
            continue;
        const auto a = placeIn(puzzle.things, line.substr(0, at));
        const auto right = line.substr(at + wording.words.size());
        const auto b =
            wording.kind == Kind::At ? placeNamed(puzzle, right) : placeIn(puzzle.things, right);
        if (!a || !b || (wording.kind != Kind::At && !puzzle.ordered))
            continue;
        LogicCondition condition{wording.kind, *a, *b, negated != wording.negated};
        if (wording.turned)
            std::swap(condition.a, condition.b);
        return condition;
    }
    return std::nullopt;
}

/// Reads "not ( True ) and False" from left to right.
class FormulaReader
{
public:
    explicit FormulaReader(std::string_view text)
        : m_rest(text)
    {
        next();
    }
    std::optional<bool> whole()
    {
        const auto value = either();
        return m_word.empty() ? value : std::nullopt;
    }

private:
    void next()
    {
        m_rest = ascii::trimmed(m_rest);
        size_t end = 0;
        if (!m_rest.empty() && (m_rest[0] == '(' || m_rest[0] == ')'))
            end = 1;
        else
            while (end < m_rest.size() && ascii::isLetter(m_rest[end]))
                ++end;
        // Any other sign is a word that fits nowhere.
        end = end == 0 && !m_rest.empty() ? 1 : end;
        m_word = m_rest.substr(0, end);
        m_rest.remove_prefix(end);
    }
    bool took(std::string_view word)
    {
        if (m_word != word)
            return false;
        next();
        return true;
    }
    std::optional<bool> either()
    {
        auto value = both();
        while (value && took("or")) {
            const auto right = both();
            value = right ? std::optional(*value || *right) : std::nullopt;
        }
        return value;
    }
    std::optional<bool> both()
    {
        auto value = one();
        while (value && took("and")) {
            const auto right = one();
            value = right ? std::optional(*value && *right) : std::nullopt;
        }
        return value;
    }
    std::optional<bool> one()
    {
        bool negated = false;
        while (took("not"))
            negated = !negated;
        std::optional<bool> value;
        if (took("True"))
            value = true;
        else if (took("False"))
            value = false;
        else if (m_depth < 200 && took("(")) {
            ++m_depth;
            value = either();
            --m_depth;
            if (!took(")"))
                value.reset();
        }
        return value ? std::optional(*value != negated) : std::nullopt;
    }

    std::string_view m_rest, m_word;
    int m_depth = 0;
};

} // namespace

bool LogicPuzzle::holds(const LogicCondition& condition, const Arrangement& arrangement) const
{
    const size_t a = arrangement[condition.a];
    if (condition.kind == LogicCondition::Kind::At)
        return a != kNowhere && (a == condition.b) != condition.negated;
    const size_t b = arrangement[condition.b];
    if (a == kNowhere || b == kNowhere)
        return false;
    const bool holds =
        condition.kind == LogicCondition::Kind::Before ? a < b : a + 1 == b || b + 1 == a;
    return holds != condition.negated;
}

LogicPuzzle orderOf(std::vector<std::string> things)
{
    LogicPuzzle puzzle;
    puzzle.things = std::move(things);
    puzzle.ordered = true;
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
        if (line.starts_with("order:")) {
            puzzle = orderOf(listed(line.substr(6)));
        } else if (line.starts_with("assign:") && line.find('=') != std::string_view::npos) {
            const size_t sign = line.find('=');
            puzzle.things = listed(line.substr(7, sign - 7));
            puzzle.places = listed(line.substr(sign + 1));
            puzzle.asked = "all";
        } else if (line.starts_with("ask:")) {
            puzzle.asked = ascii::trimmed(line.substr(4));
            if (const auto place = placeNamed(puzzle, puzzle.asked))
                puzzle.asked = puzzle.places[*place];
            else if (puzzle.asked != "all" && !placeIn(puzzle.things, puzzle.asked))
                throw inputError("No constraint of a puzzle: {}", line);
        } else if (const auto condition = conditionIn(puzzle, line)) {
            puzzle.conditions.push_back(*condition);
        } else {
            throw inputError("No constraint of a puzzle: {}", line);
        }
    }
    if (puzzle.things.empty() || puzzle.things.size() != puzzle.places.size() ||
        puzzle.things.size() > kMostThings)
        throw inputError("A puzzle has as many things as places, at most {}.", kMostThings);
    return puzzle;
}

std::string formulaValue(std::string_view formula)
{
    const auto value = FormulaReader(formula).whole();
    return !value ? "" : *value ? "True" : "False";
}

} // namespace espalier
