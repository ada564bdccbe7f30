#pragma once

/// What every reinforcement learning takes: rollouts, reward, distance to the reference, update.
/// Each rl.* stage shows the fields that its algorithm reads.

#include "core/pipeline/stage.h"
#include "core/stages/training.h"

namespace espalier {

/// Base of the parameters of the rl.* stages.
struct RlParams : TrainingParams
{
    RlParams()
    {
        maxSteps = 100;
        epochs = 0;
        learningRate = 1e-4;
        minLearningRate = 1e-5;
        warmupSteps = 5;
        weightDecay = 0;
        beta2 = 0.999;
        schedule = "constant";
        evalInterval = 20;
        evalBatches = 4;
        keep = "last";
        sampleInterval = 10;
        checkpointSteps = 10;
    }

    // Rollouts
    int64_t prompts = 16;
    int64_t answers = 4;
    int64_t maxNewTokens = 64;
    double temperature = 1.0;
    std::string write = "auto";
    // Reward
    double missingEosPenalty = 0;
    double rewardClip = 0;
    bool whitenRewards = false;
    // Distance to the reference
    double klCoef = 0.05;
    std::string klEstimator = "k1";
    std::string klControl = "fixed";
    double klTarget = 6;
    double klHorizon = 10000;
    double klLimit = 0;
    // Advantages
    double gamma = 1;
    double lambda = 0.95;
    bool whitenAdvantages = true;
    std::string critic = "separate";
    double criticLearningRate = 1e-3;
    double valueCoef = 0.1;
    double valueClip = 0.2;
    // Update
    int64_t passes = 4;
    int64_t minibatches = 1;
    double clipRange = 0.2;
    double clipRangeHigh = 0;
    double entropyCoef = 0;
    double updateKlStop = 0;
    // Pre-training text beside the updates
    double pretrainCoef = 0;
    int64_t pretrainBatch = 8;
    // Groups
    std::string lossType = "grpo";
    std::string scaleRewards = "group";
    double stdEps = 1e-4;
    bool dynamicSampling = false;
    // Trust region
    double delta = 0.01;
    int64_t cgIterations = 10;
    double damping = 0.1;
    double backtrack = 0.8;
    int64_t lineSearchTries = 10;
    double curvatureShare = 0.25;
    int64_t criticSteps = 10;
    int64_t lastLayers = 0;

    static constexpr auto rolloutFields()
    {
        using P = RlParams;
        return std::tuple{
            field("prompts", &P::prompts, "prompts that are answered in a step").range(1, 1e6).group("Rollouts"),
            field("answers", &P::answers, "answers to each prompt").range(1, 1024).group("Rollouts"),
            field("max_new_tokens", &P::maxNewTokens, "longest answer").range(1, 1e5).unit("tokens").group("Rollouts"),
            field("temperature", &P::temperature, "1 samples as the model believes; less is bolder").range(0.01, 10).live().group("Rollouts"),
            field("write", &P::write, "plain: the prompt as it stands. chat: through the chat template. auto: chat for models that have a template").choices("auto", "plain", "chat").group("Rollouts"),
        };
    }
    static constexpr auto rewardFields()
    {
        using P = RlParams;
        return std::tuple{
            field("missing_eos_penalty", &P::missingEosPenalty, "taken off the reward of an answer that does not end").range(0, 1e6).group("Reward"),
            field("reward_clip", &P::rewardClip, "rewards are cut to this size either way; 0 is as they are").range(0, 1e9).group("Reward"),
        };
    }
    static constexpr auto klFields()
    {
        using P = RlParams;
        return std::tuple{
            field("kl_coef", &P::klCoef, "what a nat of distance to the reference costs").range(0, 1e6).live().group("Reference"),
            field("kl_estimator", &P::klEstimator, "k1: log ratio, unbiased. k3: never negative").choices("k1", "k3").advanced().group("Reference"),
            field("kl_control", &P::klControl, "adaptive steers kl_coef towards kl_target").choices("fixed", "adaptive").group("Reference"),
            field("kl_target", &P::klTarget, "distance that adaptive control aims at").range(0.001, 1e6).unit("nats an answer").onlyWith("kl_control", "adaptive").group("Reference"),
            field("kl_horizon", &P::klHorizon, "answers over which adaptive control acts").range(1, 1e9).advanced().onlyWith("kl_control", "adaptive").group("Reference"),
            field("kl_limit", &P::klLimit, "training ends once answers are farther from the reference than this; 0 is no limit").range(0, 1e6).unit("nats an answer").group("Reference"),
        };
    }
    /// Of algorithms with a value model.
    static constexpr auto advantageFields()
    {
        using P = RlParams;
        return std::tuple{
            field("gamma", &P::gamma, "discount of later rewards").range(0, 1).advanced().group("Advantages"),
            field("lambda", &P::lambda, "generalised advantage estimation: 1 trusts rewards alone, 0 the value head").range(0, 1).group("Advantages"),
            field("whiten_advantages", &P::whitenAdvantages, "advantages get mean 0 and deviation 1").group("Advantages"),
        };
    }
    /// Where the value model learns in the policy's own updates.
    static constexpr auto valueFields()
    {
        using P = RlParams;
        return std::tuple{
            field("whiten_rewards", &P::whitenRewards, "rewards per token get deviation 1").advanced().group("Advantages"),
            field("value_coef", &P::valueCoef, "weight of the value loss").range(0, 1e6).group("Advantages"),
            field("critic", &P::critic, "separate: the value head stands on a model of its own. shared: on the policy's").choices("separate", "shared").group("Advantages"),
        };
    }
    static constexpr auto entropyFields()
    {
        using P = RlParams;
        return std::tuple{
            field("entropy_coef", &P::entropyCoef, "rewards a policy that stays undecided").range(0, 1e6).group("Update"),
        };
    }
    static constexpr auto updateFields()
    {
        using P = RlParams;
        return std::tuple_cat(
            std::tuple{
                field("passes", &P::passes, "times that a step learns from its answers (PPO epochs)").range(1, 1000).group("Update"),
                field("minibatches", &P::minibatches, "parts that a pass is cut into, an update each").range(1, 1e6).group("Update"),
                field("clip_range", &P::clipRange, "how far the ratio of probabilities counts").range(0, 1e6).group("Update"),
                field("clip_range_high", &P::clipRangeHigh, "the same upwards (clip-higher); 0 is clip_range").range(0, 1e6).advanced().group("Update"),
            },
            entropyFields(),
            std::tuple{
                field("update_kl_stop", &P::updateKlStop, "a step stops learning where the policy has moved this far within it; 0 is never").range(0, 1e6).unit("nats a token").advanced().group("Update"),
            });
    }
    /// max_steps, and the fields of TrainingParams that make sense here.
    static constexpr auto stepFields()
    {
        using P = RlParams;
        return std::tuple{
            field("max_steps", &P::maxSteps, "steps: rollouts, rewards and an update each").range(1, 1e9).unit("steps"),
        };
    }
    static constexpr auto judgeFields()
    {
        using P = RlParams;
        return std::tuple_cat(
            std::tuple{
                field("eval_interval", &P::evalInterval, "steps between validations on prompts that are not trained on; 0 is only at the end").range(0, 1e9).unit("steps").execution().group("Validation"),
                field("eval_batches", &P::evalBatches, "validation prompts, in steps' worth").range(0, 1e9).execution().group("Validation"),
            },
            sampleIntervalFields());
    }
    static constexpr auto rlOptimizerFields()
    {
        return std::tuple_cat(rateFields(), clipFields());
    }
    static constexpr auto rlMachineFields()
    {
        using P = RlParams;
        return std::tuple_cat(
            checkpointFields(),
            std::tuple{
                field("seed", &P::seed, "seed of prompts, answers and minibatches").range(0, 9e15),
            });
    }
};

/// Parameters of rl.ppo.
struct PpoParams : RlParams
{
    static constexpr auto fields()
    {
        using P = RlParams;
        return std::tuple_cat(stepFields(), rolloutFields(), rewardFields(), klFields(), advantageFields(), valueFields(),
            std::tuple{
                field("value_clip", &P::valueClip, "how far a value moves in a step; 0 is as far as it likes").range(0, 1e6).advanced().group("Advantages"),
            },
            updateFields(),
            std::tuple{
                field("pretrain_coef", &P::pretrainCoef, "weight of the loss on the text wired to `text`, so that the model does not unlearn it (PPO-ptx); 0 leaves it out").range(0, 1e6).group("Pre-training text"),
                field("pretrain_batch", &P::pretrainBatch, "windows of that text beside each update").range(1, 1e6).group("Pre-training text"),
            }, rlOptimizerFields(), judgeFields(), rlMachineFields());
    }
};

/// Parameters of rl.a2c.
struct A2cParams : RlParams
{
    A2cParams() { whitenAdvantages = false; }
    static constexpr auto fields()
    {
        return std::tuple_cat(stepFields(), rolloutFields(), rewardFields(), klFields(), advantageFields(), valueFields(), entropyFields(), rlOptimizerFields(), judgeFields(), rlMachineFields());
    }
};

/// Parameters of rl.trpo.
struct TrpoParams : RlParams
{
    static constexpr auto fields()
    {
        using P = RlParams;
        return std::tuple_cat(stepFields(), rolloutFields(), rewardFields(), klFields(), advantageFields(),
            std::tuple{
                field("critic_steps", &P::criticSteps, "updates of the value model in a step").range(0, 1e6).group("Advantages"),
                field("critic_learning_rate", &P::criticLearningRate, "learning rate of the value model").range(0, 10).group("Advantages"),
                field("delta", &P::delta, "largest KL of a step, mean over response tokens").range(1e-9, 100).unit("nats a token").group("Trust region"),
                field("cg_iterations", &P::cgIterations, "rounds of conjugate gradients").range(1, 1000).group("Trust region"),
                field("damping", &P::damping, "added to the curvature").range(0, 1e6).group("Trust region"),
                field("backtrack", &P::backtrack, "each try of the line search is this much shorter").range(0.01, 0.99).advanced().group("Trust region"),
                field("line_search_tries", &P::lineSearchTries, "tries before the step is given up").range(1, 1000).advanced().group("Trust region"),
                field("curvature_share", &P::curvatureShare, "share of the answers that the curvature is measured on").range(0.001, 1).group("Trust region"),
                field("last_layers", &P::lastLayers, "only so many last blocks move; 0 is all weights").range(0, 1e4).group("Trust region"),
            },
            judgeFields(), rlMachineFields());
    }
};

/// Parameters of rl.grpo.
struct GrpoParams : RlParams
{
    GrpoParams()
    {
        prompts = 8;
        answers = 8;
        klCoef = 0;
        klEstimator = "k3";
        passes = 1;
    }
    static constexpr auto fields()
    {
        using P = RlParams;
        return std::tuple_cat(stepFields(), rolloutFields(), rewardFields(), klFields(),
            std::tuple{
                field("loss_type", &P::lossType, "how tokens are averaged. grpo: within an answer, then over answers. dapo: over all tokens. dr_grpo: by the longest possible answer").choices("grpo", "dapo", "dr_grpo").group("Groups"),
                field("scale_rewards", &P::scaleRewards, "what a reward's distance from the group's mean is divided by: the group's deviation, the batch's, or nothing").choices("group", "batch", "none").group("Groups"),
                field("std_eps", &P::stdEps, "added to that deviation").range(0, 1).advanced().group("Groups"),
                field("dynamic_sampling", &P::dynamicSampling, "groups whose rewards are all the same are sampled again from other prompts (DAPO)").group("Groups"),
            },
            updateFields(), rlOptimizerFields(), judgeFields(), rlMachineFields());
    }
};

/// Parameters of rl.rloo.
struct RlooParams : RlParams
{
    RlooParams() { passes = 1; }
    static constexpr auto fields()
    {
        return std::tuple_cat(stepFields(), rolloutFields(), rewardFields(), klFields(), updateFields(), rlOptimizerFields(), judgeFields(), rlMachineFields());
    }
};

StageInfo rlPpo();
StageInfo rlA2c();
StageInfo rlTrpo();
StageInfo rlGrpo();
StageInfo rlRloo();

} // namespace espalier
