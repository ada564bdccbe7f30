#include "core/data/world.h"

#include <cctype>

namespace espalier {

namespace {

bool isEnd(char c)
{
    return c == '.' || c == '!' || c == '?';
}

/// Letters, digits and every byte beyond ASCII (a Hangul syllable is three of them).
bool isWordByte(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0;
}

/// A speech goes on with who said it: a small letter after the blank, or a word that clings to the
/// mark.
bool goesOnAfterQuote(std::string_view text, size_t next)
{
    if (next >= text.size() || text[next] == '\n')
        return false;
    if (text[next] != ' ')
        return true;
    while (next < text.size() && text[next] == ' ')
        ++next;
    return next < text.size() && text[next] >= 'a' && text[next] <= 'z';
}

} // namespace

std::vector<std::string> sentencesOf(std::string_view text)
{
    std::vector<std::string> sentences;
    std::string current;
    bool quoted = false;
    const auto flush = [&] {
        while (current.ends_with(' '))
            current.pop_back();
        if (!current.empty())
            sentences.push_back(std::move(current));
        current.clear();
        quoted = false;
    };
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n' || c == '\r') {
            flush();
            continue;
        }
        if (c == ' ' && current.empty())
            continue;
        current += c;
        if (c == '"') {
            quoted = !quoted;
            if (!quoted && i > 0 && isEnd(text[i - 1]) && !goesOnAfterQuote(text, i + 1))
                flush();
        } else if (isEnd(c) && !quoted && (i + 1 == text.size() || text[i + 1] == ' ')) {
            flush();
        }
    }
    flush();
    return sentences;
}

std::vector<std::string> worldWords(std::string_view text)
{
    std::vector<std::string> words;
    std::string word;
    for (size_t i = 0; i <= text.size(); ++i) {
        const bool end = i == text.size();
        const bool inside = !end && (text[i] == '\'' || text[i] == '-') && !word.empty() &&
                            i + 1 < text.size() && isWordByte(text[i + 1]);
        if (!end && (isWordByte(text[i]) || inside)) {
            word += static_cast<char>(
                static_cast<unsigned char>(text[i]) < 0x80
                    ? std::tolower(static_cast<unsigned char>(text[i]))
                    : text[i]);
        } else if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    }
    return words;
}

} // namespace espalier
