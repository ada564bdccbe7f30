#include "core/engine/nn/prediction.h"

namespace espalier {

namespace {

using torch::Tensor;

/// Share of asked tokens below which the others are left out before the head.
constexpr double kFew = 0.9;

/// The rows that pass the head.
struct Asked
{
    Tensor hidden;  ///< (N, C), through what precedes the head's product
    Tensor targets; ///< (N)
    Tensor places;  ///< (N) of all, or undefined: all
};

Asked asked(
    Transformer model,
    const Tensor& hidden,
    const Tensor& targets,
    const HeadOptions& options)
{
    Asked rows{hidden.reshape({-1, hidden.size(-1)}), targets.reshape({-1}), Tensor()};
    const Tensor counted = rows.targets.ne(options.ignore);
    const auto count = counted.sum().item<int64_t>();
    if (count > 0 && static_cast<double>(count) < kFew * static_cast<double>(counted.numel())) {
        rows.places = counted.nonzero().squeeze(1);
        rows.hidden = rows.hidden.index_select(0, rows.places);
        rows.targets = rows.targets.index_select(0, rows.places);
    }
    rows.hidden =
        model->headInput(rows.hidden, {options.fused, options.accumulateInPlace});
    return rows;
}

} // namespace

HeadLoss predictionLoss(
    Transformer model, const Tensor& hidden, const Tensor& targets, HeadOptions options)
{
    const Asked rows = asked(model, hidden, targets, options);
    options.bias = model->headBias();
    if (options.weights.defined()) {
        options.weights = options.weights.reshape({-1});
        if (rows.places.defined()) {
            options.weights = options.weights.index_select(0, rows.places);
        }
    }
    return headLoss(rows.hidden, model->headWeight(), rows.targets, options);
}

TargetScores predictionScores(
    Transformer model, const Tensor& hidden, const Tensor& targets, HeadOptions options)
{
    const Asked rows = asked(model, hidden, targets, options);
    options.bias = model->headBias();
    TargetScores scores = targetLogProbs(rows.hidden, model->headWeight(), rows.targets, options);
    if (!rows.places.defined()) {
        return scores;
    }
    const auto placed = [&](const Tensor& some) {
        return torch::zeros({targets.numel()}, some.options().requires_grad(false))
            .index_copy(0, rows.places, some);
    };
    return {
        placed(scores.logProbs),
        placed(scores.correct),
        scores.entropy.defined() ? placed(scores.entropy) : Tensor()};
}

} // namespace espalier
