#include "core/data/world_inflection.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace espalier::world {

namespace {

using Words = std::vector<std::string>;

bool isVowel(char c)
{
    return std::string_view("aeiou").find(c) != std::string_view::npos;
}

bool endsIn(std::string_view word, std::string_view end)
{
    return word.ends_with(end);
}

/// One syllable that ends consonant-vowel-consonant, so that the last letter doubles: big, stop.
bool doublesLast(std::string_view word)
{
    const size_t n = word.size();
    if (n < 3 || isVowel(word[n - 1]) || !isVowel(word[n - 2]) || isVowel(word[n - 3]))
        return false;
    if (std::string_view("wxy").find(word[n - 1]) != std::string_view::npos)
        return false;
    return std::ranges::count_if(word, isVowel) == 1;
}

bool endsInConsonantY(std::string_view word)
{
    return word.size() > 1 && word.back() == 'y' && !isVowel(word[word.size() - 2]);
}

std::string withS(std::string_view word)
{
    if (endsInConsonantY(word))
        return std::string(word.substr(0, word.size() - 1)) + "ies";
    for (const auto* hiss : {"s", "x", "z", "ch", "sh"})
        if (endsIn(word, hiss))
            return std::string(word) + "es";
    return std::string(word) + "s";
}

/// The stem before a suffix that begins with e: bak(e)d, carri(ed), stopp(ed).
std::string beforeE(std::string_view word)
{
    if (endsInConsonantY(word))
        return std::string(word.substr(0, word.size() - 1)) + "i";
    if (word.back() == 'e')
        return std::string(word.substr(0, word.size() - 1));
    if (doublesLast(word))
        return std::string(word) + word.back();
    return std::string(word);
}

std::string withIng(std::string_view word)
{
    if (word.back() == 'e' && !endsIn(word, "ee") && word.size() > 2)
        return std::string(word.substr(0, word.size() - 1)) + "ing";
    if (doublesLast(word))
        return std::string(word) + word.back() + "ing";
    return std::string(word) + "ing";
}

Words adjectiveForms(const std::vector<std::string_view>& entry)
{
    const std::string word(entry[0]);
    if (entry.size() == 3)
        return {word, std::string(entry[1]), std::string(entry[2])};
    return {word, "", ""};
}

Words verbForms(const std::vector<std::string_view>& entry)
{
    const std::string word(entry[0]);
    const std::string past = entry.size() > 1 ? std::string(entry[1]) : beforeE(word) + "ed";
    const std::string ing = entry.size() > 2 ? std::string(entry[2]) : withIng(word);
    return {word, withS(word), past, ing};
}

/// Of stems in 하, 스럽 and 롭.
Words regularKoreanForms(Pos pos, const std::string& stem)
{
    for (const auto* end : {"스럽", "롭"}) {
        if (!endsIn(stem, end))
            continue;
        const std::string open = stem.substr(0, stem.size() - 3) + (end[3] != 0 ? "러" : "로");
        return {stem, open + "워", open + "웠", open + "운"};
    }
    assert(endsIn(stem, "하") && "an irregular Korean predicate is written with its forms");
    const std::string begin = stem.substr(0, stem.size() - 3);
    return {stem, begin + "해", begin + "했", begin + (pos == Pos::Verb ? "하는" : "한")};
}

} // namespace

std::vector<std::string> englishForms(Pos pos, const std::vector<std::string_view>& entry)
{
    const std::string word(entry[0]);
    switch (pos) {
    case Pos::Noun:
        return {word, entry.size() > 1 ? std::string(entry[1]) : withS(word)};
    case Pos::Adjective:
        return adjectiveForms(entry);
    case Pos::Verb:
        return verbForms(entry);
    default:
        return {word};
    }
}

std::vector<std::string> koreanForms(Pos pos, const std::vector<std::string_view>& entry)
{
    constexpr int kSsangSiot = 20;
    const std::string stem(entry[0]);
    if (pos != Pos::Adjective && pos != Pos::Verb)
        return {stem};
    if (entry.size() == 1)
        return regularKoreanForms(pos, stem);
    assert(entry.size() == 3 && "a Korean predicate is written stem/infinitive/adnominal");
    const std::string infinitive(entry[1]);
    return {stem, infinitive, withFinal(infinitive, kSsangSiot), std::string(entry[2])};
}

std::vector<std::string> englishNumber(int value)
{
    static constexpr std::array<const char*, 20> kSmall{
        "",         "one",     "two",     "three",     "four",     "five",    "six",
        "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
    static constexpr std::array<const char*, 10> kTens{
        "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"};
    const auto below100 = [](int n) -> std::string {
        if (n < 20)
            return kSmall.at(static_cast<size_t>(n));
        std::string word = kTens.at(static_cast<size_t>(n / 10));
        if (n % 10 != 0)
            word += std::string("-") + kSmall.at(static_cast<size_t>(n % 10));
        return word;
    };
    if (value < 100)
        return {below100(value)};
    assert(value < 200);
    return {value == 100 ? "one hundred" : "one hundred and " + below100(value - 100)};
}

std::vector<std::string> koreanNumber(int value)
{
    static constexpr std::array<const char*, 10> kNoun{
        "", "하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉"};
    static constexpr std::array<const char*, 10> kCounting{
        "", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉"};
    static constexpr std::array<const char*, 10> kTens{
        "", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔"};
    static constexpr std::array<const char*, 10> kSino{
        "", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"};
    const auto tens = static_cast<size_t>(value / 10 % 10);
    const auto ones = static_cast<size_t>(value % 10);
    std::string sino = value >= 100 ? "백" : "";
    if (tens > 0)
        sino += (tens > 1 ? std::string(kSino.at(tens)) : std::string()) + "십";
    sino += kSino.at(ones);
    if (value >= 100)
        return {"", "", sino};
    const std::string counting =
        value == 20 ? "스무" : std::string(kTens.at(tens)) + kCounting.at(ones);
    return {std::string(kTens.at(tens)) + kNoun.at(ones), counting, sino};
}

int formIndex(Language language, Pos pos, std::string_view name)
{
    const auto at = [name](std::initializer_list<std::string_view> names) {
        const auto* found = std::find(names.begin(), names.end(), name);
        return found == names.end() ? -1 : static_cast<int>(found - names.begin());
    };
    if (language == Language::English) {
        switch (pos) {
        case Pos::Noun:
            return at({"", "s"});
        case Pos::Adjective:
            return at({"", "er", "est"});
        case Pos::Verb:
            return at({"", "s", "ed", "ing"});
        default:
            return at({""});
        }
    }
    switch (pos) {
    case Pos::Adjective:
        return at({"", "아", "았", "은"});
    case Pos::Verb:
        return at({"", "아", "았", "는"});
    case Pos::Number:
        return at({"둘", "두", "이"});
    default:
        return at({""});
    }
}

bool startsWithVowelSound(std::string_view word)
{
    for (const auto* silent : {"hour", "honest", "heir", "honour"})
        if (word.starts_with(silent))
            return true;
    for (const auto* glide : {"uni", "use", "eu", "one", "ukulele"})
        if (word.starts_with(glide))
            return false;
    return !word.empty() && isVowel(static_cast<char>(word[0] | 0x20));
}

} // namespace espalier::world
