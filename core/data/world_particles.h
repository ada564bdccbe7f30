#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace espalier {

/// A Korean particle or ending whose form depends on the last sound of the word before it.
/// Each is named by its form after a consonant, then after a vowel.
enum class Particle : uint8_t {
    Topic,    ///< 은/는
    Subject,  ///< 이/가
    Object,   ///< 을/를
    With,     ///< 과/와
    By,       ///< 으로/로; after ㄹ 로
    Called,   ///< 이라고/라고
    Vocative, ///< 아/야
    And,      ///< 이랑/랑
    Or,       ///< 이나/나
    Named,    ///< 이라는/라는
    Is,       ///< 이다/다
    Was,      ///< 이었다/였다
    Polite,   ///< 이에요/예요
    Plain,    ///< 이야/야
    Since,    ///< 이라서/라서
    Because,  ///< 이니까/니까
    Count,    ///< not a particle: how many there are
};

/// The word with the fitting form of the particle. The last character decides: a Hangul syllable by
/// its final consonant, a digit by its Korean reading; anything else counts as ending in a vowel.
std::string withParticle(std::string_view word, Particle particle);

/// Only the form itself: particleAfter("책", Object) is "을".
std::string_view particleAfter(std::string_view word, Particle particle);

/// The particle whose form after a consonant is this ("은", "이라고"), if there is one.
std::optional<Particle> particleNamed(std::string_view consonantForm);

/// Index of the final consonant of the last Hangul syllable (0 none, 8 ㄹ, 20 ㅆ), as Unicode
/// orders them.
int finalConsonant(std::string_view word);

/// The word with its last syllable's missing final consonant filled in: withFinal("가", 20) is
/// "갔".
std::string withFinal(std::string_view word, int finalIndex);

} // namespace espalier
