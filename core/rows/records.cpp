#include "core/rows/records.h"

#include "core/data/cells.h"
#include "core/data/json_values.h"
#include "core/data/line_reader.h"

#include <algorithm>
#include <array>
#include <deque>

namespace espalier {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::json;

void needObject(const Record& record)
{
    if (!record.value.is_object())
        throw RowProblem{
            record.line, tr("The row is no JSON object. Each row has keys and values.")};
}

class JsonLinesRecords : public RecordSource
{
public:
    explicit JsonLinesRecords(const fs::path& file)
        : m_lines(file)
    {
    }

    bool next(Record& record) override
    {
        bool endsLine = false;
        while (m_lines.next(m_row, kMaxRowBytes, endsLine)) {
            if (!endsLine)
                throw FileProblem{tr("Line {} is too long for a row of JSON.", m_lines.line())};
            if (isBlank(m_row))
                continue;
            record = {parseRow(m_row, m_lines.line()), m_lines.line()};
            needObject(record);
            return true;
        }
        return false;
    }

private:
    LineReader m_lines;
    std::string m_row;
};

/// Whether an object is a row by itself, though it has a list of objects.
bool isRow(const Json& value)
{
    static constexpr std::array kLists{
        "conversations", "messages", "prompt", "completion", "chosen", "rejected", "instances"};
    return std::ranges::any_of(kLists, [&](const char* name) { return value.contains(name); });
}

class JsonRecords : public RecordSource
{
public:
    explicit JsonRecords(const fs::path& file)
        : m_values(file)
    {
    }

    bool next(Record& record) override
    {
        while (m_inner.empty()) {
            if (!m_values.next(m_value))
                return false;
            record = {parseRow(m_value, m_values.line()), m_values.line()};
            needObject(record);
            Json* list = isRow(record.value) ? nullptr : listWithin(record.value);
            if (list == nullptr)
                return true;
            m_inner.assign(
                std::make_move_iterator(list->begin()), std::make_move_iterator(list->end()));
        }
        record = {std::move(m_inner.front()), m_values.line()};
        m_inner.pop_front();
        needObject(record);
        return true;
    }

private:
    JsonValues m_values;
    std::string m_value;
    std::deque<Json> m_inner; ///< rows of a list within an object
};

class TableRecords : public RecordSource
{
public:
    TableRecords(std::unique_ptr<CellReader> reader, bool header)
        : m_reader(std::move(reader))
        , m_header(header)
    {
    }

    bool next(Record& record) override
    {
        if (m_header && m_names.empty() && !readNames())
            return false;
        while (m_reader->next(m_cells)) {
            if (m_cells.size() == 1 && isBlank(m_cells.front()) && m_names.size() != 1)
                continue; // an empty line
            for (size_t i = m_names.size(); !m_header && !m_counted && i < m_cells.size(); ++i)
                m_names.push_back(std::to_string(i + 1));
            m_counted = true;
            if (m_cells.size() != m_names.size())
                throw RowProblem{
                    m_reader->line(),
                    tr("The row has {} cells, but the first has {}. A stray quote or comma does "
                       "that.",
                       m_cells.size(),
                       m_names.size())};
            record = {Json::object(), m_reader->line()};
            for (size_t i = 0; i < m_cells.size(); ++i)
                record.value[m_names[i]] = std::move(m_cells[i]);
            return true;
        }
        return false;
    }

private:
    bool readNames()
    {
        try {
            if (!m_reader->next(m_names))
                return false;
        } catch (const RowProblem& problem) {
            throw FileProblem{problem.message};
        }
        for (size_t i = 0; i < m_names.size(); ++i)
            if (isBlank(m_names[i]))
                m_names[i] = std::to_string(i + 1);
        return true;
    }

    std::unique_ptr<CellReader> m_reader;
    bool m_header;
    bool m_counted = false; ///< the first row's cells, where no header names them
    Cells m_names, m_cells;
};

} // namespace

bool isTable(const fs::path& file)
{
    const TextFormat format = formatOfName(file);
    return format == TextFormat::Csv || format == TextFormat::Tsv;
}

std::unique_ptr<RecordSource> openRecords(const fs::path& file, bool header)
{
    switch (formatOfName(file)) {
    case TextFormat::Csv:
        return std::make_unique<TableRecords>(csvCells(file), header);
    case TextFormat::Tsv:
        return std::make_unique<TableRecords>(tsvCells(file), header);
    case TextFormat::JsonLines:
        return std::make_unique<JsonLinesRecords>(file);
    default:
        return std::make_unique<JsonRecords>(file);
    }
}

std::string keysOf(const Json& record)
{
    std::vector<std::string> names;
    for (const auto& [name, value] : record.items())
        names.push_back(name);
    return listOfNames(names);
}

} // namespace espalier
