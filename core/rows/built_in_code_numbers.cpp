/// Operations on numbers. What is left open for negative numbers has no value there.

#include "core/rows/built_in_code.h"

#include <algorithm>
#include <cstdlib>

namespace espalier::built_in::code {

namespace {

/// The value, where every number given is 0 or more.
Result whole(const Given& in, Result value)
{
    for (const Value& given : in.values)
        if (std::get<int64_t>(given) < 0)
            return std::nullopt;
    return value;
}

Result range(int64_t first, int64_t last)
{
    Numbers numbers;
    if (last < first || last - first > 9)
        return std::nullopt;
    for (; first <= last; ++first)
        numbers.push_back(first);
    return numbers;
}

Numbers digitsOf(int64_t number)
{
    Numbers digits;
    for (const char digit : std::to_string(std::abs(number)))
        digits.push_back(digit - '0');
    return digits;
}

int64_t sumOf(const Numbers& numbers)
{
    int64_t sum = 0;
    for (const int64_t number : numbers)
        sum += number;
    return sum;
}

Result countDown(const Given& in)
{
    if (in.n() < 1 || in.n() > 9)
        return std::nullopt;
    Numbers numbers;
    for (int64_t i = in.n(); i > 0; --i)
        numbers.push_back(i);
    return numbers;
}

Result powerOfTwo(const Given& in)
{
    if (in.n() < 0 || in.n() > 12)
        return std::nullopt;
    return int64_t{1} << in.n();
}

Result middle(const Given& in)
{
    Numbers three{in.n(0), in.n(1), in.n(2)};
    std::ranges::sort(three);
    return three[1];
}

/// Over a divisor that is an argument.
template <typename Divide>
Result divided(const Given& in, Divide divide)
{
    if (in.n(0) < 0 || in.n(1) < 1)
        return std::nullopt;
    return divide(in.n(0), in.n(1));
}

/// Of a range whose ends are arguments.
template <typename Of>
Result within(const Given& in, Of of)
{
    if (in.n(1) >= in.n(2))
        return std::nullopt;
    return of(in.n(0), in.n(1), in.n(2));
}

Result letters(const Given& in)
{
    if (in.n() < 0 || in.n() > 12)
        return std::nullopt;
    std::string text;
    for (int64_t i = 0; i < in.n(); ++i)
        text += in.c;
    return text;
}

using In = const Given&;

// clang-format off
constexpr Operation kNumberOperations[] = {
    {"add", "N", 'N', 'k', "$1 + $k", [](In in) -> Result { return in.n() + in.k; }},
    {"subtract", "N", 'N', 'k', "$1 - $k", [](In in) -> Result { return in.n() - in.k; }},
    {"subtract_from", "N", 'N', 'k', "$k - $1", [](In in) -> Result { return in.k - in.n(); }},
    {"multiply", "N", 'N', 'k', "$1 * $k", [](In in) -> Result { return in.n() * in.k; }},
    {"double", "N", 'N', ' ', "$1 * 2", [](In in) -> Result { return in.n() * 2; }},
    {"square", "N", 'N', ' ', "$1 ** 2", [](In in) -> Result { return in.n() * in.n(); }},
    {"cube", "N", 'N', ' ', "$1 ** 3", [](In in) -> Result { return in.n() * in.n() * in.n(); }},
    {"negate", "N", 'N', ' ', "-$1", [](In in) -> Result { return -in.n(); }},
    {"absolute", "N", 'N', ' ', "abs($1)", [](In in) -> Result { return std::abs(in.n()); }},
    {"quotient", "N", 'N', 'k', "$1 // $k", [](In in) { return whole(in, in.n() / in.k); }},
    {"remainder", "N", 'N', 'k', "$1 % $k", [](In in) { return whole(in, in.n() % in.k); }},
    {"at_least", "N", 'N', 'k', "max($1, $k)", [](In in) -> Result { return std::max(in.n(), in.k); }},
    {"at_most", "N", 'N', 'k', "min($1, $k)", [](In in) -> Result { return std::min(in.n(), in.k); }},
    {"clamp", "N", 'N', 'r', "min(max($1, $k), $j)", [](In in) -> Result { return std::min(std::max(in.n(), in.k), in.j); }},
    {"last_digit", "N", 'N', ' ', "$1 % 10", [](In in) { return whole(in, in.n() % 10); }},
    {"digit_sum", "N", 'N', ' ', "sum(map(int, str($1)))", [](In in) { return whole(in, sumOf(digitsOf(in.n()))); }},
    {"digit_count", "N", 'N', ' ', "len(str($1))", [](In in) { return whole(in, static_cast<int64_t>(digitsOf(in.n()).size())); }},
    {"sum_to", "N", 'N', ' ', "sum(range($1 + 1))", [](In in) { return whole(in, in.n() * (in.n() + 1) / 2); }},
    {"power_of_two", "N", 'N', ' ', "2 ** $1", powerOfTwo},
    {"next", "N", 'N', ' ', "$1 + 1", [](In in) -> Result { return in.n() + 1; }},
    {"previous", "N", 'N', ' ', "$1 - 1", [](In in) -> Result { return in.n() - 1; }},
    {"multiple_below", "N", 'N', 'k', "$1 // $k * $k", [](In in) { return whole(in, in.n() / in.k * in.k); }},

    {"above", "N", 'B', 'k', "$1 > $k", [](In in) -> Result { return in.n() > in.k; }},
    {"below", "N", 'B', 'k', "$1 < $k", [](In in) -> Result { return in.n() < in.k; }},
    {"not_below", "N", 'B', 'k', "$1 >= $k", [](In in) -> Result { return in.n() >= in.k; }},
    {"not_above", "N", 'B', 'k', "$1 <= $k", [](In in) -> Result { return in.n() <= in.k; }},
    {"even", "N", 'B', ' ', "$1 % 2 == 0", [](In in) -> Result { return in.n() % 2 == 0; }},
    {"odd", "N", 'B', ' ', "$1 % 2 == 1", [](In in) -> Result { return in.n() % 2 != 0; }},
    {"divisible", "N", 'B', 'k', "$1 % $k == 0", [](In in) -> Result { return in.n() % in.k == 0; }},
    {"positive", "N", 'B', ' ', "$1 > 0", [](In in) -> Result { return in.n() > 0; }},
    {"negative", "N", 'B', ' ', "$1 < 0", [](In in) -> Result { return in.n() < 0; }},
    {"equal", "N", 'B', 'k', "$1 == $k", [](In in) -> Result { return in.n() == in.k; }},
    {"unequal", "N", 'B', 'k', "$1 != $k", [](In in) -> Result { return in.n() != in.k; }},
    {"between", "N", 'B', 'r', "$k <= $1 <= $j", [](In in) -> Result { return in.k <= in.n() && in.n() <= in.j; }},
    {"two_digits", "N", 'B', ' ', "10 <= $1 <= 99", [](In in) { return whole(in, 10 <= in.n() && in.n() <= 99); }},

    {"count_up", "N", 'L', ' ', "list(range(1, $1 + 1))", [](In in) { return range(1, in.n()); }},
    {"from_zero", "N", 'L', ' ', "list(range($1))", [](In in) { return range(0, in.n() - 1); }},
    {"count_down", "N", 'L', ' ', "list(range($1, 0, -1))", countDown},
    {"digits", "N", 'L', ' ', "list(map(int, str($1)))", [](In in) { return whole(in, digitsOf(in.n())); }},
    {"as_text", "N", 'W', ' ', "str($1)", [](In in) -> Result { return std::to_string(in.n()); }},
    {"letters", "N", 'W', 'c', "\"$c\" * $1", letters},

    {"sum_of_two", "NN", 'N', ' ', "$1 + $2", [](In in) -> Result { return in.n(0) + in.n(1); }},
    {"difference", "NN", 'N', ' ', "$1 - $2", [](In in) -> Result { return in.n(0) - in.n(1); }},
    {"difference_back", "NN", 'N', ' ', "$2 - $1", [](In in) -> Result { return in.n(1) - in.n(0); }},
    {"product", "NN", 'N', ' ', "$1 * $2", [](In in) -> Result { return in.n(0) * in.n(1); }},
    {"distance", "NN", 'N', ' ', "abs($1 - $2)", [](In in) -> Result { return std::abs(in.n(0) - in.n(1)); }},
    {"larger", "NN", 'N', ' ', "max($1, $2)", [](In in) -> Result { return std::max(in.n(0), in.n(1)); }},
    {"smaller", "NN", 'N', ' ', "min($1, $2)", [](In in) -> Result { return std::min(in.n(0), in.n(1)); }},
    {"mean_of_two", "NN", 'N', ' ', "($1 + $2) // 2", [](In in) { return whole(in, (in.n(0) + in.n(1)) / 2); }},
    {"sum_of_squares", "NN", 'N', ' ', "$1 ** 2 + $2 ** 2", [](In in) -> Result { return in.n(0) * in.n(0) + in.n(1) * in.n(1); }},
    {"remainder_by", "NN", 'N', ' ', "$1 % $2", [](In in) { return divided(in, [](int64_t a, int64_t b) { return a % b; }); }},
    {"quotient_by", "NN", 'N', ' ', "$1 // $2", [](In in) { return divided(in, [](int64_t a, int64_t b) { return a / b; }); }},
    {"perimeter", "NN", 'N', ' ', "2 * ($1 + $2)", [](In in) { return whole(in, 2 * (in.n(0) + in.n(1))); }},
    {"plus_multiple", "NN", 'N', 'k', "$1 + $k * $2", [](In in) -> Result { return in.n(0) + in.k * in.n(1); }},
    {"greater", "NN", 'B', ' ', "$1 > $2", [](In in) -> Result { return in.n(0) > in.n(1); }},
    {"less", "NN", 'B', ' ', "$1 < $2", [](In in) -> Result { return in.n(0) < in.n(1); }},
    {"same_number", "NN", 'B', ' ', "$1 == $2", [](In in) -> Result { return in.n(0) == in.n(1); }},
    {"divisible_by", "NN", 'B', ' ', "$1 % $2 == 0", [](In in) { return divided(in, [](int64_t a, int64_t b) { return a % b == 0; }); }},
    {"swapped", "NN", 'L', ' ', "[$2, $1]", [](In in) -> Result { return Numbers{in.n(1), in.n(0)}; }},
    {"from_to", "NN", 'L', ' ', "list(range($1, $2 + 1))", [](In in) { return range(in.n(0), in.n(1)); }},

    {"sum_of_three", "NNN", 'N', ' ', "$1 + $2 + $3", [](In in) -> Result { return in.n(0) + in.n(1) + in.n(2); }},
    {"largest_of_three", "NNN", 'N', ' ', "max($1, $2, $3)", [](In in) -> Result { return std::max({in.n(0), in.n(1), in.n(2)}); }},
    {"smallest_of_three", "NNN", 'N', ' ', "min($1, $2, $3)", [](In in) -> Result { return std::min({in.n(0), in.n(1), in.n(2)}); }},
    {"middle_of_three", "NNN", 'N', ' ', "sorted([$1, $2, $3])[1]", middle},
    {"product_plus", "NNN", 'N', ' ', "$1 * $2 + $3", [](In in) -> Result { return in.n(0) * in.n(1) + in.n(2); }},
    {"clamp_to", "NNN", 'N', ' ', "max($2, min($1, $3))", [](In in) { return within(in, [](int64_t x, int64_t a, int64_t b) { return std::clamp(x, a, b); }); }},
    {"between_these", "NNN", 'B', ' ', "$2 <= $1 <= $3", [](In in) { return within(in, [](int64_t x, int64_t a, int64_t b) { return a <= x && x <= b; }); }},
};
// clang-format on

} // namespace

std::span<const Operation> numberOperations()
{
    return kNumberOperations;
}

} // namespace espalier::built_in::code
