/// Operations on lists, of numbers or of words (A). What is asked of an empty list has no value.

#include "core/rows/built_in_code.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace espalier::built_in::code {

namespace {

using In = const Given&;

/// What `make` makes of the list, whatever it holds; nothing of an empty one.
template <typename Make>
Result made(const Given& in, Make make)
{
    if (const auto* numbers = std::get_if<Numbers>(in.values.data()))
        return numbers->empty() ? std::nullopt : make(*numbers);
    const auto& words = std::get<Words>(in.values[0]);
    return words.empty() ? std::nullopt : make(words);
}

/// The same list with something done to it.
template <typename Change>
Result changed(const Given& in, Change change)
{
    return made(in, [change](auto list) -> Result {
        change(list);
        return Value(std::move(list));
    });
}

/// The element counted from the start (0 is the first) or, below 0, from the end.
Result element(const Given& in, int64_t place)
{
    return made(in, [place](const auto& list) -> Result {
        const auto size = static_cast<int64_t>(list.size());
        const int64_t i = place < 0 ? size + place : place;
        if (i < 0 || i >= size)
            return std::nullopt;
        return Value(list[static_cast<size_t>(i)]);
    });
}

/// From `first` up to `last`, which does not belong to it; nothing where the list is not that long.
Result part(const Given& in, int64_t first, int64_t last)
{
    return made(in, [=](const auto& list) -> Result {
        const auto size = static_cast<int64_t>(list.size());
        const int64_t begin = first < 0 ? size + first : first;
        const int64_t end = last <= 0 ? size + last : last;
        if (begin < 0 || begin > end || end > size)
            return std::nullopt;
        return Value(std::decay_t<decltype(list)>(list.begin() + begin, list.begin() + end));
    });
}

/// Every second one, from `first` on.
Result everySecond(const Given& in, size_t first)
{
    return made(in, [first](const auto& list) -> Result {
        std::decay_t<decltype(list)> some;
        for (size_t i = first; i < list.size(); i += 2)
            some.push_back(list[i]);
        return Value(std::move(some));
    });
}

Result repeated(const Given& in)
{
    return made(in, [&](const auto& list) -> Result {
        std::decay_t<decltype(list)> all;
        for (int64_t i = 0; i < in.k; ++i)
            all.insert(all.end(), list.begin(), list.end());
        return Value(std::move(all));
    });
}

Result unique(const Given& in)
{
    return made(in, [](const auto& list) -> Result {
        std::decay_t<decltype(list)> some;
        for (const auto& item : list)
            if (std::ranges::find(some, item) == some.end())
                some.push_back(item);
        return Value(std::move(some));
    });
}

Result distinct(const Given& in)
{
    return made(in, [](const auto& list) -> Result {
        return std::set(list.begin(), list.end()).size() == list.size();
    });
}

Result palindrome(const Given& in)
{
    return made(in, [](const auto& list) -> Result {
        return std::equal(list.begin(), list.end(), list.rbegin());
    });
}

Result sorted(const Given& in, bool down = false)
{
    return changed(in, [down](auto& list) {
        std::ranges::sort(list);
        if (down)
            std::ranges::reverse(list);
    });
}

Result size(const Given& in)
{
    return made(in, [](const auto& list) -> Result { return static_cast<int64_t>(list.size()); });
}

Result moreThan(const Given& in)
{
    return made(
        in, [&](const auto& list) -> Result { return static_cast<int64_t>(list.size()) > in.k; });
}

/// The k-th largest, or smallest.
Result placed(const Given& in, bool largest)
{
    auto list = in.l();
    const auto k = static_cast<size_t>(in.k);
    // With equal numbers before it, words leave open which it is.
    std::ranges::sort(list);
    if (k < 1 || k > list.size() || std::ranges::adjacent_find(list) != list.end())
        return std::nullopt;
    return list[largest ? list.size() - k : k - 1];
}

Result sum(const Given& in)
{
    return std::accumulate(in.l().begin(), in.l().end(), int64_t{0});
}

Result mean(const Given& in)
{
    const int64_t all = std::accumulate(in.l().begin(), in.l().end(), int64_t{0});
    if (in.l().empty() || all < 0)
        return std::nullopt;
    return all / static_cast<int64_t>(in.l().size());
}

/// Of a list of numbers that has some.
template <typename Of>
Result of(const Given& in, Of make)
{
    return in.l().empty() ? std::nullopt : Result(make(in.l()));
}

/// Those of the first list that are also in the second, or that are not.
Result common(const Given& in, bool also)
{
    Numbers some;
    for (const int64_t number : in.l(0))
        if ((std::ranges::find(in.l(1), number) != in.l(1).end()) == also)
            some.push_back(number);
    return some;
}

/// The pairs of two lists of one length.
template <typename Join>
Result paired(const Given& in, Join join)
{
    if (in.l(0).size() != in.l(1).size())
        return std::nullopt;
    Numbers all;
    for (size_t i = 0; i < in.l(0).size(); ++i)
        all.push_back(join(in.l(0)[i], in.l(1)[i]));
    return all;
}

Result products(const Given& in)
{
    const auto all = paired(in, [](int64_t a, int64_t b) { return a * b; });
    if (!all)
        return std::nullopt;
    const auto& numbers = std::get<Numbers>(*all);
    return std::accumulate(numbers.begin(), numbers.end(), int64_t{0});
}

Result aboveNumber(const Given& in)
{
    Numbers some;
    for (const int64_t number : in.l())
        if (number > in.n(1))
            some.push_back(number);
    return some;
}

Result plusNumber(const Given& in)
{
    auto all = in.l();
    for (int64_t& number : all)
        number += in.n(1);
    return all;
}

Result firstOnes(const Given& in)
{
    if (in.n(1) < 1)
        return std::nullopt;
    return part(in, 0, in.n(1));
}

Result withNumber(const Given& in, int64_t number, bool front)
{
    auto all = in.l();
    all.insert(front ? all.begin() : all.end(), number);
    return all;
}

Result concatenated(const Given& in)
{
    auto all = in.l(0);
    all.insert(all.end(), in.l(1).begin(), in.l(1).end());
    return all;
}

// clang-format off
constexpr Operation kListOperations[] = {
    {"sum", "L", 'N', ' ', "sum($1)", sum},
    {"largest", "L", 'N', ' ', "max($1)", [](In in) { return of(in, [](auto& l) { return std::ranges::max(l); }); }},
    {"smallest", "L", 'N', ' ', "min($1)", [](In in) { return of(in, [](auto& l) { return std::ranges::min(l); }); }},
    {"kth_largest", "L", 'N', 's', "sorted($1)[-$k]", [](In in) { return placed(in, true); }},
    {"kth_smallest", "L", 'N', 's', "sorted($1)[$i]", [](In in) { return placed(in, false); }},
    {"spread", "L", 'N', ' ', "max($1) - min($1)", [](In in) { return of(in, [](auto& l) { return std::ranges::max(l) - std::ranges::min(l); }); }},
    {"mean", "L", 'N', ' ', "sum($1) // len($1)", mean},
    {"times", "L", 'N', 'k', "$1.count($k)", [](In in) -> Result { return static_cast<int64_t>(std::ranges::count(in.l(), in.k)); }},
    {"ends_sum", "L", 'N', ' ', "$1[0] + $1[-1]", [](In in) { return of(in, [](auto& l) { return l.front() + l.back(); }); }},
    {"size", "A", 'N', ' ', "len($1)", size},
    {"first", "A", 'E', ' ', "$1[0]", [](In in) { return element(in, 0); }},
    {"last", "A", 'E', ' ', "$1[-1]", [](In in) { return element(in, -1); }},
    {"kth", "A", 'E', 's', "$1[$i]", [](In in) { return element(in, in.k - 1); }},
    {"kth_last", "A", 'E', 's', "$1[-$k]", [](In in) { return element(in, -in.k); }},

    {"holds", "L", 'B', 'k', "$k in $1", [](In in) { return of(in, [&](auto& l) { return std::ranges::find(l, in.k) != l.end(); }); }},
    {"more_than", "A", 'B', 's', "len($1) > $k", moreThan},
    {"palindrome", "A", 'B', ' ', "$1 == $1[::-1]", palindrome},
    {"in_order", "A", 'B', ' ', "$1 == sorted($1)", [](In in) { return made(in, [](auto& l) -> Result { return std::ranges::is_sorted(l); }); }},
    {"ends_same", "A", 'B', ' ', "$1[0] == $1[-1]", [](In in) { return made(in, [](auto& l) -> Result { return l.front() == l.back(); }); }},
    {"distinct", "A", 'B', ' ', "len(set($1)) == len($1)", distinct},

    {"reversed", "A", 'A', ' ', "$1[::-1]", [](In in) { return changed(in, [](auto& l) { std::ranges::reverse(l); }); }},
    {"sorted", "A", 'A', ' ', "sorted($1)", [](In in) { return sorted(in); }},
    {"sorted_down", "A", 'A', ' ', "sorted($1, reverse=True)", [](In in) { return sorted(in, true); }},
    {"first_k", "A", 'A', 's', "$1[:$k]", [](In in) { return in.k < 1 ? std::nullopt : part(in, 0, in.k); }},
    {"last_k", "A", 'A', 's', "$1[-$k:]", [](In in) { return in.k < 1 ? std::nullopt : part(in, -in.k, 0); }},
    {"without_first", "A", 'A', ' ', "$1[1:]", [](In in) { return part(in, 1, 0); }},
    {"without_last", "A", 'A', ' ', "$1[:-1]", [](In in) { return part(in, 0, -1); }},
    {"without_first_k", "A", 'A', 's', "$1[$k:]", [](In in) { return part(in, in.k, 0); }},
    {"without_last_k", "A", 'A', 's', "$1[:-$k]", [](In in) { return part(in, 0, -in.k); }},
    {"every_second", "A", 'A', ' ', "$1[::2]", [](In in) { return everySecond(in, 0); }},
    {"from_second", "A", 'A', ' ', "$1[1::2]", [](In in) { return everySecond(in, 1); }},
    {"repeated", "A", 'A', 's', "$1 * $k", repeated},
    {"unique", "A", 'A', ' ', "list(dict.fromkeys($1))", unique},
    {"rotated", "A", 'A', ' ', "$1[1:] + $1[:1]", [](In in) { return changed(in, [](auto& l) { std::ranges::rotate(l, l.begin() + 1); }); }},
    {"append", "L", 'L', 'k', "$1 + [$k]", [](In in) { return withNumber(in, in.k, false); }},
    {"prepend", "L", 'L', 'k', "[$k] + $1", [](In in) { return withNumber(in, in.k, true); }},

    {"concatenated", "LL", 'L', ' ', "$1 + $2", concatenated},
    {"common", "LL", 'L', ' ', "[v for v in $1 if v in $2]", [](In in) { return common(in, true); }},
    {"missing", "LL", 'L', ' ', "[v for v in $1 if v not in $2]", [](In in) { return common(in, false); }},
    {"pair_sums", "LL", 'L', ' ', "[p + q for p, q in zip($1, $2)]", [](In in) { return paired(in, [](int64_t a, int64_t b) { return a + b; }); }},
    {"pair_products", "LL", 'N', ' ', "sum(p * q for p, q in zip($1, $2))", products},
    {"times_number", "LN", 'N', ' ', "$1.count($2)", [](In in) -> Result { return static_cast<int64_t>(std::ranges::count(in.l(), in.n(1))); }},
    {"holds_number", "LN", 'B', ' ', "$2 in $1", [](In in) { return of(in, [&](auto& l) { return std::ranges::find(l, in.n(1)) != l.end(); }); }},
    {"above_number", "LN", 'L', ' ', "[v for v in $1 if v > $2]", aboveNumber},
    {"plus_number", "LN", 'L', ' ', "[v + $2 for v in $1]", plusNumber},
    {"first_ones", "LN", 'L', ' ', "$1[:$2]", firstOnes},
    {"with_number", "LN", 'L', ' ', "$1 + [$2]", [](In in) { return withNumber(in, in.n(1), false); }},
    {"sum_plus", "LN", 'N', ' ', "sum($1) + $2", [](In in) -> Result { return std::get<int64_t>(*sum(in)) + in.n(1); }},
};
// clang-format on

} // namespace

std::span<const Operation> listOperations()
{
    return kListOperations;
}

} // namespace espalier::built_in::code
