#pragma once

/// Templates about a story: "{A}" is a character, "{P}" the place, "{item.s}" a thing in a form,
/// "{s}" a numeral, "{A.kind}" what someone is, "{obj.a}" with its article, "{A:은}" with a
/// particle.

#include "core/data/world.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace espalier::built_in {

/// Words for the slots of one story.
class Slots
{
public:
    explicit Slots(const world::Story& story);

    /// A number of its own beside those of the story.
    void set(const std::string& name, int value) { m_numbers[name] = value; }
    /// A word of its own likewise.
    void set(const std::string& name, const std::string& word) { m_words[name] = word; }
    std::optional<int> number(const std::string& name) const;
    /// The template with every slot filled; nothing where the story lacks one.
    std::optional<std::string> fill(std::string_view text) const;

private:
    std::optional<std::string> word(std::string_view slot) const;

    Language m_language;
    std::map<std::string, std::string> m_words;
    std::map<std::string, int> m_numbers;
};

/// The numeral in words (of Korean in the form "둘", "두" or "이"); nothing above what the world
/// counts.
std::optional<std::string> numeral(int value, Language language, std::string_view form = {});
/// The form of a word of the world ("s", "est", "은"), or what it is counted with ("counter");
/// nothing where it has none.
std::optional<std::string> formOf(std::string_view word, std::string_view form, Language language);
/// A noun of the story that can be counted; empty where it has none.
std::string nounOf(const world::Story& story);
/// The text beginning with a capital, where its letters have them.
std::string capitalised(std::string text);

} // namespace espalier::built_in
