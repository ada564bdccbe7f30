#include "core/rows/import_rows.h"

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/rows/check_row.h"

#include <algorithm>

namespace espalier {

namespace {

using Progress = std::function<bool(uint64_t)>;

/// Says which side a row falls on.
class Splitter
{
public:
    Splitter(const SplitOptions& options, RowKind kind, uint64_t rows)
        : m_options(options)
        , m_kind(kind)
        , m_firstOfValidation(firstOfValidation(rows, options.fraction))
    {
    }

    Split side(const Row& row)
    {
        if (m_options.fraction == 0)
            return Split::Train;
        if (m_options.by == SplitBy::Seed)
            return fallsIntoValidation(hashHex(questionOf(row, m_kind)), m_options)
                       ? Split::Validation
                       : Split::Train;
        const uint64_t hash = hash64(rowToJson(row));
        if (m_seen++ < m_firstOfValidation) {
            m_training.push_back(hash);
            return Split::Train;
        }
        if (m_seen == m_firstOfValidation + 1)
            std::ranges::sort(m_training);
        const bool known = std::ranges::binary_search(m_training, hash);
        m_moved += known ? 1 : 0;
        return known ? Split::Train : Split::Validation;
    }

    uint64_t moved() const { return m_moved; }

private:
    SplitOptions m_options;
    RowKind m_kind;
    uint64_t m_firstOfValidation;
    uint64_t m_seen = 0, m_moved = 0;
    std::vector<uint64_t> m_training; ///< by position: hashes of the rows for training
};

/// How many rows a split by position is counted in; nothing where `progress` ended it.
std::optional<uint64_t> countRows(const RowFileOptions& options, const Progress& progress)
{
    RowReader reader(options);
    Row row;
    uint64_t rows = 0;
    while (reader.next(row))
        if (++rows % 1024 == 0 && progress && !progress(0))
            return std::nullopt;
    return rows;
}

void checkClasses(
    const RowsHeader& header, const std::filesystem::path& path, bool oneMark, bool mark)
{
    const uint64_t rows = header.rows[0] + header.rows[1];
    if (header.kind == RowKind::Labelled && header.classes.size() == 1)
        throw inputError(
            "All rows of {} ({}) have the label \"{}\"; telling classes apart takes two or more. "
            "Check which column is the label.",
            path.string(),
            rows,
            header.classes.front());
    if (header.unpaired && oneMark)
        throw inputError(
            "All rows of {} ({}) have the label {}; learning a preference takes good completions "
            "and bad ones.",
            path.string(),
            rows,
            mark);
}

void checkSides(const RowsHeader& header, const SplitOptions& split)
{
    if (header.rows[0] == 0)
        throw inputError(
            "There are no rows to train on: all of them went to validation. Make `validation` "
            "smaller.");
    if (split.fraction > 0 && header.rows[1] == 0)
        throw inputError(
            "No row fell into the validation share of {}; make `validation` larger, or split by "
            "position.",
            split.fraction);
}

} // namespace

ImportedRows importRows(
    const RowFileOptions& options,
    const SplitOptions& split,
    const std::filesystem::path& folder,
    const Progress& progress)
{
    checkShare(split.fraction);
    const bool counted = split.by == SplitBy::Position && split.fraction > 0;
    const auto total = counted ? countRows(options, progress) : 0;
    if (!total)
        return {};
    RowReader reader(options);
    Splitter splitter(split, reader.kind(), *total);
    RowsWriter writer(folder, reader.kind());
    Row row;
    uint64_t rows = 0, good = 0;
    while (reader.next(row)) {
        writer.add(splitter.side(row), row);
        good += row.good.value_or(false) ? 1 : 0;
        if (++rows % 1024 == 0 && progress && !progress(rows))
            return {};
    }
    ImportedRows imported;
    imported.header = writer.finish(reader.form().name, reader.skipped());
    imported.firstSkipped = reader.firstSkipped();
    imported.moved = splitter.moved();
    checkClasses(imported.header, options.path, good == 0 || good == rows, good == rows);
    checkSides(imported.header, split);
    return imported;
}

} // namespace espalier
