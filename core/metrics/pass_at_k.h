#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace espalier {

/// The chance that at least one of k answers drawn from n, of which c are right, is right: 1 - C(n -
/// c, k) / C(n, k) (Chen et al. 2021). 1 <= k <= n.
double passAtK(int64_t n, int64_t c, int64_t k);

/// The most frequent answer, the earliest of those that tie; empty answers have no vote.
std::string majority(std::span<const std::string> answers);

} // namespace espalier
