#include "core/reward/quality.h"

#include "core/base/ascii.h"
#include "core/text/utf8.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <functional>
#include <sstream>
#include <string>
#include <unordered_set>
#include <vector>

namespace espalier {

namespace {

std::u32string codePoints(std::string_view text)
{
    const std::string valid = toValidUtf8(text);
    std::u32string all;
    for (size_t at = 0; at < valid.size();)
        all += nextCodePoint(valid, at);
    return all;
}

bool isSpace(char32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x3000;
}

bool isAnyLetter(char32_t c)
{
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

bool isWordPart(char32_t c)
{
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
    return isAnyLetter(c) || (category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_NO);
}

bool isHangul(char32_t c)
{
    return (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x1100 && c <= 0x11FF) ||
           (c >= 0x3130 && c <= 0x318F);
}

bool isLatin(char32_t c)
{
    return (c < 0x80 && ascii::isLetter(static_cast<char>(c))) || (c >= 0xC0 && c <= 0x24F);
}

bool endsSentence(char32_t c)
{
    return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x3002 || c == 0xFF01 ||
           c == 0xFF1F;
}

bool closes(char32_t c)
{
    return c == '"' || c == '\'' || c == ')' || c == ']' || c == 0x201D || c == 0x2019 ||
           c == 0xBB || c == 0x300D;
}

/// Words in small letters, without the signs around them.
std::vector<std::u32string> wordsIn(std::string_view text)
{
    std::vector<std::u32string> words;
    std::u32string word;
    const auto take = [&] {
        while (!word.empty() && !isWordPart(word.back()))
            word.pop_back();
        const auto first = std::ranges::find_if(word, isWordPart);
        word.erase(word.begin(), first);
        if (!word.empty())
            words.push_back(std::move(word));
        word.clear();
    };
    for (const char32_t c : codePoints(text)) {
        if (isSpace(c))
            take();
        else
            word += static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c)));
    }
    take();
    return words;
}

double countOf(std::string_view text, bool (*which)(char32_t))
{
    return static_cast<double>(std::ranges::count_if(codePoints(text), which));
}

/// The share of those characters among the letters.
double shareOfLetters(std::string_view text, bool (*which)(char32_t))
{
    const double letters = countOf(text, isAnyLetter);
    return letters > 0 ? countOf(text, which) / letters : 0;
}

double wordCountOf(std::string_view text)
{
    return static_cast<double>(wordsIn(text).size());
}

double lineCountOf(std::string_view text)
{
    text = ascii::trimmed(text);
    return text.empty() ? 0 : 1 + static_cast<double>(std::ranges::count(text, '\n'));
}

double sentenceCountOf(std::string_view text)
{
    const auto all = codePoints(text);
    double count = 0;
    bool open = false;
    for (size_t i = 0; i < all.size(); ++i) {
        open = open || isWordPart(all[i]);
        const bool last = i + 1 == all.size() || isSpace(all[i + 1]) || closes(all[i + 1]);
        if (open && endsSentence(all[i]) && last) {
            ++count;
            open = false;
        }
    }
    return count + (open ? 1 : 0);
}

double wordLengthOf(std::string_view text)
{
    const auto words = wordsIn(text);
    double sum = 0;
    for (const auto& word : words)
        sum += static_cast<double>(word.size());
    return words.empty() ? 0 : sum / static_cast<double>(words.size());
}

double distinctShareOf(std::string_view text)
{
    const auto words = wordsIn(text);
    const std::unordered_set<std::u32string> distinct(words.begin(), words.end());
    return words.empty() ? 0
                         : static_cast<double>(distinct.size()) / static_cast<double>(words.size());
}

double endsProperlyOf(std::string_view text)
{
    auto all = codePoints(text);
    while (!all.empty() && (isSpace(all.back()) || closes(all.back())))
        all.pop_back();
    return !all.empty() && endsSentence(all.back()) ? 1 : 0;
}

/// The table itself.
constexpr std::array kQualities{
    Quality{"characters", "how many characters", characterCount},
    Quality{"words", "how many words", wordCountOf},
    Quality{"lines", "how many lines", lineCountOf},
    Quality{"sentences", "how many sentences", sentenceCountOf},
    Quality{"word_length", "characters of a word, on average", wordLengthOf},
    Quality{
        "repetition",
        "share of three words in a row that stood there before",
        [](std::string_view text) { return repeatedShare(text, 3); }},
    Quality{"distinct_words", "share of the words that are different ones", distinctShareOf},
    Quality{"ends_properly", "1 where it ends with the end of a sentence", endsProperlyOf},
    Quality{
        "hangul",
        "share of the letters that are Hangul",
        [](std::string_view text) { return shareOfLetters(text, isHangul); }},
    Quality{
        "latin",
        "share of the letters that are Latin",
        [](std::string_view text) { return shareOfLetters(text, isLatin); }},
    Quality{
        "digits",
        "how many digits",
        [](std::string_view text) {
            return countOf(text, [](char32_t c) { return c >= '0' && c <= '9'; });
        }},
    Quality{
        "capitals",
        "share of the letters that are capitals",
        [](std::string_view text) {
            return shareOfLetters(text, [](char32_t c) {
                return utf8proc_category(static_cast<utf8proc_int32_t>(c)) == UTF8PROC_CATEGORY_LU;
            });
        }},
    Quality{
        "question_marks",
        "how many question marks",
        [](std::string_view text) {
            return countOf(text, [](char32_t c) { return c == '?' || c == 0xFF1F; });
        }},
    Quality{
        "exclamation_marks",
        "how many exclamation marks",
        [](std::string_view text) {
            return countOf(text, [](char32_t c) { return c == '!' || c == 0xFF01; });
        }},
    Quality{
        "quotes",
        "how many double quotation marks",
        [](std::string_view text) {
            return countOf(text, [](char32_t c) { return c == '"' || c == 0x201C || c == 0x201D; });
        }},
    Quality{
        "commas",
        "how many commas",
        [](std::string_view text) { return countOf(text, [](char32_t c) { return c == ','; }); }},
};

} // namespace

std::span<const Quality> qualities()
{
    return kQualities;
}

const Quality* findQuality(std::string_view name)
{
    const auto* found = std::ranges::find_if(
        kQualities, [&](const Quality& quality) { return quality.name == name; });
    return found == kQualities.end() ? nullptr : found;
}

double characterCount(std::string_view text)
{
    return static_cast<double>(codePoints(text).size());
}

double repeatedShare(std::string_view text, size_t words)
{
    const auto all = wordsIn(text);
    if (words == 0 || all.size() < words)
        return 0;
    const size_t count = all.size() - words + 1;
    std::unordered_set<std::u32string> seen;
    for (size_t i = 0; i < count; ++i) {
        std::u32string sequence;
        for (size_t j = i; j < i + words; ++j)
            sequence += all[j] + U' ';
        seen.insert(std::move(sequence));
    }
    return static_cast<double>(count - seen.size()) / static_cast<double>(count);
}

std::optional<WeightedQuality> readWeightedQuality(const std::string& text)
{
    std::istringstream words(text);
    std::string name, more;
    double weight = 0;
    if (!(words >> name >> weight) || words >> more)
        return std::nullopt;
    const Quality* quality = findQuality(name);
    return quality ? std::optional(WeightedQuality{quality, weight}) : std::nullopt;
}

double qualitySum(const std::vector<WeightedQuality>& qualities, std::string_view text)
{
    double sum = 0;
    for (const auto& [quality, weight] : qualities)
        sum += weight * quality->of(text);
    return sum;
}

double windowed(double value, double least, double most, double soft)
{
    const auto outside = [&](double by, double limit) {
        return soft > 0 && limit > 0 ? std::max(0.0, 1 - by / (soft * limit)) : 0;
    };
    if (value < least)
        return outside(least - value, least);
    if (most > 0 && value > most)
        return outside(value - most, most);
    return 1;
}

} // namespace espalier
