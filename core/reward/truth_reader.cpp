#include "core/reward/truth_reader.h"

#include "core/base/ascii.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <utility>

namespace espalier {

namespace {

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

} // namespace

std::vector<Mention> mentions(std::string_view text, const std::vector<std::string>& names)
{
    const std::string valid = toValidUtf8(text), small = ascii::lowered(valid);
    std::vector<Mention> all;
    for (size_t which = 0; which < names.size(); ++which) {
        if (names[which].empty())
            continue;
        // A capital alone is a name, the same letter small an article.
        const bool capital =
            names[which].size() == 1 && ascii::lower(names[which][0]) != names[which][0];
        const std::string name = capital ? names[which] : ascii::lowered(names[which]);
        const std::string& searched = capital ? valid : small;
        for (size_t at = searched.find(name); at != std::string::npos;
             at = searched.find(name, at + 1)) {
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

namespace {

constexpr std::pair<const char*, size_t> kTruthWords[] = {
    {"true", kTruePlace},           {"the truth", kTruePlace},    {"tells the truth", kTruePlace},
    {"tell the truth", kTruePlace}, {"truth-teller", kTruePlace}, {"truth-tellers", kTruePlace},
    {"truthful", kTruePlace},       {"honest", kTruePlace},       {"참말", kTruePlace},
    {"참이", kTruePlace},           {"참입", kTruePlace},         {"진실", kTruePlace},
    {"false", kFalsePlace},         {"untrue", kFalsePlace},      {"lies", kFalsePlace},
    {"lie", kFalsePlace},           {"lying", kFalsePlace},       {"liar", kFalsePlace},
    {"liars", kFalsePlace},         {"dishonest", kFalsePlace},   {"거짓", kFalsePlace}};

/// One piece of a text that decides what it says.
struct Piece
{
    enum class Kind {
        Thing,
        Word,    ///< says a place
        Not,     ///< denies the word, or the name, behind it
        Neither, ///< denies the word behind the names behind it
        NotDone, ///< Korean: denies the word before it
        NotSo,   ///< Korean: denies the word or the name before it
        But,     ///< ends a list of names
        Because, ///< ends it; names behind it are no part of the answer
        Doubt,   ///< a question's end
        End      ///< a sentence's end
    };
    Kind kind = Piece::Kind::End;
    size_t begin = 0, end = 0;
    size_t value = 0; ///< the thing or the place
};

/// Whole words.
constexpr std::pair<const char*, Piece::Kind> kJoints[] = {
    {"not", Piece::Kind::Not},
    {"never", Piece::Kind::Not},
    {"cannot", Piece::Kind::Not},
    {"neither", Piece::Kind::Neither},
    {"nor", Piece::Kind::Neither},
    {"none", Piece::Kind::Neither},
    {"but", Piece::Kind::But},
    {"while", Piece::Kind::But},
    {"whereas", Piece::Kind::But},
    {"because", Piece::Kind::Because},
    {"since", Piece::Kind::Because},
    {"안 하", Piece::Kind::NotDone},
    {"안 한", Piece::Kind::NotDone},
    {"안 해", Piece::Kind::NotDone},
    {"못하", Piece::Kind::NotDone},
    {"못 하", Piece::Kind::NotDone},
    {"못한", Piece::Kind::NotDone},
    {"못 한", Piece::Kind::NotDone}};

/// Parts of words.
constexpr std::pair<const char*, Piece::Kind> kEndings[] = {
    {"n't", Piece::Kind::Not},
    {"n’t", Piece::Kind::Not},
    {"않", Piece::Kind::NotDone},
    {"아니", Piece::Kind::NotSo},
    {"아닙", Piece::Kind::NotSo},
    {"아닌", Piece::Kind::NotSo},
    {"아닐", Piece::Kind::NotSo},
    {"아님", Piece::Kind::NotSo},
    {"아냐", Piece::Kind::NotSo},
    {"?", Piece::Kind::Doubt},
    {"!", Piece::Kind::End},
    {";", Piece::Kind::End},
    {".", Piece::Kind::End}};

/// "Not only" and "or else" deny nothing, a number's point ends nothing.
bool isOther(std::string_view text, const Piece& piece)
{
    const std::string_view before = text.substr(0, piece.begin), after = text.substr(piece.end);
    return after.starts_with(" only") || before.ends_with("뿐만 ") || before.ends_with("뿐 ") ||
           (text.substr(piece.begin).starts_with("아니면")) ||
           (text[piece.begin] == '.' && !before.empty() && ascii::isDigit(before.back()) &&
            !after.empty() && after[0] != '\n' && piece.kind == Piece::Kind::End);
}

/// The pieces of a valid, lowered text in its order; `original` has its capitals.
std::vector<Piece>
piecesOf(const LogicPuzzle& puzzle, const std::string& text, const std::string& original)
{
    std::vector<std::string> names = puzzle.things;
    const std::vector<std::string> words = truthWords(puzzle);
    names.insert(names.end(), words.begin(), words.end());
    for (const auto& [joint, kind] : kJoints)
        names.emplace_back(joint);
    const size_t things = puzzle.things.size();
    std::vector<Piece> all;
    for (const auto& [at, length, which] : mentions(original, names)) {
        Piece piece{Piece::Kind::Thing, at, at + length, which};
        if (which >= things + words.size())
            piece.kind = kJoints[which - things - words.size()].second;
        else if (which >= things + puzzle.places.size()) {
            piece.kind = Piece::Kind::Word;
            piece.value = kTruthWords[which - things - puzzle.places.size()].second;
        } else if (which >= things) {
            piece.kind = Piece::Kind::Word;
            piece.value = which - things;
        }
        all.push_back(piece);
    }
    const size_t named = all.size();
    for (const auto& [ending, kind] : kEndings) {
        const std::string_view sought = ending;
        for (size_t at = text.find(sought); at != std::string::npos; at = text.find(sought, at + 1))
            if (std::none_of(
                    all.begin(),
                    all.begin() + static_cast<std::ptrdiff_t>(named),
                    [&](const Piece& piece) { return at >= piece.begin && at < piece.end; }))
                all.push_back({kind, at, at + sought.size(), 0});
    }
    std::erase_if(all, [&](const Piece& piece) {
        return piece.kind != Piece::Kind::Thing && piece.kind != Piece::Kind::Word &&
               isOther(text, piece);
    });
    std::ranges::sort(all, {}, &Piece::begin);
    return all;
}

bool containsOne(std::string_view text, std::initializer_list<std::string_view> parts)
{
    return std::ranges::any_of(
        parts, [&](std::string_view part) { return text.find(part) != std::string_view::npos; });
}

/// Whether what stands between a word and a name makes the word one for the names behind it.
bool mayHead(std::string_view gap)
{
    return gap.find_first_not_of(" \"'*(") == std::string_view::npos ||
           containsOne(gap, {":", "=", " is ", " are ", " was ", " were ", "은 ", "는 ", " - "});
}

/// Whether a new statement may begin in what stands between a name and a word or name.
bool mayPart(std::string_view gap)
{
    return containsOne(gap, {",", "\n", "고 ", "며 "});
}

class TruthReader
{
public:
    TruthReader(const LogicPuzzle& puzzle, std::string_view text, const TruthContext& context)
        : m_original(toValidUtf8(text))
        , m_text(ascii::lowered(m_original))
        , m_pieces(piecesOf(puzzle, m_text, m_original))
        , m_listed(context.listed)
        , m_places(puzzle.things.size(), kNowhere)
    {
        if (context.about)
            m_waiting.push_back(*context.about);
    }

    Arrangement read()
    {
        for (size_t i = 0; i < m_pieces.size(); ++i)
            take(i);
        endList();
        return m_places;
    }

private:
    /// A name under a word that stands before it.
    struct Headed
    {
        size_t thing, begin, end;
    };

    static size_t other(size_t place)
    {
        return place == kNowhere ? kNowhere : kTruePlace + kFalsePlace - place;
    }
    std::string_view between(size_t begin, size_t end) const
    {
        return std::string_view(m_text).substr(begin, end - begin);
    }

    void take(size_t i)
    {
        const Piece& piece = m_pieces[i];
        switch (piece.kind) {
        case Piece::Kind::Thing:
            return takeThing(i);
        case Piece::Kind::Word:
            return takeWord(piece);
        case Piece::Kind::Not:
            m_denied = true;
            return;
        case Piece::Kind::Neither:
            m_denied = m_neither = true;
            return;
        case Piece::Kind::NotDone:
        case Piece::Kind::NotSo:
            return deny(piece);
        case Piece::Kind::But:
        case Piece::Kind::Because:
            if (m_listed != kNowhere)
                endList();
            if (!m_headed.empty())
                m_heading.reset();
            m_because = m_because || piece.kind == Piece::Kind::Because;
            return;
        case Piece::Kind::Doubt:
        case Piece::Kind::End:
            if (piece.kind == Piece::Kind::End || m_listed != kNowhere)
                endList();
            m_heading.reset();
            m_pending.reset();
            m_headed.clear();
            m_denied = m_neither = m_because = false;
            m_settled.clear();
            return;
        }
    }

    /// Names that nothing was said of.
    void endList()
    {
        for (const size_t thing : std::exchange(m_waiting, {}))
            if (m_listed != kNowhere && !m_because)
                m_places[thing] = m_listed;
    }

    /// "is a liar" names no thing a.
    bool isArticle(size_t i) const
    {
        const Piece& piece = m_pieces[i];
        return between(piece.begin, piece.end) == "a" && i + 1 < m_pieces.size() &&
               m_pieces[i + 1].kind == Piece::Kind::Word &&
               m_pieces[i + 1].begin == piece.end + 1 &&
               (between(0, piece.begin).ends_with(" is ") ||
                between(0, piece.begin).ends_with("not "));
    }

    void takeThing(size_t i)
    {
        const Piece& piece = m_pieces[i];
        if (isArticle(i))
            return;
        const size_t thing = piece.value;
        if (m_pending) {
            if (mayHead(between(m_wordEnd, piece.begin)))
                m_heading = m_pending;
            m_pending.reset();
            m_headed.clear();
        }
        m_settled.clear();
        const bool denied = i > 0 && m_pieces[i - 1].kind == Piece::Kind::Not &&
                            ascii::trimmed(between(m_pieces[i - 1].end, piece.begin)).empty();
        m_denied = m_neither;
        if (denied) {
            if (const size_t place = m_heading.value_or(m_listed); place != kNowhere)
                m_places[thing] = other(place);
        } else if (m_heading) {
            m_places[thing] = m_neither ? other(*m_heading) : *m_heading;
            m_headed.push_back({thing, piece.begin, piece.end});
        } else {
            m_waiting.push_back(thing);
        }
        m_nameEnd = piece.end;
        m_lastNamed = denied ? std::nullopt : std::optional(thing);
    }

    void takeWord(const Piece& piece)
    {
        m_denied = m_denied || between(0, piece.begin).ends_with(" no ");
        const size_t place = m_denied ? other(piece.value) : piece.value;
        m_denied = m_neither = false;
        m_wordEnd = piece.end;
        m_lastNamed.reset();
        m_settled.clear();
        if (m_heading && !m_headed.empty()) {
            m_heading.reset();
            const auto gap = between(m_headed.back().end, piece.begin);
            if (mayPart(gap) || containsOne(gap, {" and ", "그리고"}))
                m_pending = place;
            else
                settleBehindHead(place);
            m_headed.clear();
        } else if (!m_waiting.empty()) {
            settle(std::exchange(m_waiting, {}), place);
        } else {
            m_heading.reset();
            m_pending = place;
        }
    }

    void settle(std::vector<size_t> things, size_t place)
    {
        for (const size_t thing : things)
            m_places[thing] = place;
        m_settled = std::move(things);
    }

    /// "The liar is Ann, Bo and Cy tell the truth": of the names those behind the last that can
    /// end the first statement.
    void settleBehindHead(size_t place)
    {
        size_t first = 1;
        for (size_t i = 1; i < m_headed.size(); ++i)
            if (mayPart(between(m_headed[i - 1].end, m_headed[i].begin)))
                first = i;
        std::vector<size_t> things;
        for (size_t i = first; i < m_headed.size(); ++i)
            things.push_back(m_headed[i].thing);
        settle(std::move(things), place);
    }

    /// The word before it, or the name right before it, is not so.
    void deny(const Piece& piece)
    {
        const auto behindWord = between(std::min(m_wordEnd, piece.begin), piece.begin);
        if (!containsOne(behindWord, {",", "\n", "면 ", "지만 "})) {
            if (m_pending)
                m_pending = other(*m_pending);
            for (const size_t thing : std::exchange(m_settled, {}))
                m_places[thing] = other(m_places[thing]);
        }
        const auto behindName = between(std::min(m_nameEnd, piece.begin), piece.begin);
        if (piece.kind != Piece::Kind::NotSo || !m_lastNamed ||
            ascii::trimmed(behindName).find(' ') != std::string_view::npos)
            return;
        const size_t thing = *std::exchange(m_lastNamed, std::nullopt);
        const size_t place = m_heading.value_or(m_listed);
        if (place != kNowhere)
            m_places[thing] = other(place);
        std::erase(m_waiting, thing);
    }

    const std::string m_original, m_text;
    const std::vector<Piece> m_pieces;
    const size_t m_listed;
    Arrangement m_places;
    std::vector<size_t> m_waiting;       ///< names before their word
    std::vector<size_t> m_settled;       ///< names before the last word
    std::vector<Headed> m_headed;        ///< names behind the last word
    std::optional<size_t> m_heading;     ///< the word for the names that follow
    std::optional<size_t> m_pending;     ///< the same, until the first of them
    size_t m_wordEnd = 0, m_nameEnd = 0; ///< of the last ones
    std::optional<size_t> m_lastNamed;   ///< nothing stands between it and here
    bool m_denied = false, m_neither = false, m_because = false;
};

} // namespace

std::vector<std::string> truthWords(const LogicPuzzle& puzzle)
{
    std::vector<std::string> words = puzzle.places;
    for (const auto& [word, place] : kTruthWords)
        words.emplace_back(word);
    return words;
}

Arrangement
saidTruths(const LogicPuzzle& puzzle, std::string_view text, const TruthContext& context)
{
    return TruthReader(puzzle, text, context).read();
}

} // namespace espalier
