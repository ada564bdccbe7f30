#include "core/engine/train/row_loss.h"

#include "core/engine/nn/prediction.h"

#include <algorithm>
#include <numeric>

namespace espalier {

RowLoss rowLoss(
    Transformer model,
    const ExampleSet& examples,
    int64_t batch,
    int64_t maxRows,
    const std::function<bool()>& go)
{
    const torch::NoGradGuard guard;
    const bool training = model->is_training();
    model->eval();
    std::vector<uint32_t> order(
        maxRows > 0 ? std::min(static_cast<size_t>(maxRows), examples.size()) : examples.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, [&](uint32_t a, uint32_t b) {
        return examples.length(a) < examples.length(b);
    });
    const bool bidirectional = model->config().bidirectional();
    RowLoss total;
    for (size_t first = 0; first < order.size() && go(); first += static_cast<size_t>(batch)) {
        const size_t count = std::min(static_cast<size_t>(batch), order.size() - first);
        const auto rows = RowLoader::padded(
            examples, std::span(order).subspan(first, count), bidirectional, model->device());
        ForwardOptions options;
        options.lengths = rows.lengths;
        options.types = rows.types;
        const auto hidden = model->forward(rows.ids, options);
        total.weight += rows.weight();
        total.asked += rows.asked();
        if (!rows.labels.defined()) {
            const auto loss = predictionLoss(
                model, hidden, rows.targets, {.weights = rows.weights, .entropy = true});
            total.lossSum += loss.sum.item<double>();
            total.correct += loss.correct;
            total.entropy += loss.entropy;
            continue;
        }
        const auto scores = model->classify(hidden, rows.lengths, options);
        auto losses =
            torch::log_softmax(scores, 1).gather(1, rows.labels.unsqueeze(1)).squeeze(1).neg();
        if (rows.weights.defined())
            losses = losses * rows.weights;
        total.lossSum += losses.sum().item<double>();
        total.correct += scores.argmax(1).eq(rows.labels).sum().item<int64_t>();
    }
    model->train(training);
    return total;
}

} // namespace espalier
