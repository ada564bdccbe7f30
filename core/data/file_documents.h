#pragma once

/// The documents of one file: a source per format. For documents.cpp.

#include "core/base/message.h"
#include "core/data/documents.h"

namespace espalier {

std::unique_ptr<DocumentSource>
plainDocuments(const std::filesystem::path& file, const TextSourceOptions& options);
std::unique_ptr<DocumentSource>
jsonLinesDocuments(const std::filesystem::path& file, const TextSourceOptions& options);
std::unique_ptr<DocumentSource>
jsonDocuments(const std::filesystem::path& file, const TextSourceOptions& options);
std::unique_ptr<DocumentSource>
csvDocuments(const std::filesystem::path& file, const TextSourceOptions& options);
std::unique_ptr<DocumentSource>
tsvDocuments(const std::filesystem::path& file, const TextSourceOptions& options);

/// The longest row of JSON or CSV that is read.
constexpr size_t kMaxRowBytes = size_t{256} << 20;

/// What is wrong with one row.
struct RowProblem
{
    uint64_t line = 0;
    Message message;
};

/// What makes the rest of a file unreadable.
struct FileProblem
{
    Message message;
};

/// A source of rows: derived classes read one row at a time; here broken rows stop or are counted.
class RowSource : public DocumentSource
{
public:
    RowSource(std::filesystem::path file, BadRow onBadRow)
        : m_file(std::move(file))
        , m_onBadRow(onBadRow)
    {
    }

    bool next(DocumentPart& part) final;
    uint64_t skippedRows() const final { return m_skipped; }

private:
    /// The text of the next row; false at the end. Throws RowProblem where this row is broken and
    /// the next can be tried.
    virtual bool nextRow(std::string& text) = 0;

    std::filesystem::path m_file;
    BadRow m_onBadRow;
    uint64_t m_rows = 0;
    uint64_t m_skipped = 0;
    RowProblem m_firstProblem;
};

/// Names in quotes with commas between, for a list of the columns that exist.
std::string listOfNames(const std::vector<std::string>& names);

/// Whether a text has nothing but white space.
bool isBlank(std::string_view text);

} // namespace espalier
