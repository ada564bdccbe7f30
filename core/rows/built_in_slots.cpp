#include "core/rows/built_in_slots.h"

#include "core/data/world_lexicon.h"

namespace espalier::built_in {

namespace {

using world::Lexicon;
using world::Pos;

/// The classes whose words stand in slots with a form.
constexpr const char* kClasses[] = {
    "goods",
    "beast_goods",
    "harvest",
    "foods",
    "colors",
    "hues",
    "measures",
    "sizes",
    "happy",
    "sad"};

/// Words by their first form, for one language.
std::map<std::string, std::vector<int>, std::less<>> wordsByForm(Language language)
{
    std::map<std::string, std::vector<int>, std::less<>> words;
    const Lexicon& lexicon = Lexicon::of(language);
    for (const char* name : kClasses)
        if (lexicon.has(name))
            for (const int id : lexicon.members(name))
                words[lexicon.lexeme(id).forms[0]].push_back(id);
    return words;
}

const std::map<std::string, std::vector<int>, std::less<>>& knownWords(Language language)
{
    static const auto english = wordsByForm(Language::English);
    static const auto korean = wordsByForm(Language::Korean);
    return language == Language::English ? english : korean;
}

} // namespace

std::optional<std::string> numeral(int value, Language language, std::string_view form)
{
    if (value < 1 || value > (language == Language::English ? 199 : 99))
        return std::nullopt;
    const Lexicon& lexicon = Lexicon::of(language);
    const int index = form.empty() ? 0 : world::formIndex(language, Pos::Number, form);
    if (index < 0)
        return std::nullopt;
    return lexicon.lexeme(lexicon.number(value)).forms[static_cast<size_t>(index)];
}

std::optional<std::string> formOf(std::string_view word, std::string_view form, Language language)
{
    const auto found = knownWords(language).find(word);
    if (found == knownWords(language).end())
        return std::nullopt;
    for (const int id : found->second) {
        const auto& lexeme = Lexicon::of(language).lexeme(id);
        if (form == "counter" && !lexeme.counter.empty())
            return lexeme.counter;
        const int index = world::formIndex(language, lexeme.pos, form);
        if (index >= 0 && static_cast<size_t>(index) < lexeme.forms.size())
            return lexeme.forms[static_cast<size_t>(index)];
    }
    return std::nullopt;
}

std::string nounOf(const world::Story& story)
{
    static constexpr const char* kNouns[] = {
        "obj", "item", "wish", "thing", "plant", "x", "prize", "gift", "garment", "furniture"};
    for (const char* noun : kNouns)
        for (const auto& [name, word] : story.things)
            if (name == noun && word.find('-') == std::string::npos)
                return word;
    return {};
}

std::string capitalised(std::string text)
{
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

Slots::Slots(const world::Story& story)
    : m_language(story.language)
{
    m_words["P"] = story.place;
    for (const auto& character : story.characters) {
        m_words[character.role] = character.name;
        m_words[character.role + ".kind"] = character.kind;
        const bool girl = character.gender == world::Gender::Female;
        m_words[character.role + ".he"] = girl ? "she" : "he";
        m_words[character.role + ".him"] = girl ? "her" : "him";
        m_words[character.role + ".his"] = girl ? "her" : "his";
    }
    for (const auto& [name, word] : story.things)
        m_words[name] = word;
    for (const auto& [name, value] : story.numbers)
        m_numbers[name] = value;
}

std::optional<int> Slots::number(const std::string& name) const
{
    const auto found = m_numbers.find(name);
    if (found == m_numbers.end())
        return std::nullopt;
    return found->second;
}

std::optional<std::string> Slots::word(std::string_view slot) const
{
    if (const auto found = m_words.find(std::string(slot)); found != m_words.end())
        return found->second;
    if (const auto value = number(std::string(slot)))
        return numeral(*value, m_language);
    const size_t dot = slot.rfind('.');
    if (dot == std::string_view::npos)
        return std::nullopt;
    const auto form = slot.substr(dot + 1);
    if (const auto value = number(std::string(slot.substr(0, dot))))
        return numeral(*value, m_language, form);
    const auto base = word(slot.substr(0, dot));
    if (!base)
        return std::nullopt;
    if (form == "a")
        return (world::startsWithVowelSound(*base) ? "an " : "a ") + *base;
    return formOf(*base, form, m_language);
}

std::optional<std::string> Slots::fill(std::string_view text) const
{
    std::string filled;
    while (!text.empty()) {
        const size_t open = text.find('{');
        filled += text.substr(0, open);
        if (open == std::string_view::npos)
            break;
        const size_t close = text.find('}', open);
        const auto slot = text.substr(open + 1, close - open - 1);
        text.remove_prefix(close + 1);
        const size_t colon = slot.find(':');
        const auto filling = word(slot.substr(0, colon));
        if (!filling)
            return std::nullopt;
        const auto particle =
            colon == std::string_view::npos ? std::nullopt : particleNamed(slot.substr(colon + 1));
        filled += particle ? withParticle(*filling, *particle) : *filling;
    }
    return filled;
}

} // namespace espalier::built_in
