/// Tasks on words, as a first program would do them: list, reverse, count, sort.

#include "core/rows/built_in_item.h"
#include "core/rows/built_in_slots.h"

#include <algorithm>

namespace espalier::built_in {

namespace {

/// The letters (of Korean the syllables) of a word.
std::vector<std::string> lettersOf(std::string_view word)
{
    std::vector<std::string> letters;
    for (const char c : word) {
        if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U || letters.empty())
            letters.emplace_back();
        letters.back() += c;
    }
    return letters;
}

std::string joined(const std::vector<std::string>& parts, std::string_view between)
{
    std::string text;
    for (const auto& part : parts)
        text += (text.empty() ? "" : std::string(between)) + part;
    return text;
}

/// What is asked, the answer, and one that is wrong.
struct Task
{
    std::string ask, answer, wrong;
};

std::optional<Task> listNames(const Source& source, bool english)
{
    const auto& cast = source.story.characters;
    if (cast.size() < 2)
        return std::nullopt;
    return Task{
        english ? "List the two names in the order in which they come. | Write the two names of "
                  "this story with a comma between, in their order."
                : "두 이름을 나온 차례대로 쓰세요. | 이야기에 나온 두 이름을 쉼표로 이어 차례대로 "
                  "쓰세요.",
        cast[0].name + ", " + cast[1].name,
        cast[1].name + ", " + cast[0].name};
}

std::optional<Task> reverse(const std::string& word, bool english)
{
    auto letters = lettersOf(word);
    std::ranges::reverse(letters);
    const auto answer = joined(letters, "");
    if (answer == word)
        return std::nullopt;
    auto wrong = letters;
    std::ranges::rotate(wrong, wrong.begin() + 1);
    return Task{
        english ? "Write the word \"" + word + "\" backwards. | Turn the letters of \"" + word +
                      "\" round, the last one first."
                : "\"" + word + "\"" + std::string(particleAfter(word, Particle::Object)) +
                      " 거꾸로 쓰세요. | 낱말 \"" + word + "\"의 글자를 뒤에서부터 쓰세요.",
        answer,
        joined(wrong, "") == answer ? word : joined(wrong, "")};
}

std::optional<Task> count(const std::string& word, bool english)
{
    const auto language = english ? Language::English : Language::Korean;
    const auto letters = static_cast<int>(lettersOf(word).size());
    return Task{
        english ? "How many letters does the word \"" + word +
                      "\" have? | Count the letters of \"" + word + "\"."
                : "낱말 \"" + word + "\"에는 글자가 몇 있나요? | \"" + word +
                      "\"의 글자 수를 세어 보세요.",
        *numeral(letters, language),
        *numeral(letters + 1, language)};
}

std::optional<Task> ends(const std::string& word, bool english, bool first)
{
    const auto letters = lettersOf(word);
    if (letters.front() == letters.back())
        return std::nullopt;
    return Task{
        english ? std::string("What is the ") + (first ? "first" : "last") + " letter of \"" +
                      word + "\"?"
                : "\"" + word + "\"의 " + (first ? "첫" : "마지막") + " 글자는 무엇인가요?",
        first ? letters.front() : letters.back(),
        first ? letters.back() : letters.front()};
}

/// The kind, the thing and what else the story has, in the order of the alphabet.
std::optional<Task> sort(const Source& source, const std::string& noun, bool english)
{
    std::vector<std::string> words{source.story.characters[0].kind, noun};
    if (source.story.characters.size() > 1)
        words.push_back(source.story.characters[1].kind);
    const auto given = joined(words, ", ");
    std::ranges::sort(words);
    const auto answer = joined(words, ", ");
    if (std::ranges::adjacent_find(words) != words.end())
        return std::nullopt;
    std::ranges::rotate(words, words.begin() + 1);
    return Task{
        english ? "Put these words in the order of the alphabet: " + given +
                      ". | Sort by the alphabet: " + given + "."
                : "다음 낱말을 가나다 차례로 쓰세요: " + given +
                      ". | 가나다 차례로 늘어놓으세요: " + given + ".",
        answer,
        joined(words, ", ")};
}

} // namespace

std::optional<Item> askList(const Source& source)
{
    const bool english = source.story.language == Language::English;
    const auto noun = nounOf(source.story);
    const uint64_t way = source.random.below(6);
    if (noun.empty() || lettersOf(noun).size() < 2)
        return std::nullopt;
    const auto task = way == 0   ? listNames(source, english)
                      : way == 1 ? reverse(noun, english)
                      : way == 2 ? count(noun, english)
                      : way == 5 ? sort(source, noun, english)
                                 : ends(noun, english, way == 3);
    if (!task)
        return std::nullopt;
    std::vector<std::string> events;
    if (eventNamed(source.story, "friend") != nullptr)
        events.emplace_back("friend");
    else if (way == 0)
        return std::nullopt;
    const auto context = excerpt(source, events, 0);
    if (context.empty())
        return std::nullopt;
    Item item;
    item.prompt = context + "\n" + oneOf(task->ask, source.random);
    item.answer = item.reply = task->answer;
    item.wrong = task->wrong;
    item.wrongTag = "wrong";
    return item;
}

} // namespace espalier::built_in
