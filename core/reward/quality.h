#pragma once

/// What can be measured of a text without knowing what it is about.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

/// A quality by name: a pure function of any text (bytes that are no UTF-8 count as U+FFFD).
struct Quality
{
    const char* name;
    const char* meaning; ///< in English, one line
    double (*of)(std::string_view text);
};

/// The table of all: characters, words, lines, sentences, word_length, repetition, distinct_words,
/// ends_properly, hangul, latin, digits, capitals, question_marks, exclamation_marks, quotes,
/// commas. Shares go from 0 to 1; of an empty text all are 0.
std::span<const Quality> qualities();
/// nullptr where there is none of that name.
const Quality* findQuality(std::string_view name);

/// A quality and what a unit of it counts.
struct WeightedQuality
{
    const Quality* quality = nullptr;
    double weight = 0;
};
/// From "words 0.02"; nothing where it is no quality with a weight.
std::optional<WeightedQuality> readWeightedQuality(const std::string& text);
/// The sum of weight times quality.
double qualitySum(const std::vector<WeightedQuality>& qualities, std::string_view text);

/// How many code points a text has; a part that is no UTF-8 counts as one.
double characterCount(std::string_view text);

/// The share of a text's sequences of `words` words that stood in it before; letters' case and
/// signs around words aside. 0 where it is shorter.
double repeatedShare(std::string_view text, size_t words);

/// 1 from `least` to `most`, falling to 0 over the share `soft` of the limit that is missed.
/// `most` 0: no upper limit.
double windowed(double value, double least, double most, double soft);

} // namespace espalier
