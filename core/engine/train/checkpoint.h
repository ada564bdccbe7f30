#pragma once

/// Checkpoints of a training: folders `step-N` in a node's own folder, each with weights, optimizer
/// moments, random states and a small JSON of everything else. Written whole or not at all.

#include "core/engine/train/optimizer.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <vector>

namespace espalier {

class Checkpoints
{
public:
    explicit Checkpoints(std::filesystem::path folder);

    /// Writes step-N: the weights that the optimizer trains, its moments, torch's random state and
    /// `state`. An older folder of that step is replaced.
    void save(int64_t step, const AdamW& optimizer, const nlohmann::json& state) const;
    /// Reads weights, moments and the random state back and gives `state`.
    /// Throws Error (input) where the folder is broken or of another model.
    static nlohmann::json load(const std::filesystem::path& checkpoint, AdamW& optimizer);
    /// The weights alone.
    static void loadWeights(const std::filesystem::path& checkpoint, const AdamW& optimizer);

    std::filesystem::path path(int64_t step) const;
    /// Steps that have a whole checkpoint, rising.
    std::vector<int64_t> steps() const;
    /// Removes all but the last two, `best` (if not negative) and pinned ones (a file `pinned`
    /// inside), and what a crash left.
    void prune(int64_t best) const;
    /// Removes those after `step`: they belong to a future that is being replaced.
    void removeAfter(int64_t step) const;

private:
    std::filesystem::path m_folder;
};

} // namespace espalier
