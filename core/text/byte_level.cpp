#include "core/text/byte_level.h"

#include "core/text/utf8.h"

#include <array>

namespace espalier {

namespace {

constexpr bool isPrintable(int byte)
{
    return (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
}

struct Spelling
{
    std::array<char32_t, 256> character{};
    std::array<int, 0x144> byte{}; ///< by character; -1: none
    std::array<unsigned char, 256> order{};
};

Spelling makeSpelling()
{
    Spelling spelling;
    spelling.byte.fill(-1);
    size_t next = 0;
    for (int byte = 0; byte < 256; ++byte) {
        if (isPrintable(byte)) {
            spelling.character[byte] = byte;
            spelling.order[next++] = static_cast<unsigned char>(byte);
        }
    }
    char32_t other = 256;
    for (int byte = 0; byte < 256; ++byte) {
        if (!isPrintable(byte)) {
            spelling.character[byte] = other++;
            spelling.order[next++] = static_cast<unsigned char>(byte);
        }
    }
    for (int byte = 0; byte < 256; ++byte)
        spelling.byte[spelling.character[byte]] = byte;
    return spelling;
}

const Spelling& spelling()
{
    static const Spelling table = makeSpelling();
    return table;
}

} // namespace

std::string spellBytes(std::string_view bytes)
{
    std::string spelled;
    for (const char byte : bytes)
        appendUtf8(spelled, spelling().character[static_cast<unsigned char>(byte)]);
    return spelled;
}

std::string unspellBytes(std::string_view spelled)
{
    std::string bytes;
    for (size_t at = 0; at < spelled.size();) {
        const char32_t character = nextCodePoint(spelled, at);
        const int byte = character < spelling().byte.size() ? spelling().byte[character] : -1;
        if (byte < 0)
            return std::string(spelled);
        bytes.push_back(static_cast<char>(byte));
    }
    return bytes;
}

unsigned char gpt2Byte(int index)
{
    return spelling().order[index];
}

} // namespace espalier
