#include "core/data/world_plot.h"

#include <algorithm>
#include <array>

namespace espalier::world {

namespace {

constexpr int kPercent = 70;

Element adverb(int variable)
{
    Element element;
    element.kind = ElementKind::Word;
    element.variable = variable;
    element.classes = posBit(Pos::Adverb);
    element.percent = kPercent;
    return element;
}

bool isLiteral(const Element& element, std::string_view text)
{
    return element.kind == ElementKind::Literal && element.text == text;
}

bool hasAdverb(const Frame& frame)
{
    return std::ranges::any_of(
        frame.elements, [](const Element& e) { return e.classes == posBit(Pos::Adverb); });
}

/// A past tense that tells of a deed, not of a state.
bool isDeed(const Element& element)
{
    static constexpr std::array kIrregular{
        "ran",   "took",   "hid",     "gave",    "sat",   "went",   "came",   "put",    "held",
        "stood", "ate",    "fell",    "threw",   "built", "made",   "told",   "looked", "left",
        "began", "forgot", "lay",     "brought", "sold",  "bought", "woke",   "got",    "lost",
        "found", "met",    "forgave", "took",    "sewed", "dug",    "thought"};
    static constexpr std::array kStates{
        "needed",
        "wanted",
        "liked",
        "loved",
        "belonged",
        "used",
        "trusted",
        "believed",
        "named",
        "called"};
    if (element.kind != ElementKind::Literal || !element.space)
        return false;
    if (std::ranges::find(kStates, element.text) != kStates.end())
        return false;
    return element.text.ends_with("ed") ||
           std::ranges::find(kIrregular, element.text) != kIrregular.end();
}

bool isSaying(const Element& element)
{
    return isLiteral(element, "said") || isLiteral(element, "asked") ||
           isLiteral(element, "cried") || isLiteral(element, "thought");
}

/// "said Mina softly.", "Mina softly took ..."
void addEnglishAdverb(Frame& frame, int manner, int tone)
{
    auto& elements = frame.elements;
    for (size_t i = 0; i + 1 < elements.size(); ++i) {
        if (elements[i].kind != ElementKind::Being)
            continue;
        const auto after = elements.begin() + static_cast<std::ptrdiff_t>(i) + 1;
        if (i > 0 && isSaying(elements[i - 1]) &&
            (isLiteral(elements[i + 1], ".") || isLiteral(elements[i + 1], ","))) {
            elements.insert(after, adverb(tone));
            return;
        }
        if (isDeed(elements[i + 1]) || isLiteral(elements[i + 1], "said")) {
            elements.insert(after, adverb(isSaying(elements[i + 1]) ? tone : manner));
            return;
        }
    }
}

/// After "미나는", unless the sentence tells of a state.
void addKoreanAdverb(Frame& frame, int manner, int tone)
{
    static constexpr std::array kStates{
        "있었다",
        "없었다",
        "이었다",
        "같았다",
        "몰랐다",
        "않았다",
        "못했다",
        "못",
        "필요했다",
        "보였다",
        "되었다",
        "했다",
        "싶었다",
        "궁금했다",
        "좋아했다",
        "많았다",
        "알았다"};
    auto& elements = frame.elements;
    if (elements.size() < 3 || elements[0].kind != ElementKind::Being ||
        elements[0].particle != particleNamed("은"))
        return;
    const Element& last = elements[elements.size() - 2];
    if (last.kind != ElementKind::Literal || std::ranges::find(kStates, last.text) != kStates.end())
        return;
    const bool speech = last.text == "말했다" || last.text == "물었다" || last.text == "외쳤다" ||
                        last.text == "대답했다";
    elements.insert(elements.begin() + 1, adverb(speech ? tone : manner));
}

} // namespace

namespace {

/// What the frame's open places are worth, in bits, roughly.
double bitsOf(const Frame& frame)
{
    double bits = 0;
    for (const auto& element : frame.elements) {
        switch (element.kind) {
        case ElementKind::Being:
        case ElementKind::Place:
            bits += 8;
            break;
        case ElementKind::Word:
        case ElementKind::CountedNoun:
            bits += 0.05 * element.percent;
            break;
        case ElementKind::Number:
            bits += 3;
            break;
        default:
            break;
        }
    }
    return bits;
}

double wordsOf(const Frame& frame)
{
    return static_cast<double>(std::ranges::count_if(frame.elements, [](const Element& e) {
        return e.kind != ElementKind::Literal ||
               std::string_view(".,!?\":;").find(e.text) == std::string_view::npos;
    }));
}

bool isQuoted(const Frame& frame)
{
    return std::ranges::any_of(
        frame.elements, [](const Element& e) { return e.text.starts_with("\""); });
}

bool beginsAsTold(const Frame& frame, Language language)
{
    static constexpr std::array kBegins{
        "the",
        "a",
        "they",
        "everyone",
        "both",
        "it",
        "autumn",
        "dark",
        "nobody",
        "friends",
        "music",
        "not"};
    const Element& first = frame.elements[0];
    if (first.kind == ElementKind::Being)
        return true;
    if (first.kind == ElementKind::Pronoun)
        return first.form == 0;
    return language == Language::English && first.kind == ElementKind::Literal &&
           std::ranges::find(kBegins, first.text) != kBegins.end();
}

/// "... said Mina." or a telling sentence that ends in a full stop.
bool mayClose(const Frame& frame)
{
    const auto& elements = frame.elements;
    const size_t count = elements.size();
    if (!isLiteral(elements.back(), ".") || !frame.states.empty())
        return false;
    if (!isQuoted(frame))
        return true;
    const bool adverbLast = elements[count - 2].classes == posBit(Pos::Adverb);
    const auto& who = elements[count - (adverbLast ? 3 : 2)];
    return who.kind == ElementKind::Being;
}

} // namespace

void addVariety(Frame& frame, Language language, int manner, int tone)
{
    constexpr double kRichPerWord = 2.0;
    if (!hasAdverb(frame)) {
        if (language == Language::English)
            addEnglishAdverb(frame, manner, tone);
        else
            addKoreanAdverb(frame, manner, tone);
    }
    frame.named = frame.elements[0].kind == ElementKind::Being;
    frame.quoted = isQuoted(frame);
    frame.opens = beginsAsTold(frame, language);
    frame.closes = language == Language::English && mayClose(frame);
    frame.poor = bitsOf(frame) < kRichPerWord * wordsOf(frame);
}

} // namespace espalier::world
