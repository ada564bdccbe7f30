#include "core/reward/formula_spelling.h"

#include <algorithm>
#include <array>

namespace espalier {

std::string plainFormula(std::string_view text)
{
    static constexpr std::array<std::array<std::string_view, 2>, 33> kSpellings{{
        {"\\left", ""},
        {"\\right", ""},
        {"\\dfrac", "\\frac"},
        {"\\tfrac", "\\frac"},
        {"\\cdot", "*"},
        {"\\times", "*"},
        {"\\div", "/"},
        {"\\pi", "π"},
        {"\\,", ""},
        {"\\!", ""},
        {"\\;", ""},
        {"\\:", ""},
        {"\\ ", " "},
        {"~", " "},
        {"\\$", ""},
        {"$", ""},
        {"^{\\circ}", ""},
        {"^\\circ", ""},
        {"\\circ", ""},
        {"°", ""},
        {"\\%", "%"},
        {"{,}", ","},
        {"×", "*"},
        {"·", "*"},
        {"÷", "/"},
        {"−", "-"},
        {"–", "-"},
        {"√", "sqrt"},
        {"\\sqrt", "sqrt"},
        {"**", "^"},
        {"²", "^2"},
        {"³", "^3"},
        {"\\lvert", "|"},
    }};
    std::string out;
    for (size_t i = 0; i < text.size();) {
        const auto* found = std::ranges::find_if(
            kSpellings, [&](const auto& pair) { return text.substr(i).starts_with(pair[0]); });
        if (found != kSpellings.end()) {
            out += (*found)[1];
            i += (*found)[0].size();
        } else {
            out += text[i++];
        }
    }
    return out;
}

} // namespace espalier
