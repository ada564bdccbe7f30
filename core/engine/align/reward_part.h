#pragma once

#include <string>
#include <vector>

namespace espalier {

/// One of several rewards that are blended, and what it gave some answers before its weight.
struct RewardPart
{
    std::string name;           ///< its kind, numbered where there are several: "rules", "rules_2"
    std::vector<double> scores; ///< by answer; NaN where it could not tell
};

} // namespace espalier
