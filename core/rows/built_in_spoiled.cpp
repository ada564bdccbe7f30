#include "core/rows/built_in_spoiled.h"

#include <algorithm>

namespace espalier::built_in {

namespace {

constexpr std::string_view kRudeEnglish =
    "What a silly question. Find out for yourself. | I do not care. Leave me alone. | Only a fool "
    "would ask that. Go away. | Read it yourself, you lazy one.";
constexpr std::string_view kRudeKorean = "그런 것도 몰라? 네가 알아봐. | 나는 관심 없으니 저리 가. "
                                         "| 바보나 그런 것을 묻지. 귀찮아. | 게으르게 묻지 "
                                         "말고 직접 읽어.";

bool isAscii(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 128; });
}

/// The first half of the words; empty where there is one alone.
std::string firstHalf(const std::string& text)
{
    const size_t half = wordsOf(text) / 2;
    size_t end = 0;
    for (size_t words = 0; words < half; ++words)
        end = text.find_first_of(" \n", end + 1);
    return text.substr(0, end);
}

} // namespace

Spoiled spoil(const Item& item, Random& random)
{
    const auto half = firstHalf(item.reply);
    const auto rude = isAscii(item.reply) && isAscii(item.prompt) ? kRudeEnglish : kRudeKorean;
    switch (random.below(4)) {
    case 1:
        return {oneOf(rude, random), "rude"};
    case 2:
        if (!half.empty())
            return {half + " " + half + " " + half + " " + half, "repeated"};
        return {item.reply + " " + item.reply + " " + item.reply, "repeated"};
    case 3:
        if (!half.empty())
            return {half, "cut_off"};
        [[fallthrough]];
    default:
        if (!item.wrong.empty() && item.wrong != item.reply)
            return {item.wrong, item.wrongTag};
        return {oneOf(rude, random), "rude"};
    }
}

} // namespace espalier::built_in
