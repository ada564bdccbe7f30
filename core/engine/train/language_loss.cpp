#include "core/engine/train/language_loss.h"

#include "core/engine/nn/prediction.h"

#include <cmath>
#include <numbers>

namespace espalier {

double LanguageLoss::perplexity() const
{
    return std::exp(mean());
}

double LanguageLoss::bitsPerByte() const
{
    return nats / std::numbers::ln2 / textBytes;
}

double LanguageLoss::standardError() const
{
    if (tokens < 2)
        return 0;
    const auto n = static_cast<double>(tokens);
    return std::sqrt(std::max(0.0, (squares - nats * nats / n) / (n - 1)) / n);
}

LanguageLoss
languageLoss(Transformer model, const TokenStore& tokens, const LanguageLossOptions& options)
{
    const torch::NoGradGuard noGradients;
    const bool training = model->is_training();
    model->eval();
    const int64_t block = options.block;
    const int64_t stride = options.stride > 0 ? options.stride : block;
    const auto size = static_cast<int64_t>(tokens.size());
    const int64_t total = options.maxTokens > 0 ? std::min(options.maxTokens, size - 1) : size - 1;
    LanguageLoss loss;

    // Window k reads tokens [k stride, k stride + block); its targets are the next ones. The first
    // window counts all of its targets, later ones the last `stride`. `end` is one past the last
    // target counted so far.
    int64_t start = 0, end = 1;
    while (loss.tokens < total) {
        const int64_t rows = options.batch;
        auto ids = torch::zeros({rows, block}, torch::kInt64);
        auto targets = torch::full({rows, block}, -100, torch::kInt64);
        std::vector<int64_t> window(static_cast<size_t>(block) + 1);
        int64_t row = 0;
        for (; row < rows && end < size && end - 1 < total; ++row) {
            const int64_t length = std::min(block, size - 1 - start);
            tokens.copy(
                static_cast<uint64_t>(start),
                std::span(window).first(static_cast<size_t>(length) + 1));
            auto* idRow = ids.data_ptr<int64_t>() + row * block;
            auto* targetRow = targets.data_ptr<int64_t>() + row * block;
            for (int64_t t = 0; t < length; ++t) {
                idRow[t] = window[static_cast<size_t>(t)];
                const int64_t target = start + t + 1;
                if (target >= end && target - 1 < total)
                    targetRow[t] = window[static_cast<size_t>(t) + 1];
            }
            end = start + length + 1;
            start += stride;
        }
        if (row == 0)
            break;
        ids = ids.slice(0, 0, row).contiguous().to(model->device());
        targets = targets.slice(0, 0, row).contiguous().to(model->device());
        const auto hidden = model->forward(ids);
        const auto scores = predictionScores(model, hidden, targets, {.entropy = true});
        const auto counted = targets.view(-1).ne(-100);
        const auto nats = scores.logProbs.neg().to(torch::kDouble) * counted;
        loss.nats += nats.sum().item<double>();
        loss.squares += nats.square().sum().item<double>();
        loss.correct += (scores.correct & counted).sum().item<int64_t>();
        loss.entropy += scores.entropy.sum(torch::kDouble).item<double>();
        loss.tokens += counted.sum().item<int64_t>();
        if (options.progress && !options.progress(loss.tokens, total))
            break;
    }
    loss.textBytes = static_cast<double>(tokens.textBytes()) * static_cast<double>(loss.tokens) /
                     static_cast<double>(std::max<int64_t>(size - 1, 1));
    model->train(training);
    return loss;
}

} // namespace espalier
