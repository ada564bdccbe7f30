#pragma once

/// Texts whose responses are scored token by token: what every loss over log-probabilities begins
/// with.

#include "core/engine/nn/transformer.h"

#include <span>
#include <vector>

namespace espalier {

/// A prompt and what was answered, in tokens.
struct Sequence
{
    std::vector<int32_t> ids;
    std::vector<uint8_t> response; ///< of each id: whether it belongs to what was answered
    int64_t responseTokens() const;
};

/// Cuts the prompt's beginning so that at most `most` tokens are left. False, and nothing is cut,
/// where what follows the prompt is longer by itself.
bool cutPrompt(Sequence& sequence, int64_t most);

/// Sequences side by side, padded on the right. Column t stands for what is said after token t, so
/// a response's first token is scored in the column of the prompt's last one.
struct SequenceBatch
{
    torch::Tensor ids;     ///< (B, T) int64
    torch::Tensor targets; ///< (B, T) int64: the next token where it is of the response, else -100
    torch::Tensor mask;    ///< (B, T) float32: 1 where targets counts
    torch::Tensor lengths; ///< (B) int64

    int64_t rows() const { return ids.size(0); }
    /// These rows, cut to the longest of them.
    SequenceBatch select(const std::vector<int64_t>& rows) const;
};

/// Pads with id 0, which no response can see.
SequenceBatch makeBatch(std::span<const Sequence> sequences, torch::Device device);

/// Hidden states (B, T, width) of a batch. Tokens that rows share from their beginning to the first
/// of the response are computed once, and padding not at all, where the model allows it (causal,
/// no learned tokens, no dropout); what stands at padding is then any token's state. `rows` of the
/// same prompt need not be neighbours.
torch::Tensor
hiddenStates(Transformer model, const SequenceBatch& batch, const ForwardOptions& options = {});

/// How a pass over sequences runs.
struct PassOptions
{
    double temperature = 1.0;  ///< logits are divided by it
    bool entropy = false;      ///< the distribution's entropy too, as a number
    bool learnEntropy = false; ///< or as something to learn from: that forms the logits again
    bool fused = true;
    bool accumulateInPlace = false; ///< see ComputeOptions
    double dropout = 0;
};

/// What a policy thinks of responses; 0 where the mask is 0.
struct PolicyPass
{
    torch::Tensor logProbs; ///< (B, T)
    torch::Tensor entropy;  ///< (B, T), nats; undefined unless asked for
    torch::Tensor hidden;   ///< (B, T, width)
};

/// One forward pass; differentiable unless gradients are off.
PolicyPass
policyPass(Transformer model, const SequenceBatch& batch, const PassOptions& options = {});

/// Mean over the vocabulary of the logits at each column, (B, T), without gradients: the product
/// with the head's mean row, so that no logits are formed. `hidden` of a pass.
torch::Tensor meanLogits(Transformer model, const torch::Tensor& hidden);

/// Log-probabilities of the whole vocabulary at the columns where the mask is 1, row by row:
/// (columns, vocab). Plain operations, so that it can be differentiated twice.
torch::Tensor
responseDistributions(Transformer model, const SequenceBatch& batch, double temperature);

/// Sum and mean of x (B, T) where mask is 1.
torch::Tensor maskedMean(const torch::Tensor& x, const torch::Tensor& mask);
torch::Tensor maskedSumPerRow(const torch::Tensor& x, const torch::Tensor& mask); ///< (B)

} // namespace espalier
