#include "core/data/json_values.h"

#include "core/data/file_documents.h"

namespace espalier {

using Json = nlohmann::json;

bool JsonValues::next(std::string& value)
{
    value.clear();
    if (!skipToValue())
        return false;
    m_valueLine = m_line;
    int depth = 0;
    bool inText = false;
    do {
        const char byte = take(value);
        if (inText) {
            if (byte == '\\' && peek())
                take(value);
            inText = byte != '"';
        } else if (byte == '"') {
            inText = true;
        } else if (byte == '{' || byte == '[') {
            ++depth;
        } else if (byte == '}' || byte == ']') {
            --depth;
        }
    } while (peek() && (inText || depth > 0 || !endsScalar(value)));
    if (inText || depth > 0)
        throw FileProblem{tr("The JSON value that starts in line {} never ends.", m_valueLine)};
    return true;
}

bool JsonValues::peek()
{
    if (m_at < m_buffer.size())
        return true;
    m_buffer.clear();
    m_at = 0;
    return m_input.read(m_buffer);
}

char JsonValues::take(std::string& value)
{
    const char byte = m_buffer[m_at++];
    m_line += byte == '\n' ? 1 : 0;
    value += byte;
    if (value.size() > kMaxRowBytes)
        throw FileProblem{
            tr("The JSON value that starts in line {} is too long for a row. Use an array of rows "
               "or JSON Lines.",
               m_valueLine)};
    return byte;
}

/// An object, list or text ends with its own last byte; a number or word before a separator.
bool JsonValues::endsScalar(const std::string& value) const
{
    const char last = value.back();
    return last == '}' || last == ']' || last == '"' ||
           std::string_view(",]} \t\r\n").find(m_buffer[m_at]) != std::string_view::npos;
}

bool JsonValues::skipToValue()
{
    while (peek()) {
        const char byte = m_buffer[m_at];
        if (byte == '[' && !m_started) {
            m_started = true;
        } else if (std::string_view(" \t\r\n,]").find(byte) == std::string_view::npos) {
            m_started = true;
            return true;
        }
        m_line += byte == '\n' ? 1 : 0;
        ++m_at;
    }
    return false;
}

Json parseRow(std::string_view row, uint64_t line)
{
    try {
        return Json::parse(row);
    } catch (const Json::exception&) {
        throw RowProblem{
            line, tr("This is not valid JSON. Mend the line, or let broken rows be skipped.")};
    }
}

Json* listWithin(Json& object)
{
    Json* only = nullptr;
    for (auto& [name, value] : object.items()) {
        if (!value.is_array() || value.empty() || !value.front().is_object())
            continue;
        if (only != nullptr)
            return nullptr;
        only = &value;
    }
    return only;
}

} // namespace espalier
