#pragma once

#include "core/formats/model_config.h"

#include <string>
#include <utility>
#include <vector>

/// A small BERT, for what holds for models that see both ways.
inline espalier::ModelConfig smallBert()
{
    using namespace espalier;
    ModelConfig bert;
    bert.family = ModelFamily::Bert;
    bert.vocabSize = 37;
    bert.positions = 48;
    bert.width = 40;
    bert.layers = 2;
    bert.heads = bert.kvHeads = 2;
    bert.headDim = 20;
    bert.inner = 100;
    bert.initStd = 0.2;
    bert.activation = "gelu";
    bert.normEps = 1e-12;
    return bert;
}

/// One small causal model of each family, with every option that a family may bring.
inline std::vector<std::pair<std::string, espalier::ModelConfig>> smallModels()
{
    using namespace espalier;
    ModelConfig gpt2;
    gpt2.family = ModelFamily::Gpt2;
    gpt2.vocabSize = 37;
    gpt2.positions = 48;
    gpt2.width = 40;
    gpt2.layers = 2;
    gpt2.heads = gpt2.kvHeads = 2;
    gpt2.headDim = 20;
    gpt2.inner = 100;
    gpt2.initStd = 0.2;
    ModelConfig bare = gpt2;
    bare.bias = false;
    bare.activation = "gelu";
    bare.tiedHead = false;
    bare.scaleByLayer = true;
    ModelConfig llama = gpt2;
    llama.family = ModelFamily::Llama;
    llama.heads = 4;
    llama.kvHeads = 2;
    llama.headDim = 12;
    llama.inner = 72;
    llama.activation = "silu";
    llama.normEps = 1e-6;
    llama.tiedHead = false;
    ModelConfig stretched = llama;
    stretched.rope = {
        .theta = 500.0,
        .type = "llama3",
        .factor = 4.0,
        .lowFreqFactor = 1.0,
        .highFreqFactor = 4.0,
        .originalMaxPositions = 16};
    stretched.attentionBias = true;
    stretched.mlpBias = true;
    ModelConfig linear = llama;
    linear.rope.type = "linear";
    linear.rope.factor = 2.0;
    ModelConfig mistral = llama;
    mistral.family = ModelFamily::Mistral;
    mistral.slidingWindow = 5;
    ModelConfig qwen2 = llama;
    qwen2.family = ModelFamily::Qwen2;
    qwen2.qkvBias = true;
    qwen2.tiedHead = true;
    ModelConfig qwen3 = llama;
    qwen3.family = ModelFamily::Qwen3;
    qwen3.qkNorm = true;
    qwen3.headDim = 20;
    return {
        {"gpt2", gpt2},
        {"gpt2 without biases", bare},
        {"llama", llama},
        {"llama3 rope, biases", stretched},
        {"linear rope", linear},
        {"mistral", mistral},
        {"qwen2", qwen2},
        {"qwen3", qwen3}};
}
