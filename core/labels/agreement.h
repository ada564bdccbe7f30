#pragma once

/// How alike annotators rank what several of them ranked.

#include "core/store/labels.h"

#include <cmath>
#include <limits>

namespace espalier {

/// Over all pairs of annotators of one prompt, and the candidates that both ranked.
struct Agreement
{
    int64_t prompts = 0;     ///< ranked by two annotators or more
    int64_t comparisons = 0; ///< pairs of rankings
    int64_t pairs = 0;       ///< pairs of candidates compared
    int64_t alike = 0;       ///< of those: ordered alike, or tied by both
    /// Mean of Kendall's tau-b over the comparisons where it is defined; NaN where it is nowhere.
    double tau = std::numeric_limits<double>::quiet_NaN();

    /// NaN where nothing is shared.
    double share() const
    {
        return pairs > 0 ? static_cast<double>(alike) / static_cast<double>(pairs)
                         : std::numeric_limits<double>::quiet_NaN();
    }
};

/// Skips are left out; of several rankings by one annotator of the same candidates give the newest
/// only (LabelTasks::rankings does).
Agreement agreementOf(const std::vector<Ranking>& rankings);

} // namespace espalier
