#pragma once

#include "core/data/tokens.h"
#include "core/engine/nn/transformer.h"

#include <functional>

namespace espalier {

struct LanguageLossOptions
{
    int64_t block = 0;
    /// How far the window moves; block: windows side by side. Less: each token after the first
    /// window is scored with at least block - stride tokens before it, and counted once.
    int64_t stride = 0;
    int64_t batch = 8;
    int64_t maxTokens = 0; ///< scored tokens; 0: all
    /// Called with (scored, total) tokens after each batch; false stops with what is scored so far.
    std::function<bool(int64_t, int64_t)> progress;
};

/// How well a model predicts a text.
struct LanguageLoss
{
    double nats = 0;    ///< summed over tokens
    double squares = 0; ///< sum of squared per-token losses, for the standard error
    int64_t tokens = 0;
    int64_t correct = 0;  ///< tokens that were the likeliest
    double entropy = 0;   ///< of the model's distributions, summed over tokens, nats
    double textBytes = 0; ///< bytes of text that the tokens stand for

    double mean() const { return nats / static_cast<double>(tokens); }
    double perplexity() const;
    /// Nats / ln 2 / bytes: the tokens that end documents cost nats and have no bytes.
    double bitsPerByte() const;
    double accuracy() const { return static_cast<double>(correct) / static_cast<double>(tokens); }
    double meanEntropy() const { return entropy / static_cast<double>(tokens); }
    /// Standard error of mean(), tokens taken as independent.
    double standardError() const;
};

/// Scores the tokens of a store in order; dropout off, no gradients.
LanguageLoss
languageLoss(Transformer model, const TokenStore& tokens, const LanguageLossOptions& options);

} // namespace espalier
