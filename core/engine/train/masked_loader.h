#pragma once

#include "core/data/packing.h"
#include "core/data/tokens.h"
#include "core/engine/train/masking.h"
#include "core/engine/train/step.h"

#include <optional>

namespace espalier {

/// Windows of a text as a masked model reads them: [CLS] text [SEP], with gaps.
struct MaskedWindows
{
    bool documents = false; ///< no window holds more than one document; else the text runs on
    bool joined = false;    ///< windows of unequal length stand behind each other in one row
    MaskingOptions masking;
    std::optional<int64_t> cls, sep; ///< put around a window, where the tokenizer has them
    int64_t block = 0;               ///< tokens of a row with both

    /// Tokens of text in a row.
    int64_t textTokens() const { return block - (cls ? 1 : 0) - (sep ? 1 : 0); }
    /// A row from the text tokens `text` (at most textTokens()): ids and targets of `block` places
    /// (or as many as are needed), padded with padId; returns its length.
    int64_t fill(
        std::span<const int64_t> text,
        std::span<int64_t> ids,
        std::span<int64_t> targets,
        Random& random,
        int64_t padId) const;
};

/// Where a window's text stands in a token store.
struct TextCut
{
    uint64_t start = 0;
    int64_t length = 0; ///< at most the windows' textTokens()
};

/// The windows of a text from its start, `most` at most (0: all): one after the other, or of each
/// document by itself, without what separates documents.
std::vector<TextCut>
cutText(const TokenStore& tokens, const MaskedWindows& windows, int64_t most = 0);

/// Cuts training batches with gaps out of a token store: a pure function of (seed, step, rank).
/// Each time a window comes again its gaps are others. Windows of documents are as long as their
/// documents: a batch is as wide as its longest, or one row of all where they are joined.
class MaskedLoader
{
public:
    /// `order.block` is set here (and `order.tokens`, of documents). The store must outlive the
    /// loader. Error (input) where documents are asked for and all are empty.
    MaskedLoader(
        const TokenStore& tokens,
        MaskedWindows windows,
        BatchOrderParams order,
        int64_t batch,
        int64_t accumulation,
        torch::Device device);

    std::vector<MicroBatch> load(int64_t step) const;
    const BatchOrder& order() const { return m_order; }
    /// Of text; the mean over an epoch where windows are documents.
    int64_t tokensPerStep() const { return m_tokensPerStep; }

private:
    TextCut window(int64_t step, int64_t row) const;

    const TokenStore& m_tokens;
    MaskedWindows m_windows;
    std::vector<TextCut> m_documents; ///< empty where the text runs on
    BatchOrderParams m_params;
    BatchOrder m_order;
    int64_t m_batch, m_accumulation, m_tokensPerStep;
    torch::Device m_device;
};

/// Loss of the gaps in a text: the same windows and gaps each time, so that validations can be
/// compared.
struct MaskedLoss
{
    double nats = 0;
    int64_t tokens = 0;  ///< asked for
    int64_t correct = 0; ///< of those, the likeliest was right
    double entropy = 0;  ///< of the distributions at the gaps, summed, nats
};

/// Over cutText(..., maxWindows), `batch` at a time; `go` false stops.
MaskedLoss maskedLoss(
    Transformer model,
    const TokenStore& tokens,
    const MaskedWindows& windows,
    int64_t batch,
    int64_t maxWindows,
    const std::function<bool()>& go);

/// How well a masked model knows a text: each token is hidden alone and guessed from both sides
/// (pseudo-perplexity; Salazar et al. 2020). Costs a pass of a window for each token, so at most
/// `maxTokens` (0: all) are asked, in whole windows spread evenly over the text.
struct PseudoLoss : MaskedLoss
{
    double squares = 0;   ///< sum of squared losses, for the standard error
    double textBytes = 0; ///< of the text that the tokens stand for
};
PseudoLoss pseudoLoss(
    Transformer model,
    const TokenStore& tokens,
    const MaskedWindows& windows,
    int64_t batch,
    int64_t maxTokens,
    const std::function<bool(int64_t, int64_t)>& progress);

} // namespace espalier
