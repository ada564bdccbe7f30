#pragma once

/// Text documents from files: .txt .jsonl .json .csv .tsv, each also .gz, one file, a folder or a
/// pattern. Constant memory: a long document comes in parts of about 1 MiB; only a row of JSON or
/// CSV is held whole.

#include "core/data/document.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace espalier {

enum class TextFormat { Auto, Text, JsonLines, Json, Csv, Tsv };
/// What one document of a .txt is: a line, a block between blank lines, or the whole file.
enum class DocumentUnit { Line, BlankLine, File };
/// What happens at a row that can't be read.
enum class BadRow { Stop, Skip };

struct TextSourceOptions
{
    std::filesystem::path path; ///< a file, a folder (its files in name order) or a glob pattern
    TextFormat format = TextFormat::Auto;       ///< Auto: by the name's ending
    DocumentUnit document = DocumentUnit::Line; ///< for .txt
    std::string column = "text"; ///< for rows: a key, a header cell, or 1, 2, ... without header
    bool header = true;          ///< whether CSV and TSV begin with the names of columns
    BadRow onBadRow = BadRow::Stop;
    size_t partBytes = size_t{1} << 20; ///< about how long a part of a long document is
};

/// The files that a path names: itself, a folder's text files, or what a pattern matches; sorted.
/// Error where none.
std::vector<std::filesystem::path> textFiles(const std::filesystem::path& path);

/// The format that a name's ending tells, with or without .gz; Auto where it tells none.
TextFormat formatOfName(const std::filesystem::path& file);

/// Opens the files of `options`. Empty documents are left out. Errors name file, line or byte, and
/// a remedy: missing or empty file, binary, not UTF-8, broken row, no such column (with the columns
/// that exist).
std::unique_ptr<DocumentSource> openDocuments(const TextSourceOptions& options);

/// Whole documents, one call each. Error where a document is longer than `maxBytes`.
class DocumentReader
{
public:
    explicit DocumentReader(const TextSourceOptions& options, size_t maxBytes = size_t{1} << 30);
    explicit DocumentReader(
        std::unique_ptr<DocumentSource> source, size_t maxBytes = size_t{1} << 30);
    std::optional<std::string> next();
    uint64_t skippedRows() const { return m_source->skippedRows(); }

private:
    std::unique_ptr<DocumentSource> m_source;
    size_t m_maxBytes;
};

/// Calls `use` with every whole document; ends early where it returns false.
void forEachDocument(
    const TextSourceOptions& options, const std::function<bool(std::string&&)>& use);

/// The first documents, each cut at `maxBytes` (at a character's end).
std::vector<std::string>
preview(const TextSourceOptions& options, size_t documents, size_t maxBytes = 4096);
std::vector<std::string> preview(DocumentSource& source, size_t documents, size_t maxBytes = 4096);

} // namespace espalier
