#pragma once

#include "core/pipeline/stage.h"

namespace espalier {

/// Parameters of reward.rules.
struct RewardRulesParams
{
    std::string format = "ends";
    std::string pattern;
    double formatWeight = 1;
    std::string lengthUnit = "tokens";
    int64_t shortest = 0;
    int64_t longest = 0;
    double soft = 0.2;
    double lengthWeight = 0;
    int64_t repetitionWords = 3;
    double repetitionWeight = 1;
    std::string language = "korean";
    double languageWeight = 0;
    std::vector<std::string> qualities;

    static constexpr auto fields()
    {
        using P = RewardRulesParams;
        return std::tuple{
            field("format", &P::format, "what an answer must look like. ends: it ends by itself, with the end of a sentence. think: its thoughts stand once between <think> and </think>, before the answer. pattern: a regular expression").choices("ends", "think", "pattern"),
            field("pattern", &P::pattern, "a regular expression (PCRE2) that the answer must have a match of; (?s) lets a dot stand for line ends too").onlyWith("format", "pattern"),
            field("format_weight", &P::formatWeight, "what the form counts; 0 leaves it out").range(0, 1e6),
            field("length_unit", &P::lengthUnit, "how length is measured").choices("tokens", "characters").group("Length"),
            field("shortest", &P::shortest, "an answer should be at least this long").range(0, 1e9).group("Length"),
            field("longest", &P::longest, "and at most this long; 0 is no limit").range(0, 1e9).group("Length"),
            field("soft", &P::soft, "how far outside these lengths the score falls to 0, as a share of the limit; 0 is at once").range(0, 10).group("Length"),
            field("length_weight", &P::lengthWeight, "what the length counts; 0 leaves it out").range(0, 1e6).group("Length"),
            field("repetition_words", &P::repetitionWords, "sequences of so many words are looked for again").range(1, 100).group("Words"),
            field("repetition_weight", &P::repetitionWeight, "what it counts that nothing is repeated; 0 leaves it out").range(0, 1e6).group("Words"),
            field("language", &P::language, "the script that the letters should be of").choices("korean", "english").group("Words"),
            field("language_weight", &P::languageWeight, "what the script counts; 0 leaves it out").range(0, 1e6).group("Words"),
            field("qualities", &P::qualities, "added to the mean of these, whatever it comes to: each a name and what a unit of it counts, such as words 0.02; characters, words, sentences, word_length, repetition, distinct_words, ends_properly, hangul, latin, digits, capitals, question_marks, exclamation_marks, quotes, commas").advanced(),
        };
    }
    /// As makeVerifier() takes it.
    nlohmann::json description() const;
};

StageInfo rewardRules();

} // namespace espalier
