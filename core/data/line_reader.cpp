#include "core/data/line_reader.h"

#include "core/text/utf8.h"

namespace espalier {

bool LineReader::next(std::string& piece, size_t maxBytes, bool& endsLine)
{
    if (!m_inside)
        ++m_line;
    size_t searched = m_at;
    while (true) {
        const size_t end = m_buffer.find('\n', searched);
        const size_t length = (end == std::string::npos ? m_buffer.size() : end) - m_at;
        if (length > maxBytes) {
            std::string_view start =
                utf8Prefix(std::string_view(m_buffer).substr(m_at, length), maxBytes);
            if (start.size() > 1 && start.back() == '\r') // may belong to the line's end
                start.remove_suffix(1);
            piece = start;
            m_at += start.size();
            m_inside = true;
            endsLine = false;
            return true;
        }
        if (end != std::string::npos || m_ended) {
            const bool more = m_at < m_buffer.size() || m_inside;
            piece.assign(m_buffer, m_at, length);
            if (end != std::string::npos && piece.ends_with('\r'))
                piece.pop_back();
            m_at += length + (end != std::string::npos ? 1 : 0);
            m_inside = false;
            endsLine = true;
            return more;
        }
        searched = m_buffer.size() - m_at;
        m_buffer.erase(0, m_at);
        m_at = 0;
        m_ended = !m_input.read(m_buffer);
    }
}

} // namespace espalier
