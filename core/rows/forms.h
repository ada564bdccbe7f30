#pragma once

/// The forms in which rows are published, one table: how each is recognised and read.

#include "core/rows/row.h"

#include <nlohmann/json.hpp>

#include <map>

namespace espalier {

/// How a gold answer names one of the choices.
enum class AnswerIs { Auto, Text, Letter, NumberFrom0, NumberFrom1 };

/// What reading a record depends on beside the record.
struct FormOptions
{
    RowKind kind = RowKind::Instructions;                    ///< wanted; a table is read as that
    std::map<std::string, std::vector<std::string>> columns; ///< field -> names in the file
    AnswerIs answerIs = AnswerIs::Auto;
    std::vector<std::string> classes; ///< names for labels that are numbers from 0
};

/// A row of the table of forms. `read` throws RowProblem (its line is filled in by the caller).
struct FormInfo
{
    const char* name; ///< stable: parameter value and header
    /// Whether a record looks like it.
    bool (*fits)(const nlohmann::json& record);
    /// What kind of row it is, before any conversion.
    RowKind (*kind)(const nlohmann::json& record, const FormOptions& options);
    Row (*read)(const nlohmann::json& record, const FormOptions& options);
};

/// Every form, the most particular first.
std::span<const FormInfo> forms();
/// The form of that name; nullptr where there is none.
const FormInfo* formOfName(std::string_view name);

/// The fields that a column may be given to, by kind: those of the canonical line of JSON.
std::span<const std::string_view> columnFields(RowKind kind);
/// Reads ["prompt=question", "choices=A+B+C"]. Throws Error (input) with the fields that exist.
std::map<std::string, std::vector<std::string>>
readColumns(const std::vector<std::string>& columns, RowKind kind);

} // namespace espalier
