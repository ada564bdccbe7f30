#pragma once

/// What a verdict says about its candidates, pair by pair.

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace espalier {

/// The place of each candidate, 0 the best; tied ones share a place, and the next place follows
/// without a gap. All judged bad share place 0. Empty where it is no verdict (isVerdict()).
using Places = std::map<std::string, int>;
Places placesOf(const nlohmann::json& verdict);

/// Two candidates as a verdict has them.
struct RankedPair
{
    std::string better, worse;
    int apart = 0; ///< places between them; 0: tied
    bool operator==(const RankedPair&) const = default;
};

/// Every pair of an order, the best first; of a tied pair the first is the one shown first.
/// None where all were judged bad, or where it is no verdict.
std::vector<RankedPair> pairsOf(const nlohmann::json& verdict, bool ties = false);

} // namespace espalier
