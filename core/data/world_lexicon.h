#pragma once

#include "core/data/world.h"

#include <map>
#include <span>
#include <unordered_map>

namespace espalier::world {

/// Word classes as the grammar sees them. Being: names of people and of animals that act.
enum class Pos : uint8_t { Noun, Mass, Being, Place, Adjective, Adverb, Verb, Number };

constexpr uint16_t posBit(Pos pos)
{
    return static_cast<uint16_t>(1U << static_cast<unsigned>(pos));
}

/// One word with all its inflected forms. Which form is which: formIndex().
struct Lexeme
{
    Pos pos = Pos::Noun;
    Gender gender = Gender::None;
    int value = 0;                  ///< of a number
    std::vector<std::string> forms; ///< [0] is the form that a dictionary of the world would show
    std::string counter;            ///< Korean: 개, 마리, 권 ...
};

/// A reading of a token: its first `length` bytes are form `form` of a lexeme; the rest is a
/// particle.
struct Reading
{
    int lexeme = 0;
    int form = 0;
    size_t length = 0;
};

/// All words of one language. A class lists words from common to rare.
class Lexicon
{
public:
    static const Lexicon& of(Language language);

    const Lexeme& lexeme(int id) const { return m_lexemes[static_cast<size_t>(id)]; }
    /// Words of a class, commonest first; the class must exist.
    std::span<const int> members(std::string_view wordClass) const;
    bool has(std::string_view wordClass) const { return m_classes.contains(wordClass); }
    Pos posOf(std::string_view wordClass) const;
    /// The numeral for 1 .. 199.
    int number(int value) const { return m_numbers.at(static_cast<size_t>(value)); }

    /// The counters of a language that counts with them (개, 마리, 권 ...).
    const std::vector<std::string>& counters() const { return m_counters; }

    std::vector<Reading> readings(std::string_view token) const;

private:
    explicit Lexicon(Language language);
    void addClass(Language language, std::string_view line);
    void addMember(
        Language language, const Lexeme& like, std::string_view entry, std::vector<int>& members);
    void addUnion(std::string_view name, const std::vector<std::string_view>& parts);
    void addNumbers(Language language);
    int add(Lexeme lexeme);

    std::vector<Lexeme> m_lexemes;
    std::map<std::string, std::vector<int>, std::less<>> m_classes;
    std::map<std::pair<Pos, std::string>, int> m_known;
    std::vector<int> m_numbers;
    std::vector<std::string> m_counters;
    std::unordered_multimap<std::string, Reading> m_surfaces;
    size_t m_longest = 0;
};

/// Which of Lexeme::forms a form's name in the plots means; -1 where the word class has no such
/// form.
int formIndex(Language language, Pos pos, std::string_view name);

/// "an" stands before it.
bool startsWithVowelSound(std::string_view word);

/// The lists themselves: one class per line, "kind name [counter]: word word ...". What follows a
/// semicolon, "begin begin ... * end end ...", adds every beginning with every end (names of people
/// and places). "union name: class class ..." takes the classes' words by turns. In
/// world_words_*.cpp and world_names_*.cpp.
std::string_view englishWords();
std::string_view koreanWords();
std::string_view englishNames();
std::string_view koreanNames();

} // namespace espalier::world
