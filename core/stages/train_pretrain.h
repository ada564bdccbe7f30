#pragma once

#include "core/pipeline/stage.h"

namespace espalier {

/// Parameters of train.pretrain.
struct PretrainParams {
    std::string objective = "clm";
    int64_t maxSteps = 2000;
    double epochs = 0;
    int64_t maxTokens = 0;
    int64_t block = 0;
    int64_t batch = 12;
    int64_t accumulation = 1;
    std::string order = "shuffled";
    double learningRate = 1e-3;
    double minLearningRate = 1e-4;
    std::string schedule = "cosine";
    int64_t warmupSteps = 100;
    double beta1 = 0.9;
    double beta2 = 0.95;
    double eps = 1e-8;
    double weightDecay = 0.1;
    bool decayEmbeddings = true;
    double clip = 1.0;
    double dropout = 0;
    int64_t evalInterval = 200;
    int64_t evalBatches = 50;
    std::string keep = "best";
    int64_t earlyStop = 0;
    int64_t sampleInterval = 200;
    std::vector<std::string> samplePrompts{""};
    int64_t sampleTokens = 100;
    double sampleTemperature = 0.8;
    int64_t sampleTopK = 0;
    std::string precision = "f32";
    bool gradientCheckpointing = false;
    int64_t logInterval = 1;
    int64_t checkpointSteps = 100;
    double checkpointSeconds = 30;
    int64_t seed = 1;

    static constexpr auto fields()
    {
        using P = PretrainParams;
        return std::tuple{
            field("objective", &P::objective, "clm: predict the next token").choices("clm"),
            field("max_steps", &P::maxSteps, "optimisation steps; 0 where epochs or max_tokens set the end").range(0, 1e9).unit("steps"),
            field("epochs", &P::epochs, "times through the training text; 0 is not used. The first end reached counts").range(0, 1e6),
            field("max_tokens", &P::maxTokens, "tokens to learn from; 0 is not used. The first end reached counts").range(0, 1e15).unit("tokens"),
            field("block", &P::block, "context length of training; 0 is all of the model's positions").range(0, 1e7).unit("tokens"),
            field("batch", &P::batch, "sequences in one micro-batch").range(1, 1e6),
            field("accumulation", &P::accumulation, "micro-batches in one step: a larger batch for the same memory").range(1, 1e6),
            field("order", &P::order, "each window of the text once an epoch, or windows drawn at random").choices("shuffled", "random").advanced(),
            field("learning_rate", &P::learningRate, "size of a step after the warm-up").range(0, 10).live().group("Optimiser"),
            field("min_learning_rate", &P::minLearningRate, "where the schedule ends").range(0, 10).group("Optimiser"),
            field("schedule", &P::schedule, "how the learning rate falls").choices("constant", "linear", "cosine").group("Optimiser"),
            field("warmup_steps", &P::warmupSteps, "steps over which the learning rate rises").range(0, 1e9).unit("steps").group("Optimiser"),
            field("beta1", &P::beta1, "AdamW: memory of the gradient's mean").range(0, 0.999999).advanced().group("Optimiser"),
            field("beta2", &P::beta2, "AdamW: memory of the gradient's square").range(0, 0.9999999).advanced().group("Optimiser"),
            field("eps", &P::eps, "AdamW: keeps the division finite").range(0, 1).advanced().group("Optimiser"),
            field("weight_decay", &P::weightDecay, "pulls matrices towards zero; biases and norms have none").range(0, 10).group("Optimiser"),
            field("decay_embeddings", &P::decayEmbeddings, "weight decay on token and position tables too").advanced().group("Optimiser"),
            field("clip", &P::clip, "largest norm of the gradient; 0 is no clipping").range(0, 1e6).group("Optimiser"),
            field("dropout", &P::dropout, "share of activations dropped while training").range(0, 0.95).group("Optimiser"),
            field("eval_interval", &P::evalInterval, "steps between validations; 0 is only at the end").range(0, 1e9).unit("steps").group("Validation"),
            field("eval_batches", &P::evalBatches, "batches in a validation, always the same ones; 0 is all of the validation text").range(0, 1e9).group("Validation"),
            field("keep", &P::keep, "which weights are the result").choices("best", "last").group("Validation"),
            field("early_stop", &P::earlyStop, "stop after this many validations without a better loss; 0 is never").range(0, 1e6).group("Validation"),
            field("sample_interval", &P::sampleInterval, "steps between samples; 0 is only at the end").range(0, 1e9).unit("steps").execution().group("Samples"),
            field("sample_prompts", &P::samplePrompts, "texts to continue; an empty one starts a new document").execution().group("Samples"),
            field("sample_tokens", &P::sampleTokens, "length of a sample").range(1, 1e5).unit("tokens").execution().group("Samples"),
            field("sample_temperature", &P::sampleTemperature, "0 always takes the likeliest token; 1 samples as the model believes").range(0, 10).execution().group("Samples"),
            field("sample_top_k", &P::sampleTopK, "only the k likeliest tokens; 0 is all").range(0, 1e6).execution().advanced().group("Samples"),
            field("precision", &P::precision, "bf16 computes in 16 bits where the device has it").choices("f32", "bf16").advanced().group("Machine"),
            field("gradient_checkpointing", &P::gradientCheckpointing, "less memory for about a third more time").execution().advanced().group("Machine"),
            field("log_interval", &P::logInterval, "steps between points of the curves").range(1, 1e6).unit("steps").execution().advanced().group("Machine"),
            field("checkpoint_steps", &P::checkpointSteps, "steps between checkpoints; 0 goes by time alone").range(0, 1e9).unit("steps").execution().group("Machine"),
            field("checkpoint_seconds", &P::checkpointSeconds, "at least this long between checkpoints by time; 0 goes by steps alone").range(0, 1e6).unit("s").execution().group("Machine"),
            field("seed", &P::seed, "seed of data order and dropout").range(0, 9e15),
        };
    }
};

StageInfo trainPretrain();

} // namespace espalier
