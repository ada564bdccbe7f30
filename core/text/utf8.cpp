#include "core/text/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace espalier {

namespace {

struct Sequence
{
    size_t length; ///< bytes that belong to it, at least 1
    bool valid;
    bool cutOff; ///< only the end of the text is missing
};

uint8_t byteAt(std::string_view text, size_t at)
{
    return static_cast<uint8_t>(text[at]);
}

/// The sequence that starts at `at` (Unicode 15, table 3-7).
Sequence sequenceAt(std::string_view text, size_t at)
{
    const uint8_t lead = byteAt(text, at);
    if (lead < 0x80)
        return {1, true, false};
    if (lead < 0xC2 || lead > 0xF4)
        return {1, false, false};
    const size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    uint8_t low = 0x80;
    uint8_t high = 0xBF;
    if (lead == 0xE0)
        low = 0xA0;
    else if (lead == 0xED)
        high = 0x9F;
    else if (lead == 0xF0)
        low = 0x90;
    else if (lead == 0xF4)
        high = 0x8F;
    for (size_t i = 1; i < length; ++i) {
        if (at + i == text.size())
            return {i, false, true};
        const uint8_t next = byteAt(text, at + i);
        if (next < low || next > high)
            return {i, false, false};
        low = 0x80;
        high = 0xBF;
    }
    return {length, true, false};
}

/// The first byte from `at` on that is not ASCII.
size_t skipAscii(std::string_view text, size_t at)
{
    constexpr uint64_t kHighBits = 0x8080808080808080ULL;
    while (at + 8 <= text.size()) {
        uint64_t word = 0;
        std::memcpy(&word, text.data() + at, 8);
        if ((word & kHighBits) != 0)
            break;
        at += 8;
    }
    while (at < text.size() && byteAt(text, at) < 0x80)
        ++at;
    return at;
}

} // namespace

std::optional<size_t> firstInvalidUtf8(std::string_view text)
{
    size_t at = skipAscii(text, 0);
    while (at < text.size()) {
        const Sequence sequence = sequenceAt(text, at);
        if (!sequence.valid)
            return at;
        at += sequence.length;
        if (at < text.size() && byteAt(text, at) < 0x80)
            at = skipAscii(text, at);
    }
    return std::nullopt;
}

size_t completeUtf8(std::string_view text)
{
    for (size_t back = 1; back <= std::min<size_t>(3, text.size()); ++back) {
        const size_t at = text.size() - back;
        if ((byteAt(text, at) & 0xC0) == 0x80)
            continue;
        return sequenceAt(text, at).cutOff ? at : text.size();
    }
    return text.size();
}

std::string toValidUtf8(std::string_view text)
{
    std::string valid;
    valid.reserve(text.size());
    for (size_t at = 0; at < text.size();) {
        const Sequence sequence = sequenceAt(text, at);
        if (sequence.valid)
            valid.append(text, at, sequence.length);
        else
            valid.append("\xEF\xBF\xBD");
        at += sequence.length;
    }
    return valid;
}

char32_t nextCodePoint(std::string_view text, size_t& at)
{
    const uint8_t lead = byteAt(text, at++);
    if (lead < 0x80)
        return lead;
    const int more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    char32_t codePoint = lead & (0x3F >> more);
    for (int i = 0; i < more; ++i)
        codePoint = (codePoint << 6) | (byteAt(text, at++) & 0x3F);
    return codePoint;
}

char32_t previousCodePoint(std::string_view text, size_t at)
{
    do
        --at;
    while ((byteAt(text, at) & 0xC0) == 0x80);
    return nextCodePoint(text, at);
}

void appendUtf8(std::string& text, char32_t codePoint)
{
    const auto put = [&text](char32_t byte) { text.push_back(static_cast<char>(byte)); };
    if (codePoint < 0x80) {
        put(codePoint);
    } else if (codePoint < 0x800) {
        put(0xC0 | (codePoint >> 6));
        put(0x80 | (codePoint & 0x3F));
    } else if (codePoint < 0x10000) {
        put(0xE0 | (codePoint >> 12));
        put(0x80 | ((codePoint >> 6) & 0x3F));
        put(0x80 | (codePoint & 0x3F));
    } else {
        put(0xF0 | (codePoint >> 18));
        put(0x80 | ((codePoint >> 12) & 0x3F));
        put(0x80 | ((codePoint >> 6) & 0x3F));
        put(0x80 | (codePoint & 0x3F));
    }
}

std::string_view utf8Prefix(std::string_view text, size_t bytes)
{
    return text.substr(0, bytes >= text.size() ? text.size() : completeUtf8(text.substr(0, bytes)));
}

} // namespace espalier
