#pragma once

#include "core/data/world_lexicon.h"

namespace espalier::world {

/// All forms of a word from its entry: regular ones are made, irregular ones written behind a
/// slash. Nouns: singular, plural ("mouse/mice"). Adjectives: plain, and where written comparative,
/// superlative. Verbs: base, third person, past, -ing ("take/took/taking").
std::vector<std::string> englishForms(Pos pos, const std::vector<std::string_view>& entry);

/// Nouns and names: themselves. Adjectives "착하/착해/착한": stem, -아/어 form, its past stem,
/// adnominal. Verbs "돕/도와/돕는": the same, the last one present adnominal. Stems in 하, 스럽 and
/// 롭 stand alone.
std::vector<std::string> koreanForms(Pos pos, const std::vector<std::string_view>& entry);

/// "twenty-one"; from a hundred on the words are joined by blanks.
std::vector<std::string> englishNumber(int value);

/// Native noun (스물하나), native before a counter (스물한), Sino-Korean (이십일); native up to 99.
std::vector<std::string> koreanNumber(int value);

} // namespace espalier::world
