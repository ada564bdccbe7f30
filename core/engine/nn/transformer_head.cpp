// What follows the blocks: the vocabulary's logits, and the scores of labels.

#include "core/engine/nn/dropout.h"
#include "core/engine/nn/loss.h"
#include "core/engine/nn/transformer_parts.h"

namespace espalier {

using torch::Tensor;

Tensor TransformerImpl::headInput(const Tensor& hidden, const ComputeOptions& options)
{
    if (!m_transform) {
        return hidden;
    }
    const Tensor turned =
        activate(m_transform->forward(hidden, options), m_activation, options.fused);
    return m_transformNorm->forward(turned, options);
}

Tensor TransformerImpl::logits(const Tensor& hidden, const ComputeOptions& options)
{
    return linear(
        headInput(hidden, options),
        headWeight(),
        m_headBias,
        WeightLayout::OutIn,
        options.fused,
        options.accumulateInPlace);
}

Tensor TransformerImpl::headWeight() const
{
    TORCH_CHECK(!m_config.classifies(), "Transformer: a model that sorts texts has no word head");
    return m_head ? m_head->weight : m_tokens->weight;
}

Tensor TransformerImpl::classify(
    const Tensor& hidden, const Tensor& lengths, const ForwardOptions& options)
{
    TORCH_CHECK(m_config.classifies(), "Transformer: no head for labels");
    const auto [batch, tokens, width] = std::tuple(hidden.size(0), hidden.size(1), hidden.size(2));
    const double dropped = is_training() ? options.dropout : 0;
    const auto integers = torch::TensorOptions(torch::kInt64).device(hidden.device());
    const Tensor rows = torch::arange(batch, integers) * tokens; // (B)
    const Tensor flat = hidden.reshape({batch * tokens, width});
    if (m_pooler) {
        const Tensor pooled = m_pooler->forward(flat.index_select(0, rows), options).tanh();
        return m_classifier->forward(espalier::dropout(pooled, dropped, options.fused), options);
    }
    const Tensor last = lengths.defined() ? rows + lengths.to(hidden.device()) - 1
                                          : rows + (tokens - 1); // (B)
    return m_classifier->forward(flat.index_select(0, last), options); // (B, labels)
}

} // namespace espalier
