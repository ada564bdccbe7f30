#pragma once

/// One pass over the logits of many tokens, of which only a few rows exist at a time. Header of
/// this room's sources, not of others.

#include "core/engine/torch.h"

#include <functional>

namespace espalier {

/// Row scores of a chunk of logits, and with `slopes` the logits turned into slope * (softmax -
/// onehot).
struct ChunkScores
{
    torch::Tensor logProbs; ///< (rows) float32; 0 where ignored
    torch::Tensor correct;  ///< (rows) bool
    torch::Tensor entropy;  ///< (rows) float32; 0 where ignored; undefined unless asked for
};

/// What a pass does with each chunk: its first row, how many, their scores, and the logits, turned
/// into slopes where there are some.
using ChunkVisitor = std::function<void(
    int64_t first, int64_t rows, const ChunkScores& scores, const torch::Tensor& slopes)>;

/// One pass over all rows in chunks of `chunkRows` (0: 32 MiB of logits). hidden (N, C), weight (V,
/// C), targets (N) int64, bias (V) or undefined; slopes (N) float32 or undefined (scores only).
/// `entropy`: of each row's distribution too.
void overLogits(
    const torch::Tensor& hidden,
    const torch::Tensor& weight,
    const torch::Tensor& targets,
    const torch::Tensor& bias,
    double temperature,
    const torch::Tensor& slopes,
    int64_t chunkRows,
    int64_t ignore,
    bool entropy,
    const ChunkVisitor& f);

/// Adds slopes^T hidden to dweight (V, C) and writes slopes W to the rows of dhidden; either may be
/// undefined.
void addHeadGradients(
    const torch::Tensor& slopes,
    const torch::Tensor& hidden,
    const torch::Tensor& weight,
    torch::Tensor dhidden,
    torch::Tensor dweight);

} // namespace espalier
