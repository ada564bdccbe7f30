#include "core/data/world_lexicon.h"

#include "core/data/world_inflection.h"

#include <algorithm>
#include <cassert>

namespace espalier::world {

namespace {

constexpr int kLargestNumber = 199;

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const size_t end = std::min(text.find(separator), text.size());
        if (end > 0)
            parts.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

struct Kind
{
    std::string_view name;
    Pos pos;
    Gender gender = Gender::None;
};

constexpr Kind kKinds[] = {
    {"noun", Pos::Noun},
    {"mass", Pos::Mass},
    {"girl", Pos::Being, Gender::Female},
    {"boy", Pos::Being, Gender::Male},
    {"place", Pos::Place},
    {"adj", Pos::Adjective},
    {"adv", Pos::Adverb},
    {"verb", Pos::Verb},
};

} // namespace

const Lexicon& Lexicon::of(Language language)
{
    static const Lexicon english(Language::English);
    static const Lexicon korean(Language::Korean);
    return language == Language::English ? english : korean;
}

Lexicon::Lexicon(Language language)
{
    addNumbers(language);
    for (const auto line :
         split(language == Language::English ? englishNames() : koreanNames(), '\n'))
        addClass(language, line);
    const auto words = language == Language::English ? englishWords() : koreanWords();
    for (const auto line : split(words, '\n'))
        addClass(language, line);
    for (size_t id = 0; id < m_lexemes.size(); ++id) {
        for (size_t form = 0; form < m_lexemes[id].forms.size(); ++form) {
            const std::string& surface = m_lexemes[id].forms[form];
            if (surface.empty())
                continue;
            m_surfaces.emplace(
                surface, Reading{static_cast<int>(id), static_cast<int>(form), surface.size()});
            m_longest = std::max(m_longest, surface.size());
        }
    }
}

int Lexicon::add(Lexeme lexeme)
{
    m_lexemes.push_back(std::move(lexeme));
    return static_cast<int>(m_lexemes.size()) - 1;
}

void Lexicon::addNumbers(Language language)
{
    m_numbers.push_back(-1);
    for (int value = 1; value <= kLargestNumber; ++value) {
        Lexeme number;
        number.pos = Pos::Number;
        number.value = value;
        number.forms = language == Language::English ? englishNumber(value) : koreanNumber(value);
        m_numbers.push_back(add(std::move(number)));
    }
}

void Lexicon::addClass(Language language, std::string_view line)
{
    const size_t colon = line.find(':');
    const auto head = split(line.substr(0, colon), ' ');
    assert(head.size() >= 2 && "a class of words begins with its kind and name");
    if (head[0] == "union") {
        addUnion(head[1], split(line.substr(colon + 1), ' '));
        return;
    }
    const auto* kind = std::ranges::find(kKinds, head[0], &Kind::name);
    assert(kind != std::end(kKinds));
    const std::string_view counter = head.size() > 2 ? head[2] : std::string_view("개");
    if (std::ranges::find(m_counters, counter) == m_counters.end())
        m_counters.emplace_back(counter);
    Lexeme like;
    like.pos = kind->pos;
    like.gender = kind->gender;
    like.counter = counter;
    auto& members = m_classes[std::string(head[1])];
    const auto listed = line.substr(colon + 1);
    const size_t semicolon = std::min(listed.find(';'), listed.size());
    for (const auto entry : split(listed.substr(0, semicolon), ' '))
        addMember(language, like, entry, members);
    const auto composed = listed.substr(std::min(semicolon + 1, listed.size()));
    const size_t star = std::min(composed.find('*'), composed.size());
    const auto ends = split(composed.substr(std::min(star + 1, composed.size())), ' ');
    for (const auto begin : split(composed.substr(0, star), ' '))
        for (const auto end : ends)
            if (begin != end)
                addMember(language, like, std::string(begin) + std::string(end), members);
}

void Lexicon::addMember(
    Language language, const Lexeme& like, std::string_view entry, std::vector<int>& members)
{
    const auto key = std::pair(like.pos, std::string(entry));
    auto known = m_known.find(key);
    if (known == m_known.end()) {
        Lexeme lexeme = like;
        const auto parts = split(entry, '/');
        lexeme.forms = language == Language::English ? englishForms(like.pos, parts)
                                                     : koreanForms(like.pos, parts);
        known = m_known.emplace(key, add(std::move(lexeme))).first;
    }
    if (std::ranges::find(members, known->second) == members.end())
        members.push_back(known->second);
}

void Lexicon::addUnion(std::string_view name, const std::vector<std::string_view>& parts)
{
    std::vector<int> joined;
    bool more = true;
    for (size_t rank = 0; more; ++rank) {
        more = false;
        for (const auto part : parts) {
            const auto members = this->members(part);
            if (rank >= members.size())
                continue;
            more = true;
            if (std::ranges::find(joined, members[rank]) == joined.end())
                joined.push_back(members[rank]);
        }
    }
    m_classes[std::string(name)] = std::move(joined);
}

std::span<const int> Lexicon::members(std::string_view wordClass) const
{
    const auto found = m_classes.find(wordClass);
    assert(found != m_classes.end() && "a plot names a class of words that exists");
    return found->second;
}

Pos Lexicon::posOf(std::string_view wordClass) const
{
    return lexeme(members(wordClass)[0]).pos;
}

std::vector<Reading> Lexicon::readings(std::string_view token) const
{
    std::vector<Reading> found;
    for (size_t length = std::min(token.size(), m_longest); length > 0; --length) {
        // Only whole characters: a continuation byte of UTF-8 can't begin the rest.
        if (length < token.size() && (static_cast<unsigned char>(token[length]) & 0xC0U) == 0x80U)
            continue;
        const auto [begin, end] = m_surfaces.equal_range(std::string(token.substr(0, length)));
        for (auto it = begin; it != end; ++it)
            found.push_back(it->second);
    }
    return found;
}

} // namespace espalier::world
