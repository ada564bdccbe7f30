#include "core/text/pretokenizer.h"

#include "core/text/utf8.h"

#include <utf8proc.h>

#include <algorithm>

namespace espalier {

namespace {

using Pieces = std::vector<std::string_view>;

void splitCharacters(std::string_view piece, Pieces& out)
{
    for (size_t at = 0; at < piece.size();) {
        const size_t begin = at;
        nextCodePoint(piece, at);
        out.push_back(piece.substr(begin, at - begin));
    }
}

/// ASCII signs count, as in BERT ($, +, ~), and Unicode's category P.
bool isPunctuation(char32_t c)
{
    if (c < 0x80)
        return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
               (c >= '{' && c <= '~');
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
    return category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO;
}

void splitWords(std::string_view piece, Pieces& out)
{
    size_t begin = 0;
    for (size_t at = 0; at < piece.size();) {
        const size_t here = at;
        const char32_t c = nextCodePoint(piece, at);
        const bool alone = isPunctuation(c);
        if (!alone && !isSpaceCharacter(c))
            continue;
        if (here > begin)
            out.push_back(piece.substr(begin, here - begin));
        if (alone)
            out.push_back(piece.substr(here, at - here));
        begin = at;
    }
    if (begin < piece.size())
        out.push_back(piece.substr(begin));
}

bool findMatch(const SplitStep& step, std::string_view piece, size_t from, Span& match)
{
    if (step.kind == SplitStep::Kind::Literal) {
        const size_t at =
            step.literal.empty() ? std::string_view::npos : piece.find(step.literal, from);
        match = {at, at + step.literal.size()};
        return at != std::string_view::npos;
    }
    while (from <= piece.size() && step.pattern->find(piece, from, match)) {
        if (match.end > match.begin)
            return true;
        from = match.end; // an empty match: look further, one character on
        if (from == piece.size())
            return false;
        nextCodePoint(piece, from);
    }
    return false;
}

/// The common case, without a list of matches: every match and every gap is a piece.
void splitIsolated(const SplitStep& step, std::string_view piece, Pieces& out)
{
    size_t done = 0;
    Span match;
    while (done < piece.size() && findMatch(step, piece, done, match)) {
        if (match.begin > done)
            out.push_back(piece.substr(done, match.begin - done));
        out.push_back(piece.substr(match.begin, match.end - match.begin));
        done = match.end;
    }
    if (done < piece.size())
        out.push_back(piece.substr(done));
}

struct Part
{
    Span span;
    bool isMatch;
};

std::vector<Part> partsOf(const SplitStep& step, std::string_view piece)
{
    std::vector<Part> parts;
    size_t done = 0;
    Span match;
    while (done < piece.size() && findMatch(step, piece, done, match)) {
        if (match.begin > done)
            parts.push_back({{done, match.begin}, step.invert});
        parts.push_back({match, !step.invert});
        done = match.end;
    }
    if (done < piece.size())
        parts.push_back({{done, piece.size()}, step.invert});
    return parts;
}

void splitMerged(const SplitStep& step, std::string_view piece, Pieces& out)
{
    std::vector<Span> spans;
    bool previousWasMatch = false;
    bool joinNext = false;
    for (const auto& [span, isMatch] : partsOf(step, piece)) {
        bool join = joinNext;
        joinNext = false;
        switch (step.behaviour) {
        case MatchBehaviour::Isolated:
            break;
        case MatchBehaviour::Removed:
            if (isMatch)
                continue;
            break;
        case MatchBehaviour::MergedWithPrevious:
            join = isMatch && !previousWasMatch && !spans.empty();
            break;
        case MatchBehaviour::MergedWithNext:
            join = join && !isMatch;
            joinNext = isMatch;
            break;
        case MatchBehaviour::Contiguous:
            join = !spans.empty() && isMatch == previousWasMatch;
            break;
        }
        if (join)
            spans.back().end = span.end;
        else
            spans.push_back(span);
        previousWasMatch = isMatch;
    }
    for (const Span& span : spans)
        out.push_back(piece.substr(span.begin, span.end - span.begin));
}

/// GPT-2's pattern and those made from it (Llama 3, Qwen, ...) all cut white space this way; or
/// single characters.
bool separatesWords(const SplitStep& step)
{
    if (step.kind == SplitStep::Kind::Pattern)
        return step.pattern->expression().find("\\s+(?!\\S)") != std::string::npos &&
               step.behaviour == MatchBehaviour::Isolated;
    return step.kind == SplitStep::Kind::Characters || step.kind == SplitStep::Kind::Words;
}

bool keepsWordCuts(const SplitStep& step)
{
    if (step.kind == SplitStep::Kind::Pattern && step.pattern->expression().starts_with("\\p{N}"))
        return step.behaviour == MatchBehaviour::Isolated;
    return step.kind == SplitStep::Kind::PrefixSpace || separatesWords(step);
}

bool isSolid(char32_t character)
{
    return character < 0x80 ? character > ' ' && character != 0x7F : isLetterOrNumber(character);
}

bool isLetter(char32_t character)
{
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(character));
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

} // namespace

PreTokenizer::PreTokenizer(std::vector<SplitStep> steps)
    : m_steps(std::move(steps))
    , m_cutsAtWords(
          std::ranges::any_of(m_steps, separatesWords) &&
          std::ranges::all_of(m_steps, keepsWordCuts))
{
}

void PreTokenizer::split(
    std::string_view text, bool continues, Pieces& pieces, std::deque<std::string>& made) const
{
    pieces.clear();
    if (text.empty())
        return;
    pieces.push_back(text);
    Pieces next;
    for (const SplitStep& step : m_steps) {
        next.clear();
        for (const std::string_view piece : pieces) {
            if (step.kind == SplitStep::Kind::Characters) {
                splitCharacters(piece, next);
            } else if (step.kind == SplitStep::Kind::Words) {
                splitWords(piece, next);
            } else if (step.kind == SplitStep::Kind::PrefixSpace) {
                const bool first = continues && piece.data() == text.data();
                next.push_back(
                    piece.front() == ' ' || first
                        ? piece
                        : std::string_view(made.emplace_back(" ").append(piece)));
            } else if (step.behaviour == MatchBehaviour::Isolated) {
                splitIsolated(step, piece, next);
            } else {
                splitMerged(step, piece, next);
            }
        }
        pieces.swap(next);
    }
}

bool isSpaceCharacter(char32_t character)
{
    if (character < 0x80)
        return character == ' ' || (character >= '\t' && character <= '\r');
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(character));
    return character == 0x85 ||
           (category >= UTF8PROC_CATEGORY_ZS && category <= UTF8PROC_CATEGORY_ZP);
}

bool isLetterOrNumber(char32_t character)
{
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(character));
    return isLetter(character) ||
           (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
}

size_t lastWordCut(std::string_view text)
{
    for (size_t at = text.size(); at-- > 1;) {
        if (text[at] != '\n' && text[at] != ' ')
            continue;
        size_t behind = at + 1;
        if (behind >= text.size())
            continue;
        if (text[at] == '\n') {
            if (isSolid(previousCodePoint(text, at)) &&
                isLetterOrNumber(nextCodePoint(text, behind)))
                return at + 1;
        } else if (isLetter(previousCodePoint(text, at)) && isLetter(nextCodePoint(text, behind))) {
            return at;
        }
    }
    return 0;
}

} // namespace espalier
