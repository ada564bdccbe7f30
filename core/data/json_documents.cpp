/// Documents of rows of JSON: one value per line, or values in an array (read one by one), or a
/// list within one object.

#include "core/base/error.h"
#include "core/data/file_documents.h"
#include "core/data/json_values.h"
#include "core/data/line_reader.h"

#include <nlohmann/json.hpp>

#include <deque>

namespace espalier {

namespace {

using Json = nlohmann::json;

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
