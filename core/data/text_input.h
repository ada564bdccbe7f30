#pragma once

/// The bytes of a text file, plain or gzip, checked as they stream by: UTF-8, no binary.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace espalier {

class TextInput
{
public:
    /// Throws Error (input) where the file can't be opened.
    explicit TextInput(const std::filesystem::path& file);
    ~TextInput();
    TextInput(const TextInput&) = delete;
    TextInput& operator=(const TextInput&) = delete;

    /// Appends the next few hundred KiB, whole characters of valid UTF-8, to `text`; false at the
    /// end. A byte order mark is left out. Throws Error (input) with byte, line and remedy where
    /// the file is no UTF-8 text or a .gz is damaged.
    bool read(std::string& text);

private:
    size_t readBytes(char* to, size_t count);
    void check(std::string_view chunk, bool last) const;

    struct Stream;
    std::filesystem::path m_file;
    std::unique_ptr<Stream> m_stream;
    std::string m_cutOff; ///< bytes of a character whose end comes with the next chunk
    uint64_t m_bytes = 0; ///< given so far
    uint64_t m_lines = 0; ///< ends of line given so far
};

} // namespace espalier
