/// Operations on words (ASCII), texts of words, and lists of words.

#include "core/rows/built_in_code.h"

#include <algorithm>

namespace espalier::built_in::code {

namespace {

using In = const Given&;

int64_t sizeOf(const std::string& word)
{
    return static_cast<int64_t>(word.size());
}

char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

template <typename Change>
std::string mapped(std::string word, Change change)
{
    std::ranges::transform(word, word.begin(), change);
    return word;
}

std::string backwards(std::string word)
{
    std::ranges::reverse(word);
    return word;
}

std::string times(const std::string& word, int64_t times)
{
    std::string all;
    for (int64_t i = 0; i < times; ++i)
        all += word;
    return all;
}

/// From `first` up to `last`, both counted from the end where they are negative; nothing where the
/// word is not that long.
Result part(const std::string& word, int64_t first, int64_t last)
{
    const int64_t begin = first < 0 ? sizeOf(word) + first : first;
    const int64_t end = last <= 0 ? sizeOf(word) + last : last;
    if (begin < 0 || begin >= end || end > sizeOf(word))
        return std::nullopt;
    return word.substr(static_cast<size_t>(begin), static_cast<size_t>(end - begin));
}

std::string joined(const Words& words, const std::string& between)
{
    std::string all;
    for (size_t i = 0; i < words.size(); ++i)
        all += (i == 0 ? "" : between) + words[i];
    return all;
}

Words lettersOf(const std::string& word)
{
    Words letters;
    for (const char c : word)
        letters.emplace_back(1, c);
    return letters;
}

Words wordsIn(const std::string& text)
{
    Words words;
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find(' ', at), text.size());
        words.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

std::string replaced(const std::string& word, const std::string& old, const std::string& by)
{
    std::string all;
    for (const char c : word)
        all += c == old[0] ? by : std::string(1, c);
    return all;
}

std::string doubled(const std::string& word)
{
    std::string all;
    for (const char c : word)
        all.append(2, c);
    return all;
}

std::string everySecond(const std::string& word)
{
    std::string all;
    for (size_t i = 0; i < word.size(); i += 2)
        all += word[i];
    return all;
}

std::string inOrder(std::string word)
{
    std::ranges::sort(word);
    return word;
}

std::string capital(std::string word)
{
    word = mapped(word, lower);
    word[0] = upper(word[0]);
    return word;
}

/// The words by their length; nothing where two have the same.
std::optional<Words> byLength(Words words)
{
    std::ranges::stable_sort(words, {}, &std::string::size);
    if (words.empty() || std::ranges::adjacent_find(words, {}, &std::string::size) != words.end())
        return std::nullopt;
    return words;
}

/// The first or last of the words as they were put in order.
Result endOf(const std::optional<Words>& words, bool last)
{
    if (!words)
        return std::nullopt;
    return last ? words->back() : words->front();
}

std::optional<Words> byAlphabet(Words words)
{
    std::ranges::sort(words);
    return words.empty() ? std::nullopt : std::optional(words);
}

Result vowels(In in)
{
    return static_cast<int64_t>(std::ranges::count_if(
        in.w(), [](char c) { return std::string_view("aeiou").find(c) != std::string::npos; }));
}

Result longerThan(In in)
{
    return in.n(1) < 1 ? std::nullopt : Result(sizeOf(in.w()) > in.n(1));
}

Result firstLetters(In in)
{
    return in.n(1) < 1 ? std::nullopt : part(in.w(), 0, in.n(1));
}

Result repeatedSo(In in)
{
    if (in.n(1) < 1 || in.n(1) > 4)
        return std::nullopt;
    return times(in.w(), in.n(1));
}

// clang-format off
constexpr Operation kWordOperations[] = {
    {"backwards", "W", 'W', ' ', "$1[::-1]", [](In in) -> Result { return backwards(in.w()); }},
    {"upper", "W", 'W', ' ', "$1.upper()", [](In in) -> Result { return mapped(in.w(), upper); }},
    {"lower", "W", 'W', ' ', "$1.lower()", [](In in) -> Result { return mapped(in.w(), lower); }},
    {"capital", "W", 'W', ' ', "$1.capitalize()", [](In in) -> Result { return capital(in.w()); }},
    {"twice", "W", 'W', ' ', "$1 * 2", [](In in) -> Result { return in.w() + in.w(); }},
    {"word_times", "W", 'W', 's', "$1 * $k", [](In in) -> Result { return times(in.w(), in.k); }},
    {"first_letter", "W", 'W', ' ', "$1[0]", [](In in) { return part(in.w(), 0, 1); }},
    {"last_letter", "W", 'W', ' ', "$1[-1]", [](In in) { return part(in.w(), -1, 0); }},
    {"kth_letter", "W", 'W', 's', "$1[$i]", [](In in) { return in.k < 1 ? std::nullopt : part(in.w(), in.k - 1, in.k); }},
    {"first_letters", "W", 'W', 's', "$1[:$k]", [](In in) { return in.k < 1 ? std::nullopt : part(in.w(), 0, in.k); }},
    {"last_letters", "W", 'W', 's', "$1[-$k:]", [](In in) { return in.k < 1 ? std::nullopt : part(in.w(), -in.k, 0); }},
    {"but_first_letter", "W", 'W', ' ', "$1[1:]", [](In in) { return part(in.w(), 1, 0); }},
    {"but_last_letter", "W", 'W', ' ', "$1[:-1]", [](In in) { return part(in.w(), 0, -1); }},
    {"but_first_letters", "W", 'W', 's', "$1[$k:]", [](In in) { return part(in.w(), in.k, 0); }},
    {"sign_behind", "W", 'W', 'x', "$1 + \"$c\"", [](In in) -> Result { return in.w() + in.c; }},
    {"sign_before", "W", 'W', 'x', "\"$c\" + $1", [](In in) -> Result { return in.c + in.w(); }},
    {"sign_around", "W", 'W', 'x', "\"$c\" + $1 + \"$c\"", [](In in) -> Result { return in.c + in.w() + in.c; }},
    {"sign_between", "W", 'W', 'x', "\"$c\".join($1)", [](In in) -> Result { return joined(lettersOf(in.w()), in.c); }},
    {"replace_letter", "W", 'W', 'd', "$1.replace(\"$c\", \"$d\")", [](In in) -> Result { return replaced(in.w(), in.c, in.d); }},
    {"remove_letter", "W", 'W', 'c', "$1.replace(\"$c\", \"\")", [](In in) -> Result { return replaced(in.w(), in.c, ""); }},
    {"doubled_letters", "W", 'W', ' ', "\"\".join(c * 2 for c in $1)", [](In in) -> Result { return doubled(in.w()); }},
    {"second_letters", "W", 'W', ' ', "$1[::2]", [](In in) -> Result { return everySecond(in.w()); }},
    {"letters_in_order", "W", 'W', ' ', "\"\".join(sorted($1))", [](In in) -> Result { return inOrder(in.w()); }},
    {"mirrored", "W", 'W', ' ', "$1 + $1[::-1]", [](In in) -> Result { return in.w() + backwards(in.w()); }},
    {"first_to_end", "W", 'W', ' ', "$1[1:] + $1[0]", [](In in) -> Result { return in.w().substr(1) + in.w()[0]; }},

    {"length", "W", 'N', ' ', "len($1)", [](In in) -> Result { return sizeOf(in.w()); }},
    {"letter_count", "W", 'N', 'c', "$1.count(\"$c\")", [](In in) -> Result { return static_cast<int64_t>(std::ranges::count(in.w(), in.c[0])); }},
    {"vowels", "W", 'N', ' ', "sum(c in \"aeiou\" for c in $1)", vowels},
    {"letters_of", "W", 'S', ' ', "list($1)", [](In in) -> Result { return lettersOf(in.w()); }},
    {"begins_with", "W", 'B', 'c', "$1.startswith(\"$c\")", [](In in) -> Result { return in.w().starts_with(in.c); }},
    {"ends_with", "W", 'B', 'c', "$1.endswith(\"$c\")", [](In in) -> Result { return in.w().ends_with(in.c); }},
    {"has_letter", "W", 'B', 'c', "\"$c\" in $1", [](In in) -> Result { return in.w().find(in.c) != std::string::npos; }},
    {"longer_than", "W", 'B', 'l', "len($1) > $k", [](In in) -> Result { return sizeOf(in.w()) > in.k; }},
    {"shorter_than", "W", 'B', 'l', "len($1) < $k", [](In in) -> Result { return sizeOf(in.w()) < in.k; }},
    {"of_length", "W", 'B', 'l', "len($1) == $k", [](In in) -> Result { return sizeOf(in.w()) == in.k; }},
    {"word_palindrome", "W", 'B', ' ', "$1 == $1[::-1]", [](In in) -> Result { return in.w() == backwards(in.w()); }},
    {"same_end_letters", "W", 'B', ' ', "$1[0] == $1[-1]", [](In in) -> Result { return in.w().front() == in.w().back(); }},

    {"words_of", "T", 'S', ' ', "$1.split()", [](In in) -> Result { return wordsIn(in.w()); }},
    {"word_count", "T", 'N', ' ', "len($1.split())", [](In in) -> Result { return static_cast<int64_t>(wordsIn(in.w()).size()); }},
    {"no_blanks", "T", 'W', ' ', "$1.replace(\" \", \"\")", [](In in) -> Result { return joined(wordsIn(in.w()), ""); }},
    {"sign_for_blank", "T", 'W', 'x', "$1.replace(\" \", \"$c\")", [](In in) -> Result { return joined(wordsIn(in.w()), in.c); }},

    {"joined_two", "WW", 'W', ' ', "$1 + $2", [](In in) -> Result { return in.w(0) + in.w(1); }},
    {"joined_back", "WW", 'W', ' ', "$2 + $1", [](In in) -> Result { return in.w(1) + in.w(0); }},
    {"joined_by", "WW", 'W', 'x', "$1 + \"$c\" + $2", [](In in) -> Result { return in.w(0) + in.c + in.w(1); }},
    {"begins_with_word", "WW", 'B', ' ', "$1.startswith($2)", [](In in) -> Result { return in.w(0).starts_with(in.w(1)); }},
    {"ends_with_word", "WW", 'B', ' ', "$1.endswith($2)", [](In in) -> Result { return in.w(0).ends_with(in.w(1)); }},
    {"has_word", "WW", 'B', ' ', "$2 in $1", [](In in) -> Result { return in.w(0).find(in.w(1)) != std::string::npos; }},
    {"same_length", "WW", 'B', ' ', "len($1) == len($2)", [](In in) -> Result { return in.w(0).size() == in.w(1).size(); }},
    {"same_letters", "WW", 'B', ' ', "sorted($1) == sorted($2)", [](In in) -> Result { return inOrder(in.w(0)) == inOrder(in.w(1)); }},
    {"lengths_of_two", "WW", 'N', ' ', "len($1) + len($2)", [](In in) -> Result { return sizeOf(in.w(0)) + sizeOf(in.w(1)); }},
    {"word_so_often", "WN", 'W', ' ', "$1 * $2", repeatedSo},
    {"so_many_letters", "WN", 'W', ' ', "$1[:$2]", firstLetters},
    {"longer_than_number", "WN", 'B', ' ', "len($1) > $2", longerThan},

    {"joined", "S", 'W', 'x', "\"$c\".join($1)", [](In in) -> Result { return joined(in.s(), in.c); }},
    {"glued", "S", 'W', ' ', "\"\".join($1)", [](In in) -> Result { return joined(in.s(), ""); }},
    {"longest", "S", 'W', ' ', "max($1, key=len)", [](In in) { return endOf(byLength(in.s()), true); }},
    {"shortest", "S", 'W', ' ', "min($1, key=len)", [](In in) { return endOf(byLength(in.s()), false); }},
    {"first_by_alphabet", "S", 'W', ' ', "min($1)", [](In in) { return endOf(byAlphabet(in.s()), false); }},
    {"last_by_alphabet", "S", 'W', ' ', "max($1)", [](In in) { return endOf(byAlphabet(in.s()), true); }},
    {"by_length", "S", 'S', ' ', "sorted($1, key=len)", [](In in) { const auto words = byLength(in.s()); return words ? Result(*words) : std::nullopt; }},
    {"word_in_list", "SW", 'B', ' ', "$2 in $1", [](In in) -> Result { return std::ranges::find(in.s(), in.w(1)) != in.s().end(); }},
};
// clang-format on

} // namespace

std::span<const Operation> wordOperations()
{
    return kWordOperations;
}

} // namespace espalier::built_in::code
