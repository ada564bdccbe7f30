/// Documents of a column of CSV (RFC 4180: quoted cells may hold commas, newlines and doubled
/// quotes) and TSV (cells as they are, tabs between, no quoting).

#include "core/base/error.h"
#include "core/data/file_documents.h"
#include "core/data/line_reader.h"

#include <algorithm>
#include <charconv>

namespace espalier {

namespace {

using Cells = std::vector<std::string>;

/// Reads rows of cells; the two formats differ here only.
class CellReader
{
public:
    virtual ~CellReader() = default;
    /// False at the end of the file. Throws RowProblem for a broken row.
    virtual bool next(Cells& cells) = 0;
    /// The line at which the last row starts, from 1.
    virtual uint64_t line() const = 0;
};

class TsvReader : public CellReader
{
public:
    explicit TsvReader(const std::filesystem::path& file)
        : m_lines(file)
    {
    }

    bool next(Cells& cells) override
    {
        bool endsLine = false;
        if (!m_lines.next(m_row, kMaxRowBytes, endsLine))
            return false;
        if (!endsLine)
            throw FileProblem{tr("Line {} is too long for a row.", m_lines.line())};
        cells.clear();
        size_t at = 0;
        while (true) {
            const size_t tab = std::min(m_row.find('\t', at), m_row.size());
            cells.emplace_back(m_row, at, tab - at);
            if (tab == m_row.size())
                return true;
            at = tab + 1;
        }
    }

    uint64_t line() const override { return m_lines.line(); }

private:
    LineReader m_lines;
    std::string m_row;
};

class CsvReader : public CellReader
{
public:
    explicit CsvReader(const std::filesystem::path& file)
        : m_input(file)
    {
    }

    bool next(Cells& cells) override
    {
        cells.clear();
        m_rowLine = m_line;
        m_rowBytes = 0;
        m_problem = false;
        if (!peek())
            return false;
        do
            readCell(cells.emplace_back());
        while (take(','));
        take('\r');
        if (!take('\n') && peek()) {
            m_problem = true;
            skipLine();
        }
        if (m_problem)
            throw RowProblem{
                m_rowLine,
                tr("A quoted cell is followed by more text. Quotes within a cell are doubled.")};
        return true;
    }

    uint64_t line() const override { return m_rowLine; }

private:
    bool peek()
    {
        if (m_at < m_buffer.size())
            return true;
        m_buffer.clear();
        m_at = 0;
        return m_input.read(m_buffer);
    }

    bool take(char wanted)
    {
        if (!peek() || m_buffer[m_at] != wanted)
            return false;
        ++m_at;
        m_line += wanted == '\n' ? 1 : 0;
        return true;
    }

    void skipLine()
    {
        while (peek() && m_buffer[m_at] != '\n')
            ++m_at;
        take('\n');
    }

    void append(std::string& cell, size_t end)
    {
        cell.append(m_buffer, m_at, end - m_at);
        m_line += static_cast<uint64_t>(std::count(
            m_buffer.begin() + static_cast<ptrdiff_t>(m_at),
            m_buffer.begin() + static_cast<ptrdiff_t>(end),
            '\n'));
        m_rowBytes += end - m_at;
        m_at = end;
        if (m_rowBytes > kMaxRowBytes)
            throw FileProblem{
                tr("The row that starts in line {} is too long. Is a quote left open there?",
                   m_rowLine)};
    }

    void readCell(std::string& cell)
    {
        if (take('"')) {
            readQuoted(cell);
            return;
        }
        while (peek()) {
            const size_t end = std::min(m_buffer.find_first_of(",\n", m_at), m_buffer.size());
            append(cell, end);
            if (m_at < m_buffer.size())
                break;
        }
        if (m_at < m_buffer.size() && m_buffer[m_at] == '\n' && cell.ends_with('\r'))
            cell.pop_back();
    }

    void readQuoted(std::string& cell)
    {
        while (peek()) {
            append(cell, std::min(m_buffer.find('"', m_at), m_buffer.size()));
            if (!take('"'))
                continue;
            if (!take('"'))
                return;
            cell += '"';
        }
        throw FileProblem{tr("The quote opened in the row of line {} is never closed.", m_rowLine)};
    }

    TextInput m_input;
    std::string m_buffer;
    size_t m_at = 0;
    uint64_t m_line = 1;
    uint64_t m_rowLine = 1;
    size_t m_rowBytes = 0;
    bool m_problem = false;
};

class TableDocuments : public RowSource
{
public:
    TableDocuments(
        const std::filesystem::path& file,
        const TextSourceOptions& options,
        std::unique_ptr<CellReader> reader)
        : RowSource(file, options.onBadRow)
        , m_reader(std::move(reader))
        , m_name(options.column)
        , m_header(options.header)
    {
    }

private:
    bool nextRow(std::string& text) override
    {
        if (!m_columnKnown) {
            m_header ? findColumn() : takeNumber();
            m_columnKnown = true;
        }
        while (m_reader->next(m_cells)) {
            if (m_cells.size() == 1 && isBlank(m_cells.front()) && m_columns != 1)
                continue; // an empty line
            if (m_columns == 0)
                m_columns = m_cells.size();
            if (m_cells.size() != m_columns)
                throw RowProblem{
                    m_reader->line(),
                    m_cells.size() == 1
                        ? tr("The row has one cell, but the first has {}.", m_columns)
                    : m_columns == 1
                        ? tr("The row has {} cells, but the first has one.", m_cells.size())
                        : tr("The row has {} cells, but the first has {}.",
                             m_cells.size(),
                             m_columns)};
            if (m_column >= m_columns)
                throw FileProblem{
                    m_columns == 1
                        ? tr("There is no column {}. There is only one.", m_column + 1)
                        : tr("There is no column {}. There are {}.", m_column + 1, m_columns)};
            text = std::move(m_cells[m_column]);
            if (!isBlank(text))
                return true;
        }
        return false;
    }

    void findColumn()
    {
        Cells names;
        try {
            if (!m_reader->next(names))
                return; // an empty file, which the caller reports
        } catch (const RowProblem& problem) {
            throw FileProblem{problem.message};
        }
        m_columns = names.size();
        const auto found = std::ranges::find(names, m_name);
        if (found == names.end())
            throw FileProblem{
                tr("There is no column \"{}\". There are: {}.", m_name, listOfNames(names))};
        m_column = static_cast<size_t>(found - names.begin());
    }

    void takeNumber()
    {
        const char* end = m_name.data() + m_name.size();
        const auto [parsed, code] = std::from_chars(m_name.data(), end, m_column);
        if (code != std::errc() || parsed != end || m_column == 0)
            throw FileProblem{
                tr("Without a header a column is named by its number (1, 2, ...), not \"{}\".",
                   m_name)};
        --m_column;
    }

    std::unique_ptr<CellReader> m_reader;
    std::string m_name;
    bool m_header;
    bool m_columnKnown = false;
    Cells m_cells;
    size_t m_columns = 0; ///< 0: not known yet
    size_t m_column = 0;
};

} // namespace

std::unique_ptr<DocumentSource>
csvDocuments(const std::filesystem::path& file, const TextSourceOptions& options)
{
    return std::make_unique<TableDocuments>(file, options, std::make_unique<CsvReader>(file));
}

std::unique_ptr<DocumentSource>
tsvDocuments(const std::filesystem::path& file, const TextSourceOptions& options)
{
    return std::make_unique<TableDocuments>(file, options, std::make_unique<TsvReader>(file));
}

} // namespace espalier
