#include "core/engine/nn/logit_chunks.h"

#include "core/engine/nn/compat.h"
#include "core/engine/nn/functions.h"
#include "core/engine/nn/parallel.h"
#include "core/engine/nn/product.h"

#include <algorithm>

namespace espalier {

namespace {

using torch::Tensor;

int64_t rowsPerChunk(int64_t chunkRows, int64_t tokens, int64_t vocab)
{
    constexpr int64_t kFloats = 32 << 18; // 32 MiB of logits
    const int64_t rows =
        chunkRows > 0 ? chunkRows : std::max<int64_t>(64, kFloats / vocab / 64 * 64);
    return std::max<int64_t>(1, std::min(rows, tokens));
}

void kernelRow(
    float* logits,
    int64_t vocab,
    int64_t target,
    const float* slope,
    int64_t ignore,
    float* logProb,
    bool* correct,
    float* entropy)
{
    kernels::RowScore score{0, false, 0};
    if (target == ignore) {
        if (slope != nullptr) {
            std::fill(logits, logits + vocab, 0.0F);
        }
    } else if (slope != nullptr) {
        score = kernels::table().crossEntropyRow(vocab, logits, target, *slope);
    } else {
        float lse = 0;
        score = kernels::table().scoreRow(vocab, logits, target, &lse);
    }
    *logProb = score.logProb;
    *correct = score.correct;
    if (entropy != nullptr) {
        *entropy = score.entropy;
    }
}

/// slopes (rows) float32 or undefined (scores only). Works on any device; on the CPU in float32 by
/// our kernels.
ChunkScores scoreChunk(
    Tensor& logits, const Tensor& targets, const Tensor& slopes, int64_t ignore, bool entropy)
{
    const int64_t rows = logits.size(0);
    const int64_t vocab = logits.size(1);
    if (fusedApplies(logits)) {
        ChunkScores scores{
            torch::empty({rows}, torch::kFloat32),
            torch::empty({rows}, torch::kBool),
            entropy ? torch::empty({rows}, torch::kFloat32) : Tensor()};
        float* spread = entropy ? scores.entropy.data_ptr<float>() : nullptr;
        const int64_t* target = targets.data_ptr<int64_t>();
        const float* slope = slopes.defined() ? slopes.data_ptr<float>() : nullptr;
        overRange(rows, std::max<int64_t>(1, 8192 / vocab), [&](int64_t begin, int64_t end) {
            for (int64_t r = begin; r < end; ++r) {
                kernelRow(
                    logits.data_ptr<float>() + r * vocab,
                    vocab,
                    target[r],
                    slope == nullptr ? nullptr : slope + r,
                    ignore,
                    scores.logProbs.data_ptr<float>() + r,
                    scores.correct.data_ptr<bool>() + r,
                    spread == nullptr ? nullptr : spread + r);
            }
        });
        return scores;
    }
    const Tensor counted = targets.ne(ignore);
    const Tensor safe = targets.where(counted, torch::zeros_like(targets)).unsqueeze(1);
    const Tensor logProbs = torch::log_softmax(logits.to(torch::kFloat32), 1);
    const Tensor chosen = logProbs.gather(1, safe).squeeze(1);
    ChunkScores scores{
        torch::where(counted, chosen, torch::zeros_like(chosen)),
        chosen.ge(std::get<0>(logProbs.max(1))).logical_and(counted),
        Tensor()};
    Tensor probabilities;
    if (entropy || slopes.defined()) {
        probabilities = logProbs.exp();
    }
    if (entropy) {
        scores.entropy = (probabilities * logProbs).sum(1).neg() * counted;
    }
    if (slopes.defined()) {
        const Tensor weights =
            torch::where(counted, slopes, torch::zeros_like(slopes)).unsqueeze(1);
        Tensor slope = probabilities * weights;
        slope.scatter_add_(1, safe, -weights);
        logits = slope;
    }
    return scores;
}

/// a b in the type that autocast wants.
Tensor typedProduct(const Tensor& a, const Tensor& b)
{
    if (autocastActive(a.device())) {
        return at::mm(a.to(torch::kBFloat16), b.to(torch::kBFloat16));
    }
    return at::mm(a, b);
}

} // namespace

void overLogits(
    const Tensor& hidden,
    const Tensor& weight,
    const Tensor& targets,
    const Tensor& bias,
    double temperature,
    const Tensor& slopes,
    int64_t chunkRows,
    int64_t ignore,
    bool entropy,
    const ChunkVisitor& f)
{
    const int64_t tokens = hidden.size(0);
    const int64_t chunk = rowsPerChunk(chunkRows, tokens, weight.size(0));
    const bool own = fusedApplies(hidden) && fusedApplies(weight);
    Tensor buffer;
    for (int64_t first = 0; first < tokens; first += chunk) {
        const int64_t rows = std::min(chunk, tokens - first);
        Tensor logits;
        if (own) {
            if (!buffer.defined()) {
                buffer = torch::empty({chunk, weight.size(0)}, hidden.options());
            }
            logits = buffer.narrow(0, 0, rows);
            productInto(logits, hidden.narrow(0, first, rows), weight.t(), false);
        } else {
            logits = typedProduct(hidden.narrow(0, first, rows), weight.t());
        }
        if (bias.defined()) {
            logits.add_(bias);
        }
        if (temperature != 1.0) {
            logits.mul_(1.0 / temperature);
        }
        const auto scores = scoreChunk(
            logits,
            targets.narrow(0, first, rows),
            slopes.defined() ? slopes.narrow(0, first, rows) : Tensor(),
            ignore,
            entropy);
        f(first, rows, scores, logits);
    }
}

void addHeadGradients(
    const Tensor& slopes,
    const Tensor& hidden,
    const Tensor& weight,
    Tensor dhidden,
    Tensor dweight)
{
    if (dhidden.defined()) {
        if (fusedApplies(slopes)) {
            productInto(dhidden, slopes, weight, false);
        } else {
            dhidden.copy_(typedProduct(slopes, weight));
        }
    }
    if (dweight.defined()) {
        if (fusedApplies(slopes)) {
            productInto(dweight, slopes.t(), hidden, true);
        } else {
            dweight.add_(typedProduct(slopes.t(), hidden));
        }
    }
}

} // namespace espalier
