#include "core/data/cells.h"

#include "core/data/file_documents.h"
#include "core/data/line_reader.h"

#include <algorithm>

namespace espalier {

namespace {

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

} // namespace

std::unique_ptr<CellReader> csvCells(const std::filesystem::path& file)
{
    return std::make_unique<CsvReader>(file);
}

std::unique_ptr<CellReader> tsvCells(const std::filesystem::path& file)
{
    return std::make_unique<TsvReader>(file);
}

} // namespace espalier
