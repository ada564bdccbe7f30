#pragma once

/// Losses of a reward model: what people prefer as a number. Pure functions.

#include "core/engine/torch.h"

#include <vector>

namespace espalier {

/// Bradley-Terry: -log sigma(chosen - rejected - margin) + centre (chosen + rejected)^2 per pair
/// (B); `margin` (B) or undefined (Llama 2, Touvron et al. 2023; centring: Eisenstein et al. 2023).
torch::Tensor bradleyTerry(
    const torch::Tensor& chosen,
    const torch::Tensor& rejected,
    const torch::Tensor& margin,
    double centre);

/// A ranking's places: groups of answers by number, best first; those of one group are tied.
using RankPlaces = std::vector<std::vector<int64_t>>;

/// Plackett-Luce: -sum_k [ r_(k) - log sum_{j >= k} e^{r_(j)} ] of scores (K), the last place left
/// out. Tied answers share a place: each is scored against itself and all that are worse, so that
/// neither is preferred to the other (a stand-in for the mean over all orders of the ties that
/// costs K instead of K!). With two answers it is Bradley-Terry.
torch::Tensor plackettLuce(const torch::Tensor& scores, const RankPlaces& places);

} // namespace espalier
