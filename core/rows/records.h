#pragma once

/// Rows of a file before it is known what they mean: one object of JSON each.

#include "core/data/file_documents.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>

namespace espalier {

/// One row as it lies in the file; of a table an object of its header's names (or "1", "2", ...).
struct Record
{
    nlohmann::json value;
    uint64_t line = 0;
};

/// Gives records one after another; one is held at a time.
class RecordSource
{
public:
    virtual ~RecordSource() = default;
    /// False at the end. Throws RowProblem where this record is broken and the next can be tried,
    /// FileProblem where the rest can't be read.
    virtual bool next(Record& record) = 0;
};

/// Whether a file is a table: .csv, .tsv, plain or .gz.
bool isTable(const std::filesystem::path& file);

/// Opens one file: .jsonl, .json (an array of rows, one row after another, or an object that holds
/// a list of rows), .csv, .tsv, each also .gz. A file of another name is read as JSON. `header`: a
/// table's first row names its columns.
std::unique_ptr<RecordSource> openRecords(const std::filesystem::path& file, bool header);

/// The names of a record's members, in quotes with commas between.
std::string keysOf(const nlohmann::json& record);

} // namespace espalier
