#pragma once

#include "core/engine/train/row_loader.h"

namespace espalier {

/// How well a model does on rows, one by one.
struct RowLoss
{
    double lossSum = 0; ///< weighted
    double weight = 0;  ///< what a mean divides by
    int64_t asked = 0;  ///< tokens, or rows with labels
    int64_t correct = 0;
    double entropy = 0; ///< of the distributions over words, summed over tokens, nats; no labels

    double mean() const { return lossSum / weight; }
    double accuracy() const { return static_cast<double>(correct) / static_cast<double>(asked); }
    double meanEntropy() const { return entropy / static_cast<double>(asked); }
};

/// Scores the first `maxRows` examples (0: all), `batch` at a time, of about one length together;
/// dropout off, no gradients. `go` false stops with what is scored so far.
RowLoss rowLoss(
    Transformer model,
    const ExampleSet& examples,
    int64_t batch,
    int64_t maxRows,
    const std::function<bool()>& go);

} // namespace espalier
