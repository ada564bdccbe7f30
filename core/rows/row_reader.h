#pragma once

/// Rows out of files of any known form, one at a time.

#include "core/data/documents.h"
#include "core/rows/forms.h"

#include <memory>

namespace espalier {

/// Where rows come from and how they are read.
struct RowFileOptions
{
    std::filesystem::path path;  ///< a file, a folder (its files in name order) or a glob pattern
    std::optional<RowKind> kind; ///< wanted; nothing: what the first row is
    std::string form = "auto";   ///< a name of forms(), or auto: the one that most first rows fit
    std::vector<std::string> columns; ///< "prompt=question": named columns of a table
    bool header = true;               ///< whether CSV and TSV begin with the names of columns
    BadRow onBadRow = BadRow::Stop;
    uint64_t limit = 0; ///< rows to read; 0: all
    AnswerIs answerIs = AnswerIs::Auto;
    std::vector<std::string> classes; ///< names for labels that are numbers from 0
    bool rationale =
        true;        ///< problems read as instructions: whether the steps come before the answer
    std::string tag; ///< Row::kind where a row has none
};

/// Reads rows, checked and converted to the wanted kind. Errors name file, line and remedy.
class RowReader
{
public:
    /// Opens the files and recognises the form. Throws Error (input).
    explicit RowReader(const RowFileOptions& options);
    ~RowReader();

    /// The next row; false at the end. Throws Error (input) at a broken row, unless they are
    /// skipped, and at the end where no row was found.
    bool next(Row& row);

    /// The form that was recognised or asked for.
    const FormInfo& form() const;
    RowKind kind() const;
    /// Broken rows left out so far, and the sentence about the first of them.
    uint64_t skipped() const;
    std::string firstSkipped() const;
    /// Where the last row stood: "file a.jsonl line 7".
    std::string place() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace espalier
