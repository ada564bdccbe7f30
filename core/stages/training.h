#pragma once

/// What every training by gradient descent takes: the parameters that train.pretrain, train.sft and
/// their like share, with the checks and the estimate that follow from them.

#include "core/stages/estimates.h"

#include <cmath>
#include <string>
#include <tuple>
#include <vector>

namespace espalier {

/// Base of a training stage's parameters; its fields come in groups, so that a stage can put its
/// own between them.
struct TrainingParams {
    int64_t maxSteps = 2000;
    double epochs = 0;
    int64_t batch = 12;
    int64_t accumulation = 1;
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

    /// When the training ends.
    static constexpr auto lengthFields()
    {
        return std::tuple{
            field("max_steps", &TrainingParams::maxSteps, "optimisation steps; 0 where epochs or max_tokens set the end").range(0, 1e9).unit("steps"),
            field("epochs", &TrainingParams::epochs, "times through the training text; 0 is not used. The first end reached counts").range(0, 1e6),
        };
    }
    /// How many rows a step learns from.
    static constexpr auto batchFields()
    {
        return std::tuple{
            field("batch", &TrainingParams::batch, "sequences in one micro-batch").range(1, 1e6),
            field("accumulation", &TrainingParams::accumulation, "micro-batches in one step: a larger batch for the same memory").range(1, 1e6),
        };
    }
    /// The learning rate and how AdamW remembers.
    static constexpr auto rateFields()
    {
        return std::tuple{
            field("learning_rate", &TrainingParams::learningRate, "size of a step after the warm-up").range(0, 10).live().group("Optimiser"),
            field("min_learning_rate", &TrainingParams::minLearningRate, "where the schedule ends").range(0, 10).group("Optimiser"),
            field("schedule", &TrainingParams::schedule, "how the learning rate falls").choices("constant", "linear", "cosine").group("Optimiser"),
            field("warmup_steps", &TrainingParams::warmupSteps, "steps over which the learning rate rises").range(0, 1e9).unit("steps").group("Optimiser"),
            field("beta1", &TrainingParams::beta1, "AdamW: memory of the gradient's mean").range(0, 0.999999).advanced().group("Optimiser"),
            field("beta2", &TrainingParams::beta2, "AdamW: memory of the gradient's square").range(0, 0.9999999).advanced().group("Optimiser"),
            field("eps", &TrainingParams::eps, "AdamW: keeps the division finite").range(0, 1).advanced().group("Optimiser"),
        };
    }
    /// How large a step may get.
    static constexpr auto clipFields()
    {
        return std::tuple{
            field("clip", &TrainingParams::clip, "largest norm of the gradient; 0 is no clipping").range(0, 1e6).group("Optimiser"),
        };
    }
    /// AdamW and its learning rate.
    static constexpr auto optimizerFields()
    {
        return std::tuple_cat(
            rateFields(),
            std::tuple{
                field("weight_decay", &TrainingParams::weightDecay, "pulls matrices towards zero; biases and norms have none").range(0, 10).group("Optimiser"),
                field("decay_embeddings", &TrainingParams::decayEmbeddings, "weight decay on token and position tables too").advanced().group("Optimiser"),
            },
            clipFields(),
            std::tuple{
                field("dropout", &TrainingParams::dropout, "share of activations dropped while training").range(0, 0.95).group("Optimiser"),
            });
    }
    /// How it is judged on the way.
    static constexpr auto validationFields()
    {
        return std::tuple{
            field("eval_interval", &TrainingParams::evalInterval, "steps between validations; 0 is only at the end").range(0, 1e9).unit("steps").group("Validation"),
            field("eval_batches", &TrainingParams::evalBatches, "batches in a validation, always the same ones; 0 is all of the validation text").range(0, 1e9).group("Validation"),
            field("keep", &TrainingParams::keep, "which weights are the result").choices("best", "last").group("Validation"),
            field("early_stop", &TrainingParams::earlyStop, "stop after this many validations without a better loss; 0 is never").range(0, 1e6).group("Validation"),
        };
    }
    /// How often it is asked to write.
    static constexpr auto sampleIntervalFields()
    {
        return std::tuple{
            field("sample_interval", &TrainingParams::sampleInterval, "steps between samples; 0 is only at the end").range(0, 1e9).unit("steps").execution().group("Samples"),
        };
    }
    /// What it is asked to write on the way.
    static constexpr auto sampleFields()
    {
        return std::tuple_cat(
            sampleIntervalFields(),
            std::tuple{
                field("sample_prompts", &TrainingParams::samplePrompts, "texts to continue; an empty one starts a new document").execution().group("Samples"),
                field("sample_tokens", &TrainingParams::sampleTokens, "length of a sample").range(1, 1e5).unit("tokens").execution().group("Samples"),
                field("sample_temperature", &TrainingParams::sampleTemperature, "0 always takes the likeliest token; 1 samples as the model believes").range(0, 10).execution().group("Samples"),
                field("sample_top_k", &TrainingParams::sampleTopK, "only the k likeliest tokens; 0 is all").range(0, 1e6).execution().advanced().group("Samples"),
            });
    }
    /// How often a checkpoint is saved.
    static constexpr auto checkpointFields()
    {
        return std::tuple{
            field("checkpoint_steps", &TrainingParams::checkpointSteps, "steps between checkpoints; 0 goes by time alone").range(0, 1e9).unit("steps").execution().group("Machine"),
            field("checkpoint_seconds", &TrainingParams::checkpointSeconds, "at least this long between checkpoints by time; 0 goes by steps alone").range(0, 1e6).unit("s").execution().group("Machine"),
        };
    }
    /// How it runs; the seed last.
    static constexpr auto machineFields()
    {
        return std::tuple_cat(
            std::tuple{
                field("precision", &TrainingParams::precision, "bf16 computes in 16 bits where the device has it").choices("f32", "bf16").advanced().group("Machine"),
                field("gradient_checkpointing", &TrainingParams::gradientCheckpointing, "less memory for about a third more time").execution().advanced().group("Machine"),
                field("log_interval", &TrainingParams::logInterval, "steps between points of the curves").range(1, 1e6).unit("steps").execution().advanced().group("Machine"),
            },
            checkpointFields(),
            std::tuple{
                field("seed", &TrainingParams::seed, "seed of data order and dropout").range(0, 9e15),
            });
    }
};

/// What a training does.
struct TrainingWork
{
    double steps = 0;
    double stepFlops = 0;       ///< operations of a step
    double validationFlops = 0; ///< of one validation
    double heldTokens = 0;      ///< that are in memory at once
};
/// What such a training takes; `trained` of the model's weights learn.
Estimate trainingEstimate(
    const TrainingParams& params,
    const Facts& model,
    const Machine& machine,
    const TrainingWork& work,
    double trained);

/// What a training of `steps` steps of `rows` x `block` tokens takes, all of which are predicted;
/// `trained` of the model's weights learn.
Estimate trainingEstimate(
    const TrainingParams& params,
    const Facts& model,
    const Machine& machine,
    double steps,
    int64_t block,
    double trained);

/// Validations of a training of `steps` steps: before the first, and on the way to the end.
double validations(const TrainingParams& params, double steps);

/// What is wrong with these parameters whatever is learned from.
std::vector<Finding> trainingFindings(const TrainingParams& params);

} // namespace espalier
