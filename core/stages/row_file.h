#pragma once

/// What the stages that read files of rows have in common: their parameters, and what follows from
/// them.

#include "core/pipeline/stage.h"
#include "core/rows/built_in_rows.h"
#include "core/rows/import_rows.h"

namespace espalier {

/// Parameters that data.instructions, data.prompts, data.preferences, data.problems and
/// data.labelled share.
struct RowFileParams
{
    std::string source = "auto";
    int64_t items = 20000;
    std::string language = "en";
    std::vector<std::string> kinds;
    std::string path;
    std::string form = "auto";
    std::vector<std::string> columns;
    bool header = true;
    std::string broken = "stop";
    int64_t limit = 0;
    std::string split = "seed";
    double validation = 0.05;
    int64_t seed = 1;
    double mistakes = 0; ///< of data.instructions alone

    static constexpr auto fileFields()
    {
        return std::tuple{
            field("source", &RowFileParams::source, "where the rows come from: a file, or the built-in world (questions about stories made from a seed); auto takes the file where `path` names one, else the built-in world").choices("auto", "built-in", "file"),
            field("items", &RowFileParams::items, "how many rows of the built-in world").range(1, 1e9).unit("rows").onlyWith("source", "auto", "built-in"),
            field("language", &RowFileParams::language, "language of the built-in world").choices("en", "ko").onlyWith("source", "auto", "built-in"),
            field("kinds", &RowFileParams::kinds, "which rows of the built-in world: direct, indirect, sum, sum_steps, compare, logic, repair, list, story, safety; only by name: arithmetic, arithmetic_steps, code, code_numbers, liars, feeling; labels of labelled ones: glad, calm, sad, worried; empty is all").onlyWith("source", "auto", "built-in"),
            field("path", &RowFileParams::path, "a .jsonl, .json, .csv or .tsv file (each also .gz), a folder, or a pattern such as data/*.jsonl").path(),
            field("form", &RowFileParams::form, "how the rows are written; auto takes the form that most of the first rows fit, and table is for columns named below").choices("auto", "trl", "alpaca", "sharegpt", "hh", "gsm8k", "humaneval", "mbpp", "bbh", "table"),
            field("columns", &RowFileParams::columns, "which column or key of the file each field is, such as prompt=question; without a header columns are 1, 2, ...").onlyWith("form", "auto", "table"),
            field("header", &RowFileParams::header, "the first row of a CSV or TSV names the columns").onlyWith("form", "auto", "table"),
        };
    }
    static constexpr auto splitFields()
    {
        return std::tuple{
            field("broken", &RowFileParams::broken, "what happens at a row that is broken or of another kind").choices("stop", "skip"),
            field("limit", &RowFileParams::limit, "how many rows are read, from the first on; 0 is all").range(0, 1e9).unit("rows"),
            field("split", &RowFileParams::split, "how rows are set aside for validation: by a hash of the question, so that equal questions stay together, or the last ones").choices("seed", "position").group("Validation"),
            field("validation", &RowFileParams::validation, "share of the rows set aside for validation").range(0, 0.9).group("Validation"),
            field("seed", &RowFileParams::seed, "seed of the built-in world and of the split").range(0, 9e15).group("Validation"),
        };
    }

    /// What all of these stages have.
    static constexpr auto fields() { return std::tuple_cat(fileFields(), splitFields()); }

    bool builtIn() const { return source == "built-in" || (source == "auto" && path.empty()); }
    /// The rows of the built-in world.
    BuiltInRows builtInRows(RowKind kind) const;
    /// How many of them are for training; the others are for validation.
    uint64_t builtInTraining() const;
    /// How the file is read, for rows of that kind; `file` is the path resolved.
    RowFileOptions fileOptions(RowKind kind, const std::filesystem::path& file) const;
    SplitOptions splitOptions() const;
};

/// The parts of a declaration that depend on these parameters alone, for rows of that kind.
std::map<std::string, Facts> inferRowFile(const StageQuery& query, RowKind kind);
Estimate estimateRowFile(const StageQuery& query, RowKind kind);
std::vector<Finding> checkRowFile(const StageQuery& query, RowKind kind);

/// A declaration of a stage that reads rows of one kind.
StageInfo rowFileStage(RowKind kind, const char* title, const char* help, std::vector<ParamInfo> params);

} // namespace espalier
