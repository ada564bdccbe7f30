#pragma once

/// Labels as files and back: TRL's preference rows, hh-rlhf's dialogues, and rankings as they are.

#include "core/labels/ranking_rows.h"
#include "core/store/label_tasks.h"

#include <filesystem>
#include <functional>
#include <span>

namespace espalier {

enum class LabelForm : uint8_t {
    Trl,      ///< a line a pair: prompt, chosen, rejected, as core/rows writes them
    Hh,       ///< a line a pair: chosen and rejected as whole dialogues ("\n\nHuman: ...")
    Rankings, ///< a line a ranking: prompt, candidates, verdict, annotator; loses nothing
};

/// A row of the table of forms.
struct LabelFormInfo
{
    LabelForm form;
    const char* name;  ///< stable, for the command line
    const char* title; ///< for people
};
std::span<const LabelFormInfo> labelForms();
std::optional<LabelForm> labelFormOfName(std::string_view name);

/// Lines of JSON, and how many.
struct LabelLines
{
    std::string text;
    int64_t lines = 0;
};

/// The rankings in one of the forms. Throws Error (input) where a prompt or candidate is missing.
LabelLines writeLabels(
    Database& database,
    const std::vector<Ranking>& rankings,
    LabelForm form,
    const RankingRowsOptions& options = {});

/// What still waits to be ranked, as lines of the form Rankings without a verdict: to be ranked
/// elsewhere and imported again, once each bears a verdict. The answers come in an order that tells
/// nothing; `origin` and `meta` still say where each came from, so hide them from who ranks. Throws
/// Error (input) where a prompt is missing.
LabelLines writeWaiting(Database& database, const std::vector<LabelItem>& items);

/// How a file of labels is read.
struct LabelImportOptions
{
    std::filesystem::path file;
    std::string annotator; ///< who ranked, where the file doesn't say; empty: the file's name
    /// Told how many of how many items are in; ends the import by false.
    std::function<bool(size_t, size_t)> progress;
};

/// What an import brought.
struct ImportedLabels
{
    LabelTask task;       ///< over what the file holds; 0 as id where the import was ended
    int64_t items = 0;    ///< prompts with candidates
    int64_t rankings = 0; ///< that were not there before
};

/// Reads a file of any of the forms into prompts, candidates, rankings and a task over them. Lines
/// of the form Rankings without a verdict are what waits to be ranked; what a verdict may say is
/// told at checkedVerdict() (label_lines.h). Reading a file twice changes nothing. Throws Error
/// (input) with the line that is wrong, and nothing of the file is taken then.
ImportedLabels importLabels(Database& database, const LabelImportOptions& options);

} // namespace espalier
