#include "core/engine/align/reward_losses.h"

namespace espalier {

using torch::Tensor;

Tensor
bradleyTerry(const Tensor& chosen, const Tensor& rejected, const Tensor& margin, double centre)
{
    Tensor difference = chosen - rejected;
    if (margin.defined())
        difference = difference - margin;
    Tensor losses = torch::softplus(-difference);
    if (centre > 0)
        losses = losses + centre * (chosen + rejected).square();
    return losses;
}

Tensor plackettLuce(const Tensor& scores, const RankPlaces& places)
{
    Tensor loss = torch::zeros({}, scores.options());
    std::vector<int64_t> worse; // answers of all later places
    for (auto place = places.rbegin(); place != places.rend(); ++place) {
        if (!worse.empty()) {
            const Tensor below =
                scores.index_select(0, torch::tensor(worse, torch::kInt64).to(scores.device()));
            for (const int64_t answer : *place) {
                const Tensor own = scores.narrow(0, answer, 1);
                loss = loss + torch::logsumexp(torch::cat({own, below}), 0) - own.squeeze(0);
            }
        }
        worse.insert(worse.end(), place->begin(), place->end());
    }
    return loss;
}

} // namespace espalier
