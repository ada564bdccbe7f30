#include "core/reward/condition_reader.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <utility>

namespace espalier {

namespace {

/// Deeper brackets are none that a person wrote.
constexpr int kMostDepth = 200;

/// So many of them hold.
LogicCondition someOf(std::vector<LogicCondition> parts, size_t least, size_t most)
{
    return {.kind = LogicCondition::Kind::Count, .a = least, .b = most, .parts = std::move(parts)};
}

/// All of them, or only one of them at least; a single one is left as it is.
LogicCondition combined(std::vector<LogicCondition> parts, bool all)
{
    if (parts.size() == 1)
        return std::move(parts.front());
    const size_t most = parts.size();
    return someOf(std::move(parts), all ? most : 1, most);
}

LogicCondition differing(LogicCondition left, LogicCondition right)
{
    return someOf({std::move(left), std::move(right)}, 1, 1);
}

LogicCondition opposite(LogicCondition condition)
{
    condition.negated = !condition.negated;
    return condition;
}

/// Reads from left to right. Binds from weak to strong: if then, iff, or, xor, and, not; "says"
/// reaches as far as it can.
class ConditionReader
{
    using Condition = LogicCondition;
    using Kind = LogicCondition::Kind;
    using Read = std::optional<LogicCondition>;

public:
    ConditionReader(const LogicPuzzle& puzzle, std::string_view text)
        : m_puzzle(puzzle)
        , m_rest(text)
    {
    }

    Read whole()
    {
        auto condition = anyCondition();
        return ascii::trimmed(m_rest).empty() ? condition : std::nullopt;
    }

private:
    static bool endsWord(std::string_view text)
    {
        return text.empty() || ascii::isBlank(text[0]) || text[0] == '(' || text[0] == ')' ||
               text[0] == ',';
    }
    bool took(std::string_view word)
    {
        const std::string_view rest = ascii::trimmed(m_rest);
        const bool bracket = word == "(" || word == ")" || word == ",";
        if (!rest.starts_with(word) || !(bracket || endsWord(rest.substr(word.size()))))
            return false;
        m_rest = rest.substr(word.size());
        return true;
    }
    /// All of these words, or none.
    bool took(std::initializer_list<std::string_view> words)
    {
        const std::string_view before = m_rest;
        const bool all =
            std::ranges::all_of(words, [&](std::string_view word) { return took(word); });
        if (!all)
            m_rest = before;
        return all;
    }
    /// The longest of these names that stands next.
    std::optional<size_t> tookName(const std::vector<std::string>& names)
    {
        const std::string_view rest = ascii::trimmed(m_rest);
        const std::string small = ascii::lowered(rest);
        std::optional<size_t> best;
        for (size_t i = 0; i < names.size(); ++i)
            if (small.starts_with(ascii::lowered(names[i])) &&
                endsWord(rest.substr(names[i].size())) &&
                (!best || names[i].size() > names[*best].size()))
                best = i;
        if (best)
            m_rest = rest.substr(names[*best].size());
        return best;
    }
    std::optional<size_t> tookEnd()
    {
        const bool ordered = m_puzzle.form == LogicPuzzle::Form::Order;
        if (ordered && took("first"))
            return 0;
        if (ordered && took("last"))
            return m_puzzle.places.size() - 1;
        return std::nullopt;
    }
    std::optional<size_t> tookPlace()
    {
        const auto end = tookEnd();
        return end ? end : tookName(m_puzzle.places);
    }
    std::optional<size_t> tookNumber()
    {
        static const std::vector<std::string> numerals{
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"};
        if (const auto numeral = tookName(numerals))
            return numeral;
        std::string_view rest = ascii::trimmed(m_rest);
        size_t value = 0, digits = 0;
        while (digits < rest.size() && digits < 3 && ascii::isDigit(rest[digits]))
            value = value * 10 + static_cast<size_t>(rest[digits++] - '0');
        if (digits == 0 || !endsWord(rest.substr(digits)))
            return std::nullopt;
        m_rest = rest.substr(digits);
        return value;
    }

    Read anyCondition()
    {
        if (m_depth == kMostDepth)
            return std::nullopt;
        ++m_depth;
        auto condition = took("if") ? rule() : same();
        --m_depth;
        return condition;
    }
    /// What follows "if".
    Read rule()
    {
        auto when = anyCondition();
        if (!when || !took("then"))
            return std::nullopt;
        auto then = anyCondition();
        if (!then)
            return std::nullopt;
        return combined({opposite(std::move(*when)), std::move(*then)}, false);
    }
    Read same()
    {
        auto left = either();
        while (left && took("iff")) {
            auto right = either();
            if (!right)
                return std::nullopt;
            left = opposite(differing(std::move(*left), std::move(*right)));
        }
        return left;
    }
    /// Parts with this word between.
    Read chain(std::string_view word, Read (ConditionReader::*part)(), bool all)
    {
        std::vector<Condition> parts;
        do {
            auto next = (this->*part)();
            if (!next)
                return std::nullopt;
            parts.push_back(std::move(*next));
        } while (took(word));
        return combined(std::move(parts), all);
    }
    Read either() { return chain("or", &ConditionReader::different, false); }
    Read different()
    {
        auto left = both();
        while (left && took("xor")) {
            auto right = both();
            if (!right)
                return std::nullopt;
            left = differing(std::move(*left), std::move(*right));
        }
        return left;
    }
    Read both() { return chain("and", &ConditionReader::one, true); }

    Read one()
    {
        bool negated = false;
        std::optional<size_t> thing;
        while (!(thing = tookName(m_puzzle.things)) && took("not"))
            negated = !negated;
        Read condition = thing ? about(*thing) : ofOthers();
        if (condition && negated)
            condition = opposite(std::move(*condition));
        return condition;
    }
    /// What begins with no thing.
    Read ofOthers()
    {
        if (took("True"))
            return someOf({}, 0, 0);
        if (took("False"))
            return opposite(someOf({}, 0, 0));
        if (took("exactly"))
            return counted(true, true);
        if (took({"at", "least"}))
            return counted(true, false);
        if (took({"at", "most"}))
            return counted(false, true);
        if (!took("("))
            return std::nullopt;
        auto inner = anyCondition();
        return took(")") ? inner : std::nullopt;
    }
    /// "two of (Ann, Bo, Cy lies)".
    Read counted(bool atLeast, bool atMost)
    {
        const auto number = tookNumber();
        if (!number || !took({"of", "("}))
            return std::nullopt;
        std::vector<Condition> parts;
        do {
            auto part = anyCondition();
            if (!part)
                return std::nullopt;
            parts.push_back(std::move(*part));
        } while (took(","));
        if (!took(")"))
            return std::nullopt;
        const size_t all = parts.size();
        return someOf(std::move(parts), atLeast ? *number : 0, atMost ? *number : all);
    }

    Read about(size_t thing)
    {
        const bool truth = m_puzzle.form == LogicPuzzle::Form::Truth;
        if (truth && took("says")) {
            auto said = anyCondition();
            if (!said)
                return std::nullopt;
            return opposite(differing(at(thing, kTruePlace), std::move(*said)));
        }
        if (truth && took("lies"))
            return at(thing, kFalsePlace);
        if (truth && took({"tells", "the", "truth"}))
            return at(thing, kTruePlace);
        const bool is = took("is");
        const bool isNot = is && took("not");
        auto condition = relation(thing);
        if (!condition)
            condition = placed(thing, is, isNot);
        if (!condition && truth && !is)
            condition = at(thing, kTruePlace);
        return condition && isNot ? opposite(std::move(*condition)) : condition;
    }
    /// "before Bo", "next to Bo": places of two things, where places have an order.
    Read relation(size_t thing)
    {
        if (m_puzzle.form != LogicPuzzle::Form::Order)
            return std::nullopt;
        const bool just = took("just");
        const bool before = took("before"), after = !before && took("after");
        if (!before && !after && (just || !took({"next", "to"})))
            return std::nullopt;
        const auto other = tookName(m_puzzle.things);
        if (!other)
            return std::nullopt;
        const Condition beside{.kind = Kind::NextTo, .a = thing, .b = *other};
        if (!before && !after)
            return beside;
        const Condition behind{
            .kind = Kind::Before, .a = before ? thing : *other, .b = before ? *other : thing};
        return just ? combined({beside, behind}, true) : behind;
    }
    /// "red", "either red or green" behind "is"; "at 2"; "first" also alone.
    Read placed(size_t thing, bool is, bool isNot)
    {
        const bool either = is && !isNot && took("either");
        const auto place = is || took("at") ? tookPlace() : tookEnd();
        if (!place)
            return std::nullopt;
        std::vector<Condition> places{at(thing, *place)};
        for (std::string_view before = m_rest; is && !isNot && took("or"); before = m_rest) {
            const auto other = tookPlace();
            if (!other) { // what follows is a condition of its own
                m_rest = before;
                break;
            }
            places.push_back(at(thing, *other));
        }
        if (either && places.size() == 1)
            return std::nullopt;
        return combined(std::move(places), false);
    }
    static Condition at(size_t thing, size_t place)
    {
        return {.kind = Kind::At, .a = thing, .b = place};
    }

    const LogicPuzzle& m_puzzle;
    std::string_view m_rest;
    int m_depth = 0;
};

} // namespace

std::optional<LogicCondition> readCondition(const LogicPuzzle& puzzle, std::string_view line)
{
    return ConditionReader(puzzle, line).whole();
}

std::optional<size_t> indexOfName(const std::vector<std::string>& names, std::string_view name)
{
    const auto found = std::ranges::find_if(names, [&](const std::string& each) {
        return ascii::lowered(each) == ascii::lowered(ascii::trimmed(name));
    });
    return found == names.end() ? std::nullopt
                                : std::optional(static_cast<size_t>(found - names.begin()));
}

std::optional<size_t> placeNamed(const LogicPuzzle& puzzle, std::string_view name)
{
    name = ascii::trimmed(name);
    if (puzzle.form == LogicPuzzle::Form::Order && name == "first")
        return 0;
    if (puzzle.form == LogicPuzzle::Form::Order && name == "last")
        return puzzle.places.size() - 1;
    return indexOfName(puzzle.places, name);
}

} // namespace espalier
