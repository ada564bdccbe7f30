/// Documents of rows of JSON: one value per line, or values in an array (read one by one), or a
/// list within one object.

#include "core/base/error.h"
#include "core/data/file_documents.h"
#include "core/data/line_reader.h"

#include <nlohmann/json.hpp>

#include <deque>

namespace espalier {

namespace {

using Json = nlohmann::json;

Json parseRow(std::string_view row, uint64_t line)
{
    try {
        return Json::parse(row);
    } catch (const Json::exception&) {
        throw RowProblem{
            line, tr("This is not valid JSON. Mend the line, or let broken rows be skipped.")};
    }
}

/// The text of a row: the value of its column, or the row itself where it is a text.
std::string textOfRow(Json& row, const std::string& column, uint64_t line)
{
    if (row.is_string())
        return std::move(row.get_ref<std::string&>());
    if (!row.is_object())
        throw RowProblem{line, tr("The row is neither an object nor a text.")};
    const auto found = row.find(column);
    if (found == row.end()) {
        std::vector<std::string> names;
        for (const auto& [name, value] : row.items())
            names.push_back(name);
        throw RowProblem{
            line, tr("The row has no \"{}\". It has: {}.", column, listOfNames(names))};
    }
    if (!found->is_string())
        throw RowProblem{line, tr("\"{}\" is no text in this row.", column)};
    return std::move(found->get_ref<std::string&>());
}

class JsonLinesDocuments : public RowSource
{
public:
    JsonLinesDocuments(const std::filesystem::path& file, const TextSourceOptions& options)
        : RowSource(file, options.onBadRow)
        , m_lines(file)
        , m_column(options.column)
    {
    }

private:
    bool nextRow(std::string& text) override
    {
        bool endsLine = false;
        while (m_lines.next(m_row, kMaxRowBytes, endsLine)) {
            if (!endsLine)
                throw FileProblem{tr("Line {} is too long for a row of JSON.", m_lines.line())};
            if (isBlank(m_row))
                continue;
            Json row = parseRow(m_row, m_lines.line());
            text = textOfRow(row, m_column, m_lines.line());
            if (!isBlank(text))
                return true;
        }
        return false;
    }

    LineReader m_lines;
    std::string m_column;
    std::string m_row;
};

/// Cuts a stream of JSON into the values of its outer array, or into its outer values where it has
/// no array, without holding more than one.
class JsonValues
{
public:
    explicit JsonValues(const std::filesystem::path& file)
        : m_input(file)
    {
    }

    bool next(std::string& value)
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

    uint64_t line() const { return m_valueLine; }

private:
    bool peek()
    {
        if (m_at < m_buffer.size())
            return true;
        m_buffer.clear();
        m_at = 0;
        return m_input.read(m_buffer);
    }

    char take(std::string& value)
    {
        const char byte = m_buffer[m_at++];
        m_line += byte == '\n' ? 1 : 0;
        value += byte;
        if (value.size() > kMaxRowBytes)
            throw FileProblem{tr(
                "The JSON value that starts in line {} is too long for a row. Use an array of rows "
                "or JSON Lines.",
                m_valueLine)};
        return byte;
    }

    /// An object, list or text ends with its own last byte; a number or word before a separator.
    bool endsScalar(const std::string& value) const
    {
        const char last = value.back();
        return last == '}' || last == ']' || last == '"' ||
               std::string_view(",]} \t\r\n").find(m_buffer[m_at]) != std::string_view::npos;
    }

    bool skipToValue()
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

    TextInput m_input;
    std::string m_buffer;
    size_t m_at = 0;
    uint64_t m_line = 1;
    uint64_t m_valueLine = 1;
    bool m_started = false;
};

/// The only list of objects in an object, as in {"version": 1, "examples": [{...}, ...]}.
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

class JsonDocuments : public RowSource
{
public:
    JsonDocuments(const std::filesystem::path& file, const TextSourceOptions& options)
        : RowSource(file, options.onBadRow)
        , m_values(file)
        , m_column(options.column)
    {
    }

private:
    bool nextRow(std::string& text) override
    {
        while (!m_inner.empty() || m_values.next(m_value)) {
            Json row;
            if (!m_inner.empty()) {
                row = std::move(m_inner.front());
                m_inner.pop_front();
            } else {
                row = parseRow(m_value, m_values.line());
                Json* list = row.is_object() && !row.contains(m_column) ? listWithin(row) : nullptr;
                if (list != nullptr) {
                    m_inner.assign(
                        std::make_move_iterator(list->begin()),
                        std::make_move_iterator(list->end()));
                    continue;
                }
            }
            text = textOfRow(row, m_column, m_values.line());
            if (!isBlank(text))
                return true;
        }
        return false;
    }

    JsonValues m_values;
    std::string m_column;
    std::string m_value;
    std::deque<Json> m_inner; ///< rows of a list within an object
};

} // namespace

std::unique_ptr<DocumentSource>
jsonLinesDocuments(const std::filesystem::path& file, const TextSourceOptions& options)
{
    return std::make_unique<JsonLinesDocuments>(file, options);
}

std::unique_ptr<DocumentSource>
jsonDocuments(const std::filesystem::path& file, const TextSourceOptions& options)
{
    return std::make_unique<JsonDocuments>(file, options);
}

} // namespace espalier
