#pragma once

/// An artifact of rows: read once, checked, split, and written as lines of canonical JSON, so that
/// whatever comes after finds any row at once. `train.jsonl` holds the rows, `train.rows.bin` the
/// start of each (uint64, little endian); `validation.*` likewise; `rows.json` what they are.

#include "core/base/files.h"
#include "core/data/split.h"
#include "core/rows/row.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <map>

namespace espalier {

/// What an artifact of rows says of itself.
struct RowsHeader
{
    RowKind kind = RowKind::Instructions;
    std::string form;            ///< how the file was read: "trl", "alpaca", ...; shown to people
    bool conversational = false; ///< whether any row holds turns
    bool unpaired = false;       ///< preferences: completions with a mark instead of pairs
    std::array<uint64_t, 2> rows{};        ///< by side
    std::array<uint64_t, 2> bytes{};       ///< by side
    uint64_t skipped = 0;                  ///< broken rows that were left out
    std::vector<std::string> classes;      ///< labelled: names in order; a class is its place here
    std::map<std::string, uint64_t> kinds; ///< how many rows have each tag (Row::kind)
    bool operator==(const RowsHeader&) const = default;
};

/// Writes an artifact of rows as a stream.
class RowsWriter
{
public:
    RowsWriter(std::filesystem::path folder, RowKind kind);
    void add(Split side, const Row& row);
    /// The header so far: counts, classes (sorted; numbers by value), tags of rows.
    RowsHeader header() const;
    /// Closes the files and writes the header, with `form` and `skipped` of the reader. Throws
    /// Error where the disk didn't take them.
    RowsHeader finish(const std::string& form, uint64_t skipped = 0);

private:
    struct Side
    {
        std::ofstream rows, starts;
    };
    std::filesystem::path m_folder;
    RowsHeader m_header;
    std::array<Side, 2> m_sides;
    std::map<std::string, uint64_t> m_classes;
};

/// Rows of an artifact, memory-mapped; any number of threads may read.
class Rows
{
public:
    /// Throws Error (input) where the folder holds no rows or is damaged.
    static Rows open(const std::filesystem::path& folder);
    /// Likewise, and where the rows are of another kind.
    static Rows open(const std::filesystem::path& folder, RowKind kind);

    const RowsHeader& header() const { return m_header; }
    RowKind kind() const { return m_header.kind; }
    uint64_t size(Split side) const { return m_header.rows[static_cast<size_t>(side)]; }
    Row row(Split side, uint64_t index) const;
    /// The row as it lies in the file.
    std::string_view line(Split side, uint64_t index) const;
    /// The place of a class in the header; nothing where it isn't there.
    std::optional<uint64_t> classIndex(std::string_view label) const;

private:
    struct Side
    {
        MappedFile rows, starts;
    };
    Rows(std::filesystem::path folder, RowsHeader header);
    std::filesystem::path m_folder;
    RowsHeader m_header;
    std::array<Side, 2> m_sides;
};

} // namespace espalier
