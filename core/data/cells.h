#pragma once

/// Rows of cells: CSV (RFC 4180: quoted cells may hold commas, newlines and doubled quotes) and TSV
/// (cells as they are, tabs between, no quoting).

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace espalier {

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

std::unique_ptr<CellReader> csvCells(const std::filesystem::path& file);
std::unique_ptr<CellReader> tsvCells(const std::filesystem::path& file);

} // namespace espalier
