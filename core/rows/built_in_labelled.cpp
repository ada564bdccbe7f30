#include "core/rows/built_in_labelled.h"

#include "core/rows/built_in_slots.h"

#include <algorithm>

namespace espalier::built_in {

namespace {

/// A feeling and the world's words for it; Korean ones as stems.
struct Feeling
{
    const char* label;
    std::string_view english, korean;
};

constexpr Feeling kFeelings[] = {
    {"glad",
     "happy glad cheerful pleased joyful delighted overjoyed elated jubilant thrilled gleeful "
     "excited",
     "기쁘 행복하 즐겁 흐뭇하 유쾌하 신나 들뜨 흥겹 통쾌하 벅차"},
    {"calm",
     "content calm peaceful relieved comforted satisfied lighthearted",
     "편안하 평온하 후련하 개운하 홀가분하 든든하 가뿐하"},
    {"sad",
     "sad unhappy miserable gloomy heartbroken sorrowful tearful mournful downcast glum forlorn",
     "슬프 속상하 우울하 서럽 쓸쓸하 울적하 서글프 처량하 허전하"},
    {"worried",
     "worried troubled distressed upset dismayed anguished discouraged",
     "불안하 답답하 막막하 심란하 괴롭 고달프 참담하"},
};

/// Whether the word is one of the list.
bool holds(std::string_view list, std::string_view word)
{
    return std::ranges::any_of(
        alternativesOf(list, ' '), [&](const std::string& one) { return one == word; });
}

/// Whether the sentence has the word, in whatever form the world tells it.
bool tells(const std::string& sentence, const std::string& word, Language language)
{
    if (language == Language::English) {
        const auto words = worldWords(sentence);
        return std::ranges::find(words, word) != words.end();
    }
    for (const char* form : {"아", "았", "은"})
        if (const auto told = formOf(word, form, language))
            if (sentence.find(*told) != std::string::npos)
                return true;
    return sentence.find(word) != std::string::npos;
}

/// Whether any word of another feeling stands there.
bool tellsOther(const std::string& text, std::string_view label, Language language)
{
    for (const auto& feeling : kFeelings) {
        if (feeling.label == label)
            continue;
        const auto list = language == Language::English ? feeling.english : feeling.korean;
        for (const auto& word : alternativesOf(list, ' '))
            if (tells(text, word, language))
                return true;
    }
    return false;
}

} // namespace

std::vector<std::string> labels()
{
    std::vector<std::string> names;
    for (const auto& feeling : kFeelings)
        names.emplace_back(feeling.label);
    return names;
}

std::optional<std::string> labelledText(const Source& source, std::string_view label)
{
    const auto& story = source.story;
    const auto* feeling = std::ranges::find(
        kFeelings, label, [](const Feeling& one) { return std::string_view(one.label); });
    const auto list = story.language == Language::English ? feeling->english : feeling->korean;
    for (const auto& [variable, word] : story.things) {
        if ((variable != "glad" && variable != "low") || !holds(list, word))
            continue;
        for (const auto& event : story.events) {
            if (!tells(story.sentences[event.sentence], word, story.language))
                continue;
            auto text = excerpt(source, {event.what}, source.random.below(3));
            if (!text.empty() && !tellsOther(text, label, story.language))
                return text;
        }
    }
    return std::nullopt;
}

} // namespace espalier::built_in
