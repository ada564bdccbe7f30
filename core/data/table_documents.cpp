/// Documents of a column of CSV (RFC 4180: quoted cells may hold commas, newlines and doubled
/// quotes) and TSV (cells as they are, tabs between, no quoting).

#include "core/base/error.h"
#include "core/data/cells.h"
#include "core/data/file_documents.h"

#include <algorithm>
#include <charconv>

namespace espalier {

namespace {

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
    return std::make_unique<TableDocuments>(file, options, csvCells(file));
}

std::unique_ptr<DocumentSource>
tsvDocuments(const std::filesystem::path& file, const TextSourceOptions& options)
{
    return std::make_unique<TableDocuments>(file, options, tsvCells(file));
}

} // namespace espalier
