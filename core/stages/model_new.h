#pragma once

#include "core/formats/model_config.h"
#include "core/pipeline/stage.h"

namespace espalier {

/// Parameters of model.new.
struct ModelNewParams {
    std::string family = "gpt2";
    int64_t layers = 4;
    int64_t width = 128;
    int64_t heads = 4;
    int64_t positions = 256;
    int64_t inner = 0;
    int64_t kvHeads = 0;
    int64_t headDim = 0;
    bool bias = true;
    bool tiedHead = true;
    std::string activation = "family";
    double initStd = 0.02;
    std::string positionInit = "normal";
    double normEps = 1e-5;
    double ropeTheta = 10000;
    std::string ropeScaling = "none";
    double ropeFactor = 8;
    int64_t ropeOriginalPositions = 8192;
    int64_t slidingWindow = 0;
    int64_t seed = 1;

    static constexpr auto fields()
    {
        return std::tuple{
            field("family", &ModelNewParams::family, "the architecture; checkpoints are Hugging Face folders of exactly this family").choices("gpt2", "llama", "mistral", "qwen2", "qwen3", "bert"),
            field("layers", &ModelNewParams::layers, "transformer blocks, one after another").range(1, 1000),
            field("width", &ModelNewParams::width, "length of the vector that stands for a token").range(1, 65536),
            field("heads", &ModelNewParams::heads, "attention heads; width must be a multiple of it").range(1, 1024),
            field("positions", &ModelNewParams::positions, "the longest context that the model can read").range(1, 1e7).unit("tokens"),
            field("inner", &ModelNewParams::inner, "width inside the feed-forward part; 0 is 4 x width (gpt2, bert) or 8/3 x width rounded up to 64 (others)").range(0, 1e6).advanced(),
            field("kv_heads", &ModelNewParams::kvHeads, "key and value heads (grouped-query attention); 0 is as many as heads").range(0, 1024).advanced().onlyWith("family", "llama", "mistral", "qwen2", "qwen3"),
            field("head_dim", &ModelNewParams::headDim, "width of one head; 0 is width / heads").range(0, 1024).advanced().onlyWith("family", "llama", "mistral", "qwen3"),
            field("bias", &ModelNewParams::bias, "biases in the linear layers; without them other programs can't read the folder").advanced().onlyWith("family", "gpt2"),
            field("tied_head", &ModelNewParams::tiedHead, "one table for reading and for writing tokens").advanced(),
            field("activation", &ModelNewParams::activation, "the non-linearity; family is what the family uses").choices("family", "gelu_new", "gelu", "relu", "silu").advanced(),
            field("init_std", &ModelNewParams::initStd, "standard deviation of fresh weights").range(0, 1).advanced(),
            field("position_init", &ModelNewParams::positionInit, "fresh position embeddings: normal is what the family does; sinusoidal begins with sines and cosines, so that attention finds neighbours sooner, which masked models on little text need").choices("normal", "sinusoidal").advanced().onlyWith("family", "gpt2", "bert"),
            field("norm_eps", &ModelNewParams::normEps, "added to the variance in normalisation layers").range(0, 1).advanced(),
            field("rope_theta", &ModelNewParams::ropeTheta, "base of the rotary position encoding").range(1, 1e12).advanced().onlyWith("family", "llama", "mistral", "qwen2", "qwen3"),
            field("rope_scaling", &ModelNewParams::ropeScaling, "stretches positions for contexts longer than those of training").choices("none", "linear", "llama3").advanced().onlyWith("family", "llama", "mistral", "qwen2", "qwen3"),
            field("rope_factor", &ModelNewParams::ropeFactor, "how far positions are stretched").range(1, 1000).advanced().onlyWith("rope_scaling", "linear", "llama3"),
            field("rope_original_positions", &ModelNewParams::ropeOriginalPositions, "the context before stretching").range(1, 1e7).advanced().onlyWith("rope_scaling", "llama3"),
            field("sliding_window", &ModelNewParams::slidingWindow, "a token sees at most this many before it; 0 is all").range(0, 1e7).unit("tokens").advanced().onlyWith("family", "mistral", "qwen2"),
            field("seed", &ModelNewParams::seed, "seed of the fresh weights").range(0, 9e15),
        };
    }
    /// The model's description for a vocabulary of this size. Zeroes are filled in.
    ModelConfig config(int64_t vocabSize) const;
};

StageInfo modelNew();

/// Parameters of model.load.
struct ModelLoadParams {
    std::string path;

    static constexpr auto fields()
    {
        return std::tuple{
            field("path", &ModelLoadParams::path, "a Hugging Face folder: config.json, model.safetensors and the tokenizer's files").path(),
        };
    }
};

StageInfo modelLoad();

} // namespace espalier
