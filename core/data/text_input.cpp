#include "core/data/text_input.h"

#include "core/base/error.h"
#include "core/text/utf8.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace espalier {

namespace {

constexpr size_t kChunk = size_t{256} << 10;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool isBinaryControl(char byte)
{
    const auto value = static_cast<unsigned char>(byte);
    return value < 0x20 && (value < '\t' || value > '\r') && value != 0x1B;
}

} // namespace

struct TextInput::Stream
{
    explicit Stream(gzFile opened)
        : file(opened)
    {
    }
    ~Stream() { gzclose(file); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    gzFile file;
};

TextInput::TextInput(const std::filesystem::path& file)
    : m_file(file)
{
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored))
        throw inputError("The file {} does not exist. Check the path.", file.string());
    gzFile opened = gzopen(file.c_str(), "rb"); // reads plain files as they are
    if (opened == nullptr)
        throw inputError("The file {} can't be opened: {}.", file.string(), std::strerror(errno));
    m_stream = std::make_unique<Stream>(opened);
    gzbuffer(opened, kChunk);
}

TextInput::~TextInput() = default;

size_t TextInput::readBytes(char* to, size_t count)
{
    const int got = gzread(m_stream->file, to, static_cast<unsigned>(count));
    int code = Z_OK;
    const char* what = gzerror(m_stream->file, &code);
    if (got < 0 || (code != Z_OK && code != Z_STREAM_END)) {
        if (code == Z_ERRNO)
            throw Error(tr("Reading {} failed: {}.", m_file.string(), std::strerror(errno)));
        throw inputError(
            "The file {} is a damaged or incomplete .gz: {}. Download or compress it again.",
            m_file.string(),
            what);
    }
    if (m_bytes == 0 && got > 0 && m_file.extension() == ".gz" && gzdirect(m_stream->file) != 0)
        throw inputError(
            "The file {} is no gzip file, though its name ends in .gz. Rename it.",
            m_file.string());
    return static_cast<size_t>(got);
}

void TextInput::check(std::string_view chunk, bool last) const
{
    const size_t zero = chunk.find('\0');
    const auto invalid = firstInvalidUtf8(chunk);
    if (zero == std::string_view::npos && !invalid)
        return;
    const std::string name = m_file.string();
    if (m_bytes == 0 && (chunk.starts_with("\xFF\xFE") || chunk.starts_with("\xFE\xFF")))
        throw inputError(
            "The file {} is UTF-16. Convert it to UTF-8 (iconv -f UTF-16 -t UTF-8).", name);
    const auto controls = static_cast<size_t>(std::ranges::count_if(chunk, isBinaryControl));
    if (zero != std::string_view::npos || controls * 20 > chunk.size())
        throw inputError(
            "The file {} is no text: it holds binary data at byte {}.",
            name,
            m_bytes + std::min(zero, invalid.value_or(zero)));
    const auto line =
        1 + m_lines + static_cast<uint64_t>(std::ranges::count(chunk.substr(0, *invalid), '\n'));
    if (last && completeUtf8(chunk) == *invalid)
        throw inputError(
            "The file {} ends within a character (byte {}). It is cut off.",
            name,
            m_bytes + *invalid);
    throw inputError(
        "The file {} is not UTF-8: byte {} in line {} is {}. "
        "Convert it to UTF-8 (iconv -f LATIN1 -t UTF-8, or -f CP949 for Korean).",
        name,
        m_bytes + *invalid,
        line,
        fmt::format("0x{:02X}", static_cast<unsigned char>(chunk[*invalid])));
}

bool TextInput::read(std::string& text)
{
    std::string chunk = std::exchange(m_cutOff, {});
    const size_t before = chunk.size();
    chunk.resize(before + kChunk);
    const size_t got = readBytes(chunk.data() + before, kChunk);
    chunk.resize(before + got);
    if (chunk.empty())
        return false;
    const bool last = got == 0;
    if (!last) {
        const size_t complete = completeUtf8(chunk);
        m_cutOff.assign(chunk, complete);
        chunk.resize(complete);
    }
    check(chunk, last);
    const size_t mark =
        m_bytes == 0 && chunk.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    text.append(chunk, mark);
    m_bytes += chunk.size();
    m_lines += static_cast<uint64_t>(std::ranges::count(chunk, '\n'));
    return true;
}

} // namespace espalier
