#include "core/text/jinja_lexer.h"

#include "core/base/ascii.h"
#include "core/base/error.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <array>

namespace espalier::jinja {

namespace {

using Kind = Token::Kind;
using ascii::isDigit;

bool isBlank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}
bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// Line ends as \n, without the last one.
std::string normalized(std::string_view source)
{
    std::string out;
    for (size_t i = 0; i < source.size(); ++i) {
        if (source[i] == '\r') {
            out += '\n';
            i += i + 1 < source.size() && source[i + 1] == '\n' ? 1 : 0;
        } else {
            out += source[i];
        }
    }
    if (out.ends_with('\n'))
        out.pop_back();
    return out;
}

class Lexer
{
public:
    explicit Lexer(std::string_view source)
        : m_source(normalized(source))
    {
    }

    std::vector<Token> all()
    {
        while (m_at < m_source.size())
            textAndTag();
        add(Kind::End, {});
        return std::move(m_tokens);
    }

private:
    void textAndTag();
    void comment();
    void raw(size_t begin);
    bool rawBlock();
    void inside(Kind end, std::string_view close);
    /// Moves behind the end of a tag and the white space that goes with it.
    void endTag(std::string_view close, bool trims);
    void quoted();
    void number();
    void sign(std::vector<char>& open);
    void escape(std::string& out);
    std::string leftOf(std::string text, char mark, bool block) const;

    bool starts(std::string_view text) const
    {
        return std::string_view(m_source).substr(m_at).starts_with(text);
    }
    char peek(size_t ahead = 0) const
    {
        return m_at + ahead < m_source.size() ? m_source[m_at + ahead] : '\0';
    }
    void move(size_t to)
    {
        m_line +=
            static_cast<int>(std::count(m_source.begin() + m_at, m_source.begin() + to, '\n'));
        m_at = to;
    }
    void add(Kind kind, std::string text) { m_tokens.push_back({kind, std::move(text), m_line}); }
    void addText(std::string text)
    {
        if (!text.empty())
            add(Kind::Text, std::move(text));
    }
    Error at(int line, const Error& error) const
    {
        return error.within(tr("chat template, line {}", line));
    }

    std::string m_source;
    size_t m_at = 0;
    int m_line = 1;
    bool m_lineStarts = true; ///< the tag before ended a line
    std::vector<Token> m_tokens;
};

/// What remains of the text in front of a tag: "-" takes all white space, a block alone on its line
/// the blanks of that line.
std::string Lexer::leftOf(std::string text, char mark, bool block) const
{
    if (mark == '-') {
        while (!text.empty() && isBlank(text.back()))
            text.pop_back();
    } else if (mark != '+' && block) {
        const size_t begin = text.rfind('\n') + 1;
        if ((begin > 0 || m_lineStarts) &&
            std::all_of(text.begin() + static_cast<ptrdiff_t>(begin), text.end(), isBlank))
            text.resize(begin);
    }
    return text;
}

void Lexer::textAndTag()
{
    size_t open = m_at;
    for (;; ++open) {
        open = m_source.find('{', open);
        if (open == std::string::npos || open + 1 == m_source.size()) {
            addText(m_source.substr(m_at));
            return move(m_source.size());
        }
        if (std::string_view("{%#").find(m_source[open + 1]) != std::string_view::npos)
            break;
    }
    const char type = m_source[open + 1];
    const char mark = open + 2 < m_source.size() ? m_source[open + 2] : '\0';
    addText(leftOf(m_source.substr(m_at, open - m_at), mark, type != '{'));
    move(open);
    if (type == '#')
        return comment();
    const size_t tag = m_at;
    move(m_at + (mark == '-' || mark == '+' ? 3 : 2));
    if (type == '%' && rawBlock())
        return raw(tag);
    add(type == '{' ? Kind::OutputBegin : Kind::BlockBegin, {});
    inside(type == '{' ? Kind::OutputEnd : Kind::BlockEnd, type == '{' ? "}}" : "%}");
}

void Lexer::comment()
{
    const int line = m_line;
    const size_t end = m_source.find("#}", m_at + 2);
    if (end == std::string::npos)
        throw at(line, inputError("`{}` has no end.", "{#"));
    // The mark in front of "#}" is the comment's, never that of "{#-".
    const bool marked = end > m_at + 3 && (m_source[end - 1] == '-' || m_source[end - 1] == '+');
    move(marked ? end - 1 : end);
    endTag("#}", true);
}

void Lexer::endTag(std::string_view close, bool trims)
{
    const char mark = peek();
    size_t to = m_at + close.size() + (mark == '-' || mark == '+' ? 1 : 0);
    if (mark == '-')
        while (to < m_source.size() && isBlank(m_source[to]))
            ++to;
    else if (mark != '+' && trims && to < m_source.size() && m_source[to] == '\n')
        ++to;
    m_lineStarts = m_source[to - 1] == '\n';
    move(to);
}

/// Whether "raw %}" stands here; moves behind it.
bool Lexer::rawBlock()
{
    size_t to = m_at;
    while (to < m_source.size() && isBlank(m_source[to]))
        ++to;
    if (m_source.compare(to, 3, "raw") != 0)
        return false;
    to += 3;
    while (to < m_source.size() && isBlank(m_source[to]))
        ++to;
    const size_t close = to + (to < m_source.size() && m_source[to] == '-' ? 1 : 0);
    if (m_source.compare(close, 2, "%}") != 0)
        return false;
    move(to);
    endTag("%}", true);
    return true;
}

/// The text up to {% endraw %}, as it is.
void Lexer::raw(size_t begin)
{
    const int line =
        1 + static_cast<int>(std::count(m_source.begin(), m_source.begin() + begin, '\n'));
    for (size_t open = m_source.find("{%", m_at); open != std::string::npos;
         open = m_source.find("{%", open + 2)) {
        size_t to = open + 2;
        const char mark = to < m_source.size() ? m_source[to] : '\0';
        to += mark == '-' || mark == '+' ? 1 : 0;
        to = std::min(m_source.find_first_not_of(" \t\n", to), m_source.size());
        if (m_source.compare(to, 6, "endraw") != 0)
            continue;
        to = std::min(m_source.find_first_not_of(" \t\n", to + 6), m_source.size());
        const size_t close = to + (to < m_source.size() && m_source[to] == '-' ? 1 : 0);
        if (m_source.compare(close, 2, "%}") != 0)
            continue;
        addText(leftOf(m_source.substr(m_at, open - m_at), mark, true));
        move(to);
        return endTag("%}", true);
    }
    throw at(line, inputError("`{}` has no end.", "{% raw %}"));
}

void Lexer::inside(Kind end, std::string_view close)
{
    const int line = m_line;
    std::vector<char> open;
    for (;;) {
        while (m_at < m_source.size() && isBlank(m_source[m_at]))
            move(m_at + 1);
        if (m_at >= m_source.size())
            throw at(line, inputError("`{}` has no end.", close == "}}" ? "{{" : "{%"));
        const bool marked = (peek() == '-' || (peek() == '+' && end == Kind::BlockEnd)) &&
                            std::string_view(m_source).substr(m_at + 1).starts_with(close);
        if (open.empty() && (marked || starts(close))) {
            add(end, {});
            return endTag(close, end == Kind::BlockEnd);
        }
        const char c = peek();
        if (isNameStart(c)) {
            size_t to = m_at;
            while (to < m_source.size() && (isNameStart(m_source[to]) || isDigit(m_source[to])))
                ++to;
            add(Kind::Name, m_source.substr(m_at, to - m_at));
            move(to);
        } else if (isDigit(c)) {
            number();
        } else if (c == '\'' || c == '"') {
            quoted();
        } else {
            sign(open);
        }
    }
}

void Lexer::number()
{
    size_t to = m_at;
    const auto digits = [&] {
        while (to < m_source.size() && (isDigit(m_source[to]) || m_source[to] == '_'))
            ++to;
    };
    digits();
    Kind kind = Kind::Integer;
    if (to + 1 < m_source.size() && m_source[to] == '.' && isDigit(m_source[to + 1])) {
        kind = Kind::Real;
        ++to;
        digits();
    }
    if (to < m_source.size() && (m_source[to] == 'e' || m_source[to] == 'E')) {
        const size_t exponent = to;
        ++to;
        to += to < m_source.size() && (m_source[to] == '-' || m_source[to] == '+') ? 1 : 0;
        const size_t begin = to;
        digits();
        kind = to > begin ? Kind::Real : kind;
        to = to > begin ? to : exponent;
    }
    std::string text = m_source.substr(m_at, to - m_at);
    std::erase(text, '_');
    add(kind, std::move(text));
    move(to);
}

void Lexer::quoted()
{
    const int line = m_line;
    const char quote = peek();
    std::string out;
    move(m_at + 1);
    for (;;) {
        if (m_at >= m_source.size())
            throw at(line, inputError("The text in quotes has no end."));
        const char c = peek();
        if (c == quote)
            break;
        if (c == '\\') {
            escape(out);
            continue;
        }
        out += c;
        move(m_at + 1);
    }
    move(m_at + 1);
    m_tokens.push_back({Kind::Quoted, std::move(out), line});
}

/// A backslash and what it means in Python; unknown ones stay as they are.
void Lexer::escape(std::string& out)
{
    const char c = peek(1);
    static constexpr std::string_view kSimple = "n\nr\rt\tb\bf\fv\va\a\\\\''\"\"";
    for (size_t i = 0; i < kSimple.size(); i += 2)
        if (kSimple[i] == c) {
            out += kSimple[i + 1];
            return move(m_at + 2);
        }
    if (c == '\n') { // the line goes on
        return move(m_at + 2);
    }
    const size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    const std::string hex = m_source.substr(std::min(m_at + 2, m_source.size()), digits);
    const bool isHex = digits > 0 && hex.size() == digits &&
                       hex.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    if (isHex) {
        char32_t code = static_cast<char32_t>(std::stoul(hex, nullptr, 16));
        move(m_at + 2 + digits);
        const std::string low = m_source.substr(std::min(m_at, m_source.size()), 6);
        if (code >= 0xD800 && code < 0xDC00 && low.size() == 6 && low.starts_with("\\u") &&
            low.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string::npos) {
            const auto second = static_cast<char32_t>(std::stoul(low.substr(2), nullptr, 16));
            if (second >= 0xDC00 && second < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10) + (second - 0xDC00);
                move(m_at + 6);
            }
        }
        const bool valid = code <= 0x10FFFF && (code < 0xD800 || code >= 0xE000);
        appendUtf8(out, valid ? code : char32_t{0xFFFD});
        return;
    }
    if (c >= '0' && c <= '7') {
        size_t to = m_at + 1;
        char32_t code = 0;
        for (; to < m_at + 4 && to < m_source.size() && m_source[to] >= '0' && m_source[to] <= '7';
             ++to)
            code = code * 8 + static_cast<char32_t>(m_source[to] - '0');
        appendUtf8(out, code);
        return move(to);
    }
    out += '\\';
    move(m_at + 1);
    return;
}

void Lexer::sign(std::vector<char>& open)
{
    static constexpr std::array<std::string_view, 6> kTwo = {"==", "!=", "<=", ">=", "//", "**"};
    const char c = peek();
    for (const std::string_view two : kTwo)
        if (starts(two)) {
            add(Kind::Sign, std::string(two));
            return move(m_at + 2);
        }
    if (std::string_view("()[]{}<>=+-*/%~|.,:").find(c) == std::string_view::npos || c == '\0') {
        size_t end = m_at;
        nextCodePoint(m_source, end);
        throw at(m_line, inputError("`{}` means nothing here.", m_source.substr(m_at, end - m_at)));
    }
    if (c == '(' || c == '[' || c == '{')
        open.push_back(c == '(' ? ')' : c == '[' ? ']' : '}');
    if (c == ')' || c == ']' || c == '}') {
        if (open.empty() || open.back() != c)
            throw at(m_line, inputError("`{}` closes nothing.", c));
        open.pop_back();
    }
    add(Kind::Sign, std::string(1, c));
    move(m_at + 1);
}

} // namespace

std::vector<Token> lex(std::string_view source)
{
    if (const auto invalid = firstInvalidUtf8(source))
        throw inputError("The chat template is not UTF-8 at byte {}.", *invalid);
    return Lexer(source).all();
}

} // namespace espalier::jinja
