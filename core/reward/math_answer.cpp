#include "core/reward/math_answer.h"

#include "core/base/ascii.h"
#include "core/reward/expression.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace espalier {

namespace {

using ascii::isBlank, ascii::isDigit, ascii::isLetter;

/// Without blanks around it and the sentence's signs behind it.
std::string_view bare(std::string_view text)
{
    text = ascii::trimmed(text);
    while (!text.empty() &&
           (isBlank(text.back()) || text.back() == '.' || text.back() == ',' || text.back() == ';'))
        text.remove_suffix(1);
    return text;
}

/// Without \text{...} and its like, and without signs of currencies.
std::string withoutWords(std::string_view text)
{
    static constexpr std::array<std::string_view, 5> kWords{
        "\\text{", "\\mathrm{", "\\mbox{", "\\textbf{", "\\operatorname{"};
    static constexpr std::array<std::string_view, 8> kCurrencies{
        "\\$", "$", "€", "£", "¥", "₩", "\\(", "\\)"};
    std::string out;
    for (size_t i = 0; i < text.size();) {
        const std::string_view rest = text.substr(i);
        const auto begins = [&](std::string_view word) { return rest.starts_with(word); };
        if (std::ranges::any_of(kWords, begins)) {
            const size_t end = rest.find('}');
            if (end == std::string_view::npos)
                break;
            i += end + 1;
        } else if (const auto* found = std::ranges::find_if(kCurrencies, begins);
                   found != kCurrencies.end()) {
            i += found->size();
        } else {
            out += text[i++];
        }
    }
    return std::string(bare(out));
}

/// "x = 5" gives "5".
std::string_view rightSide(std::string_view text)
{
    const size_t sign = text.rfind('=');
    if (sign == std::string_view::npos)
        return text;
    const std::string_view left = bare(text.substr(0, sign));
    return left.size() == 1 && isLetter(left.front()) ? bare(text.substr(sign + 1)) : text;
}

/// The number at the start, and what stands behind it.
struct Quantity
{
    std::string_view number, unit;
};

Quantity quantity(std::string_view text)
{
    size_t end = 0;
    if (end < text.size() && (text[end] == '-' || text[end] == '+'))
        ++end;
    while (end < text.size() &&
           (isDigit(text[end]) || text[end] == '.' || text[end] == ',' ||
            (text[end] == '/' && end + 1 < text.size() && isDigit(text[end + 1]))))
        ++end;
    while (end > 0 && (text[end - 1] == '.' || text[end - 1] == ','))
        --end;
    return {text.substr(0, end), bare(text.substr(end))};
}

/// Words behind a number: letters, blanks, bytes of other scripts and "km/h", "m^2", "m2"; no sum.
bool isUnit(std::string_view text)
{
    if (text.empty() ||
        !(isLetter(text.front()) || static_cast<unsigned char>(text.front()) >= 0x80))
        return false;
    return std::ranges::all_of(text, [](char c) {
        return isLetter(c) || isBlank(c) || isDigit(c) || static_cast<unsigned char>(c) >= 0x80 ||
               c == '/' || c == '^' || c == '-' || c == '\'';
    });
}

struct Multiplier
{
    std::string_view word, zeros;
};
constexpr std::array<Multiplier, 3> kMultipliers{
    {{"억", "00000000"}, {"만", "0000"}, {"천", "000"}}};

/// A number without its unit; with its Korean multiplier put in. What is no number with a unit
/// stays as it is.
std::string withoutUnit(std::string_view text)
{
    const auto [number, unit] = quantity(text);
    if (number.empty() || unit.empty() || unit.front() == '%')
        return std::string(text);
    for (const auto& [word, zeros] : kMultipliers)
        if (unit.starts_with(word))
            return "(" + std::string(number) + ")*1" + std::string(zeros);
    const bool letter = unit.size() == 1 && number.size() + 1 == text.size(); // "2x"
    return isUnit(unit) && !letter ? std::string(number) : std::string(text);
}

std::string prepared(std::string_view text)
{
    return std::string(rightSide(withoutWords(text)));
}

/// The pieces between top-level commas of a bracketed list; none where it is not one.
std::vector<std::string_view> pieces(std::string_view text)
{
    if (text.starts_with("\\{") && text.ends_with("\\}"))
        text = text.substr(2, text.size() - 4);
    else if (
        text.size() >= 2 && (text.front() == '(' || text.front() == '[' || text.front() == '{') &&
        (text.back() == ')' || text.back() == ']' || text.back() == '}'))
        text = text.substr(1, text.size() - 2);
    else
        return {};
    std::vector<std::string_view> all;
    int depth = 0;
    size_t begin = 0;
    for (size_t i = 0; i <= text.size(); ++i) {
        if (i == text.size() || (depth == 0 && text[i] == ',')) {
            all.push_back(bare(text.substr(begin, i - begin)));
            begin = i + 1;
        } else if (text[i] == '(' || text[i] == '[' || text[i] == '{') {
            ++depth;
        } else if (text[i] == ')' || text[i] == ']' || text[i] == '}') {
            if (--depth < 0)
                return {};
        }
    }
    return all.size() > 1 ? all : std::vector<std::string_view>{};
}

bool isSet(std::string_view text)
{
    return text.starts_with("\\{") || text.starts_with('{');
}

bool samePieces(std::string_view answer, std::string_view gold)
{
    const auto a = pieces(answer);
    auto b = pieces(gold);
    if (a.empty() || a.size() != b.size() || isSet(answer) != isSet(gold))
        return false;
    if (!isSet(gold))
        return answer.front() == gold.front() && answer.back() == gold.back() &&
               std::ranges::equal(a, b, sameMath);
    for (const std::string_view piece : a) {
        const auto found =
            std::ranges::find_if(b, [&](std::string_view other) { return sameMath(piece, other); });
        if (found == b.end())
            return false;
        b.erase(found);
    }
    return true;
}

/// Whether the answer's percent sign is all that parts the two.
bool sameButPercent(std::string_view answer, std::string_view gold)
{
    std::string_view number = bare(answer);
    if (!number.ends_with('%') || gold.find('%') != std::string_view::npos)
        return false;
    number.remove_suffix(1);
    if (number.ends_with('\\'))
        number.remove_suffix(1);
    const auto a = Expression::read(number), b = Expression::read(gold);
    return a && b && sameValue(*a, *b);
}

} // namespace

bool looksLikeMath(std::string_view answer)
{
    if (std::ranges::any_of(answer, isDigit) || answer.find('\\') != std::string_view::npos)
        return true;
    size_t run = 0, longest = 0;
    for (const char c : answer) {
        run = isLetter(c) || static_cast<unsigned char>(c) >= 0x80 ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest < 3 && answer.find_first_of("+*/^=") != std::string_view::npos;
}

bool sameMath(std::string_view answer, std::string_view gold)
{
    const std::string a = prepared(answer), b = prepared(gold);
    if (a.empty() || b.empty())
        return false;
    const auto x = Expression::read(withoutUnit(a)), y = Expression::read(withoutUnit(b));
    if (x && y && sameValue(*x, *y))
        return true;
    return sameButPercent(a, b) || sameButPercent(b, a) || samePieces(a, b);
}

} // namespace espalier
