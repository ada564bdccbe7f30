#include "core/reward/puzzle_answer.h"

#include "core/base/ascii.h"
#include "core/reward/answers.h"
#include "core/reward/truth_reader.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <utility>

namespace espalier {

namespace {

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

/// The answer's lines, where it takes one for each: names alone, or a statement each.
enum class LineKind { Names, Statement, Other };

LineKind kindOfLine(const LogicPuzzle& puzzle, std::string_view line)
{
    const auto things = mentions(line, puzzle.things);
    if (things.empty())
        return LineKind::Other;
    std::string rest = ascii::lowered(toValidUtf8(line));
    for (const Mention& thing : things)
        rest.replace(thing.at, thing.length, thing.length, ' ');
    const auto marksOnly = [](std::string_view text) {
        return text.find_first_not_of(" \t\r-*#0123456789.,()") == std::string_view::npos;
    };
    if (things.size() == 1 && marksOnly(std::string_view(rest).substr(0, things[0].at)) &&
        !mentions(line, truthWords(puzzle)).empty())
        return LineKind::Statement;
    for (const std::string_view joint : {" and ", "그리고", "와 ", "과 ", "•"})
        for (size_t at = rest.find(joint); at != std::string::npos; at = rest.find(joint))
            rest.replace(at, joint.size(), " ");
    return marksOnly(rest) ? LineKind::Names : LineKind::Other;
}

/// The part of a text that names some of the things: what it marks, else its last line that does
/// with those of the same kind above, and the heading of names alone.
std::string listPart(const LogicPuzzle& puzzle, std::string_view text)
{
    const std::string single = answerPart(text, puzzle.things);
    std::vector<std::string_view> lines;
    for (size_t begin = 0; begin < text.size();) {
        const size_t end = std::min(text.find('\n', begin), text.size());
        if (!ascii::trimmed(text.substr(begin, end - begin)).empty())
            lines.push_back(ascii::trimmed(text.substr(begin, end - begin)));
        begin = end + 1;
    }
    while (!lines.empty() && mentions(lines.back(), puzzle.things).empty())
        lines.pop_back();
    if (lines.empty())
        return single;
    const LineKind kind = kindOfLine(puzzle, lines.back());
    size_t first = lines.size() - 1;
    while (kind != LineKind::Other && first > 0 && kindOfLine(puzzle, lines[first - 1]) == kind)
        --first;
    const bool headed = kind == LineKind::Names && first > 0 && lines[first - 1].ends_with(':') &&
                        mentions(lines[first - 1], puzzle.things).empty();
    std::string block;
    for (size_t i = first - (headed ? 1 : 0); i < lines.size(); ++i)
        block += (block.empty() ? "" : "\n") + std::string(lines[i]);
    const bool severalLines = block.find('\n') != std::string::npos;
    return severalLines && block.find(ascii::trimmed(single)) != std::string::npos ? block : single;
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
        return saidTruths(puzzle, wholeAnswerPart(text, puzzle.things));
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
    Arrangement places = saidTruths(puzzle, listPart(puzzle, text), {.listed = place});
    const size_t other = kTruePlace + kFalsePlace - place;
    if (std::ranges::find(places, place) != places.end())
        std::ranges::replace(places, kNowhere, other);
    else if (std::ranges::find(places, other) != places.end())
        std::ranges::replace(places, kNowhere, place);
    return places;
}

size_t toldPlace(const LogicPuzzle& puzzle, size_t thing, std::string_view text)
{
    const std::string part = answerPart(text, truthWords(puzzle));
    TruthContext context;
    if (mentions(part, puzzle.things).empty())
        context.about = thing;
    return saidTruths(puzzle, part, context)[thing];
}

} // namespace espalier
