#pragma once

/// Lines of a text file, a very long one in pieces.

#include "core/data/text_input.h"

namespace espalier {

class LineReader
{
public:
    explicit LineReader(const std::filesystem::path& file)
        : m_input(file)
    {
    }

    /// The next line without its end (\n or \r\n), or the next piece of one that is longer than
    /// `maxBytes`; `endsLine` tells whether it was the last piece. False at the end of the file.
    bool next(std::string& piece, size_t maxBytes, bool& endsLine);
    /// The number of the line that the last piece belongs to, from 1.
    uint64_t line() const { return m_line; }

private:
    TextInput m_input;
    std::string m_buffer;
    size_t m_at = 0;
    uint64_t m_line = 0;
    bool m_inside = false; ///< a piece of the current line was given
    bool m_ended = false;  ///< the file
};

} // namespace espalier
