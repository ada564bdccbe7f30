#pragma once

/// Answers that lie somewhere, to try a reward on: an artifact, a folder like one, or a file.

#include "core/rows/row.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace espalier {

/// Who placed one answer higher than another.
enum class PlacedBy : uint8_t { People, Simulated, Both };

/// Answers to be scored, and which of two was preferred where somebody said so.
struct StoredAnswers
{
    struct Preferred
    {
        size_t better = 0, worse = 0;
        PlacedBy by = PlacedBy::People;
    };

    std::vector<Row> rows; ///< by answer
    std::vector<std::string> texts;
    std::vector<int64_t> tokens; ///< 0: not counted
    std::vector<bool> ended;
    std::vector<Preferred> preferred;
};

/// Which of them are read.
struct StoredAnswersOptions
{
    std::string split = "all"; ///< train, validation or all; what a file holds is all for training
    int64_t limit = 0;         ///< at most so many rows a side; 0: all
};

/// A folder, or what a node made; of a node its key too.
struct FoundArtifact
{
    std::filesystem::path folder;
    std::string key; ///< under which it is known to the workspace
};

/// A folder, or RUN:NODE. Throws Error (input) where it is neither.
FoundArtifact findArtifact(Workspace& workspace, const std::string& choice);

/// Reads the answers that a folder, RUN:NODE or a file holds. What was said of candidates is looked
/// up in the workspace. Throws Error (input) where there are none.
StoredAnswers readStoredAnswers(
    Workspace& workspace, const std::string& choice, const StoredAnswersOptions& options);

} // namespace espalier
