#include "core/reward/puzzle_answer.h"

#include "core/base/ascii.h"
#include "core/reward/answers.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <utility>

namespace espalier {

namespace {

struct Mention
{
    size_t at = std::string::npos;
    size_t length = 0;
    size_t which = 0;
};

bool isAsciiWord(char c)
{
    return ascii::isLetter(c) || ascii::isDigit(c);
}

/// Whether a word goes on from before `at` into what stands there.
bool goesOn(std::string_view text, size_t at)
{
    if (at == 0)
        return false;
    if (isAsciiWord(text[at]))
        return isAsciiWord(text[at - 1]);
    const auto isSyllable = [](char32_t c) { return c >= 0xAC00 && c <= 0xD7A3; };
    size_t here = at;
    return isSyllable(nextCodePoint(text, here)) && isSyllable(previousCodePoint(text, at));
}

/// Where names stand in a text as whole words, in its order; of names that overlap the longest.
std::vector<Mention> mentions(std::string_view text, const std::vector<std::string>& names)
{
    const std::string small = ascii::lowered(toValidUtf8(text));
    std::vector<Mention> all;
    for (size_t which = 0; which < names.size(); ++which) {
        const std::string name = ascii::lowered(names[which]);
        if (name.empty())
            continue;
        for (size_t at = small.find(name); at != std::string::npos; at = small.find(name, at + 1)) {
            const size_t end = at + name.size();
            const bool left = !goesOn(small, at);
            const bool right =
                end == small.size() || !isAsciiWord(small[end]) || !isAsciiWord(name.back());
            if (left && right)
                all.push_back({at, name.size(), which});
        }
    }
    std::ranges::sort(all, [](const Mention& a, const Mention& b) {
        return a.at != b.at ? a.at < b.at : a.length > b.length;
    });
    std::vector<Mention> apart;
    for (const Mention& mention : all)
        if (apart.empty() || mention.at >= apart.back().at + apart.back().length)
            apart.push_back(mention);
    return apart;
}

/// The part of a text that gives an answer naming any of these: what it marks, else its last line
/// that does.
std::string answerPart(std::string_view text, const std::vector<std::string>& names)
{
    if (std::string marked = markedAnswer(text); !mentions(marked, names).empty())
        return marked;
    while (!text.empty()) {
        const size_t before = text.find_last_of('\n');
        const size_t begin = before == std::string_view::npos ? 0 : before + 1;
        if (!mentions(text.substr(begin), names).empty())
            return std::string(text.substr(begin));
        text = text.substr(0, begin == 0 ? 0 : begin - 1);
    }
    return {};
}

/// The same, but all of the text where that part leaves some out and is not marked: a list has a
/// line for each.
std::string wholeAnswerPart(std::string_view text, const std::vector<std::string>& names)
{
    std::string part = answerPart(text, names);
    const bool leavesOut = mentions(part, names).size() < names.size();
    return leavesOut && markedAnswer(text).empty() ? std::string(text) : part;
}

/// What is said of people and propositions beside the puzzle's own words.
constexpr std::pair<const char*, size_t> kTruthWords[] = {
    {"true", kTruePlace},
    {"tells the truth", kTruePlace},
    {"tell the truth", kTruePlace},
    {"truth-teller", kTruePlace},
    {"truth-tellers", kTruePlace},
    {"참말", kTruePlace},
    {"참이", kTruePlace},
    {"false", kFalsePlace},
    {"lies", kFalsePlace},
    {"lie", kFalsePlace},
    {"liar", kFalsePlace},
    {"liars", kFalsePlace},
    {"거짓", kFalsePlace}};

/// Propositions with what a text says behind one or several of them; `otherwise` for those that
/// nothing is said of, kNowhere for those that it does not name.
Arrangement saidTruths(const LogicPuzzle& puzzle, std::string_view text, size_t otherwise)
{
    Arrangement places(puzzle.things.size(), kNowhere);
    std::vector<std::string> names = puzzle.things;
    names.insert(names.end(), puzzle.places.begin(), puzzle.places.end());
    for (const auto& [word, place] : kTruthWords)
        names.emplace_back(word);
    const size_t words = places.size() + puzzle.places.size();
    std::vector<size_t> waiting;
    const auto settle = [&](size_t place) {
        for (const size_t thing : std::exchange(waiting, {}))
            places[thing] = place;
    };
    for (const Mention& mention : mentions(text, names))
        if (mention.which < places.size())
            waiting.push_back(mention.which);
        else if (mention.which < words)
            settle(mention.which - places.size());
        else
            settle(kTruthWords[mention.which - words].second);
    settle(otherwise);
    return places;
}

/// The things of an order, one after another.
Arrangement saidOrder(const LogicPuzzle& puzzle, std::string_view text)
{
    Arrangement places(puzzle.things.size(), kNowhere);
    size_t next = 0;
    for (const Mention& mention : mentions(wholeAnswerPart(text, puzzle.things), puzzle.things))
        if (places[mention.which] == kNowhere)
            places[mention.which] = next++;
    return places;
}

} // namespace

std::string
chosenAnswer(std::string_view text, const std::vector<std::string>& candidates, bool lastCounts)
{
    const auto named = mentions(answerPart(text, candidates), candidates);
    return named.empty() ? "" : candidates[(lastCounts ? named.back() : named.front()).which];
}

std::vector<std::string> yesOrNo(std::string_view gold)
{
    std::vector<std::string> all;
    for (const auto& [yes, no] : {std::pair("yes", "no"), {"true", "false"}, {"네", "아니요"}}) {
        if (sameAnswer(gold, yes) || sameAnswer(gold, no))
            return {yes, no};
        all.insert(all.end(), {yes, no});
    }
    return ascii::trimmed(gold).empty() ? all : std::vector<std::string>{};
}

Arrangement describedArrangement(const LogicPuzzle& puzzle, std::string_view text)
{
    if (puzzle.form == LogicPuzzle::Form::Order)
        return saidOrder(puzzle, text);
    if (puzzle.form == LogicPuzzle::Form::Truth)
        return saidTruths(puzzle, wholeAnswerPart(text, puzzle.things), kNowhere);
    Arrangement places(puzzle.things.size(), kNowhere);
    std::vector<std::string> names = puzzle.things;
    names.insert(names.end(), puzzle.places.begin(), puzzle.places.end());
    std::optional<size_t> thing;
    for (const Mention& mention : mentions(text, names)) {
        if (mention.which < puzzle.things.size())
            thing = mention.which;
        else if (thing)
            places[*std::exchange(thing, std::nullopt)] = mention.which - puzzle.things.size();
    }
    return places;
}

Arrangement namedArrangement(const LogicPuzzle& puzzle, size_t place, std::string_view text)
{
    Arrangement places = saidTruths(puzzle, answerPart(text, puzzle.things), place);
    if (std::ranges::any_of(places, [](size_t each) { return each != kNowhere; }))
        std::ranges::replace(places, kNowhere, kTruePlace + kFalsePlace - place);
    return places;
}

} // namespace espalier
