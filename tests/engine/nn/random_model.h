#pragma once

#include "core/engine/nn/transformer.h"

/// Random weights everywhere, norms and biases included, so that none can be forgotten unseen.
inline espalier::Transformer randomModel(const espalier::ModelConfig& config)
{
    espalier::Transformer model(config);
    model->initialise(7);
    const torch::NoGradGuard guard;
    torch::manual_seed(11);
    for (torch::Tensor& parameter : model->parameters()) {
        if (parameter.dim() == 1) {
            parameter.add_(torch::randn(parameter.sizes()) * 0.3);
        }
    }
    model->eval();
    return model;
}

inline torch::Tensor randomIds(int64_t batch, int64_t tokens, int64_t vocab)
{
    torch::manual_seed(13);
    return torch::randint(vocab, {batch, tokens}, torch::kInt64);
}

/// The largest difference of two tensors of one shape.
inline double distance(const torch::Tensor& a, const torch::Tensor& b)
{
    return (a - b).abs().max().item<double>();
}
