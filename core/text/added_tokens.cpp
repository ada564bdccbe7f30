#include "core/text/added_tokens.h"

#include "core/text/pretokenizer.h"
#include "core/text/utf8.h"

#include <algorithm>

namespace espalier {

namespace {

bool isWordCharacter(char32_t character)
{
    return character == '_' || isLetterOrNumber(character);
}

bool standsAlone(std::string_view text, const Span& span)
{
    if (span.begin > 0 && isWordCharacter(previousCodePoint(text, span.begin)))
        return false;
    size_t behind = span.end;
    return behind == text.size() || !isWordCharacter(nextCodePoint(text, behind));
}

void takeSpaces(std::string_view text, size_t from, const AddedToken& token, Span& span)
{
    while (token.lstrip && span.begin > from &&
           isSpaceCharacter(previousCodePoint(text, span.begin))) {
        do
            --span.begin;
        while ((static_cast<unsigned char>(text[span.begin]) & 0xC0) == 0x80);
    }
    while (token.rstrip && span.end < text.size()) {
        size_t behind = span.end;
        if (!isSpaceCharacter(nextCodePoint(text, behind)))
            break;
        span.end = behind;
    }
}

} // namespace

AddedTokenFinder::AddedTokenFinder(std::span<const AddedToken> tokens, bool normalized)
{
    for (uint32_t i = 0; i < tokens.size(); ++i) {
        const std::string& content = tokens[i].content;
        if (content.empty() || tokens[i].normalized != normalized)
            continue;
        auto& sameFirst = m_byFirst[static_cast<unsigned char>(content.front())];
        if (sameFirst.empty())
            m_firstBytes.push_back(content.front());
        sameFirst.push_back(i);
    }
    for (auto& sameFirst : m_byFirst)
        std::ranges::stable_sort(sameFirst, [&](uint32_t a, uint32_t b) {
            return tokens[a].content.size() > tokens[b].content.size();
        });
}

std::optional<AddedTokenFinder::Found> AddedTokenFinder::find(
    std::string_view text, size_t from, bool special, std::span<const AddedToken> tokens) const
{
    for (size_t at = from; !m_firstBytes.empty(); ++at) {
        at = m_firstBytes.size() == 1 ? text.find(m_firstBytes.front(), at)
                                      : text.find_first_of(m_firstBytes, at);
        if (at == std::string_view::npos)
            break;
        for (const uint32_t index : m_byFirst[static_cast<unsigned char>(text[at])]) {
            const AddedToken& token = tokens[index];
            Span span{at, at + token.content.size()};
            if ((token.special && !special) ||
                text.substr(at, token.content.size()) != token.content)
                continue;
            if (token.singleWord && !standsAlone(text, span))
                continue;
            takeSpaces(text, from, token, span);
            return Found{&token, span};
        }
    }
    return std::nullopt;
}

} // namespace espalier
