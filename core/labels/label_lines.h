#pragma once

/// The lines of a file of labels, read and checked before anything of them is in a database.

#include "core/store/labels.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace espalier {

/// One line: what was asked, the answers, and what somebody said of them.
struct LabelLine
{
    Prompt prompt;
    std::vector<Candidate> candidates; ///< with the uids of the file, where it has some
    std::optional<Ranking> ranking;    ///< its verdict is one of checkedVerdict()
    Annotator annotator;
};

/// Reads a file of any form of labels (label_files.h). `annotator`: who ranked, where the file
/// doesn't say; empty: the file's name. Throws Error (input) with the line that is wrong.
std::vector<LabelLine>
readLabelLines(const std::filesystem::path& file, const std::string& annotator = {});

/// A verdict of a file, checked: `kind` is a known one, what it holds is of the right types, every
/// answer that it places is one of the candidates and has one place, and two different answers are
/// compared (unless they were skipped). A file names a candidate by uid, by text or by number, from
/// 0; here each is its number as a text ("0"), equal ones (text and origin) that of the first. Of
/// `shown` those that the line doesn't hold are left out. Throws Error (input).
nlohmann::json checkedVerdict(
    const nlohmann::json& verdict,
    const std::string& kind,
    const std::vector<Candidate>& candidates);

} // namespace espalier
