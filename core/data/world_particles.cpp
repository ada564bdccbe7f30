#include "core/data/world_particles.h"

#include <array>
#include <cassert>

namespace espalier {

namespace {

constexpr char32_t kFirstSyllable = 0xAC00;
constexpr char32_t kLastSyllable = 0xD7A3;
constexpr int kFinals = 28;
constexpr int kRieul = 8;

struct Forms
{
    std::string_view afterConsonant;
    std::string_view afterVowel;
};

// In the order of the enumeration.
constexpr std::array<Forms, static_cast<size_t>(Particle::Count)> kForms{{
    {"은", "는"},
    {"이", "가"},
    {"을", "를"},
    {"과", "와"},
    {"으로", "로"},
    {"이라고", "라고"},
    {"아", "야"},
    {"이랑", "랑"},
    {"이나", "나"},
    {"이라는", "라는"},
    {"이다", "다"},
    {"이었다", "였다"},
    {"이에요", "예요"},
    {"이야", "야"},
    {"이라서", "라서"},
    {"이니까", "니까"},
}};

// The last code point when it takes three bytes of UTF-8, as every Hangul syllable does; else 0.
char32_t lastWideCharacter(std::string_view word)
{
    if (word.size() < 3)
        return 0;
    const auto byte = [&](size_t back) {
        return static_cast<unsigned char>(word[word.size() - back]);
    };
    if ((byte(3) & 0xF0U) != 0xE0U)
        return 0;
    return ((byte(3) & 0x0FU) << 12U) | ((byte(2) & 0x3FU) << 6U) | (byte(1) & 0x3FU);
}

// Final consonants of 영 일 이 삼 사 오 육 칠 팔 구.
constexpr std::array<int, 10> kDigitFinals{21, 8, 0, 16, 0, 0, 1, 8, 8, 0};

} // namespace

int finalConsonant(std::string_view word)
{
    if (!word.empty() && word.back() >= '0' && word.back() <= '9')
        return kDigitFinals[static_cast<size_t>(word.back() - '0')];
    const char32_t last = lastWideCharacter(word);
    if (last < kFirstSyllable || last > kLastSyllable)
        return 0;
    return static_cast<int>(last - kFirstSyllable) % kFinals;
}

std::string_view particleAfter(std::string_view word, Particle particle)
{
    const int final = finalConsonant(word);
    const bool asVowel = final == 0 || (particle == Particle::By && final == kRieul);
    const Forms& forms = kForms.at(static_cast<size_t>(particle));
    return asVowel ? forms.afterVowel : forms.afterConsonant;
}

std::string withParticle(std::string_view word, Particle particle)
{
    std::string result(word);
    result += particleAfter(word, particle);
    return result;
}

std::optional<Particle> particleNamed(std::string_view consonantForm)
{
    for (size_t i = 0; i < kForms.size(); ++i)
        if (kForms.at(i).afterConsonant == consonantForm)
            return static_cast<Particle>(i);
    return std::nullopt;
}

std::string withFinal(std::string_view word, int finalIndex)
{
    const char32_t last = lastWideCharacter(word);
    assert(last >= kFirstSyllable && last <= kLastSyllable && finalConsonant(word) == 0);
    const char32_t filled = last + static_cast<char32_t>(finalIndex);
    std::string result(word.substr(0, word.size() - 3));
    result += static_cast<char>(0xE0U | (filled >> 12U));
    result += static_cast<char>(0x80U | ((filled >> 6U) & 0x3FU));
    result += static_cast<char>(0x80U | (filled & 0x3FU));
    return result;
}

} // namespace espalier
