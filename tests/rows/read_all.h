#pragma once

/// Reads files of rows as a test wants to see them.

#include "core/base/error.h"
#include "core/rows/row_reader.h"

namespace espalier {

using Lines = std::vector<std::string>;

/// Every row as its canonical line.
inline Lines allRows(const RowFileOptions& options)
{
    RowReader reader(options);
    Lines lines;
    Row row;
    while (reader.next(row))
        lines.push_back(rowToJson(row));
    return lines;
}

/// What reading complains about.
inline std::string complaint(const RowFileOptions& options)
{
    try {
        allRows(options);
    } catch (const Error& error) {
        return error.kind() == Error::Kind::Input ? error.words() : "no input error";
    }
    return "no error";
}

} // namespace espalier
