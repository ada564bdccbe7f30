#pragma once

/// The built-in world: any amount of short fables, dialogues and sums from a seed, in English and
/// Korean. A document is told from a structured story; the story stays accessible, so that
/// questions, problems and preferences can be asked of the same world. Frozen: (version, seed,
/// index, language, split) name one document, the same on every machine, made without making the
/// others.

#include "core/data/split.h"
#include "core/data/world_particles.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace espalier {

enum class Language : uint8_t { English, Korean };

/// Of the parameters' word for it: "ko" or, else, English.
constexpr Language languageOf(std::string_view word)
{
    return word == "ko" ? Language::Korean : Language::English;
}

namespace world {

/// Part of every cache key that depends on the world's text. Raised when any document changes.
inline constexpr int version = 2;

enum class Gender : uint8_t { None, Female, Male };

/// Who takes part. Role "A" is the one the story is about.
struct Character
{
    std::string role;  ///< "A", "B", "C": what events and facts call them
    std::string name;  ///< "Mina"; an animal has one too, "Brambleheart"
    std::string kind;  ///< a craft ("potter") or the species
    std::string trait; ///< the adjective the story is about; empty for most
    Gender gender = Gender::None;
    bool animal = false;
};

/// Something that happens, with what made it happen.
struct Event
{
    std::string
        what; ///< stable name inside the plot, "find", "give_back"; the same in both languages
    std::string subject; ///< role, or empty where nobody acts
    int cause = -1;      ///< index of the event that led to this one; -1 none
    size_t sentence = 0; ///< index of the sentence that tells it
};

/// Something true in the story. relation "sum", "difference" and "product" hold three numerals
/// (left, right, result); "more" holds two; others hold words: {"lives_in", {"Mina", "Oakford"}},
/// {"tall", {"Mina", "Tom"}}.
struct Fact
{
    std::string relation;
    std::vector<std::string> terms;
};

struct Story
{
    std::string plot; ///< which plot, "purse", "winter"; the same in both languages
    Language language = Language::English;
    Split split = Split::Train;
    bool good = true;  ///< whether the trait is a virtue here
    std::string place; ///< where they live
    std::vector<Character> characters;
    std::vector<std::pair<std::string, std::string>> things; ///< variable of the plot -> word
    std::vector<std::pair<std::string, int>> numbers;        ///< variable of the plot -> value
    std::vector<Event> events;
    std::vector<Fact> facts;
    std::vector<std::string> sentences;
    std::vector<size_t> paragraphs; ///< indices of sentences that begin a new line

    /// The document: sentences joined by blanks and line ends.
    std::string text() const;
};

Story makeStory(uint64_t seed, uint64_t index, Language language, Split split);

/// The cast and place that a story is recognised by; every story of one key is on one side of the
/// split.
Split splitOf(const Story& story);

} // namespace world

/// The text of makeStory.
std::string worldDocument(uint64_t seed, uint64_t index, Language language, Split split);

/// Sentences of a text: ended by . ! or ? outside quotation marks, or by the closing mark; a line
/// end ends one too.
std::vector<std::string> sentencesOf(std::string_view text);

struct ParseReport
{
    size_t sentences = 0;
    size_t parsed = 0;
    std::vector<std::string> failures; ///< at most 100
};

/// Whether the sentence is in the world's grammar: its frame, word classes, agreement, articles and
/// particles. What it says need not be true.
bool parsesSentence(std::string_view sentence, Language language);
ParseReport parseText(std::string_view text, Language language);

/// Sums, differences, products and comparisons of numbers that a text states in one sentence.
struct SumReport
{
    size_t stated = 0;
    size_t right = 0;
};
SumReport checkSums(std::string_view text, Language language);

/// Words of a text: runs of letters, digits, apostrophes and hyphens inside a word; ASCII in lower
/// case.
std::vector<std::string> worldWords(std::string_view text);

} // namespace espalier
