#pragma once

#include "core/engine/nn/prediction.h"
#include "core/engine/stages/context.h"
#include "core/engine/stages/token_cache.h"
#include "core/engine/train/batch_loader.h"
#include "core/stages/rl.h"

namespace espalier {

/// Pre-training text, of which each update learns some windows too.
class PretrainText
{
public:
    PretrainText(
        StageContext& context,
        const RlParams& params,
        Transformer model,
        const Tokenizer& tokenizer)
        : m_model(std::move(model))
        , m_tokens(
              tokenStore(context, context.input("text"), context.input("model"), tokenizer),
              "train")
        , m_loader(
              m_tokens,
              {.tokens = m_tokens.size(),
               .block = m_model->config().positions - m_model->virtualTokens(),
               .worldSize = context.worldSize(),
               .rank = context.rank(),
               .seed = static_cast<uint64_t>(params.seed)},
              params.pretrainBatch,
              1,
              m_model->device())
    {
    }
    /// Mean nats a token of the windows of an update, differentiable.
    torch::Tensor loss(int64_t update)
    {
        const MicroBatch batch = m_loader.load(update).front();
        return predictionLoss(
                   m_model,
                   m_model->forward(batch.ids),
                   batch.targets,
                   {.scale = 1.0 / static_cast<double>(batch.asked())})
            .sum;
    }

private:
    Transformer m_model;
    TokenStore m_tokens;
    BatchLoader m_loader;
};

} // namespace espalier
