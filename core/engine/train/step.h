#pragma once

#include "core/engine/nn/transformer.h"
#include "core/engine/train/optimizer.h"

#include <optional>
#include <string>
#include <vector>

namespace espalier {

/// One micro-batch of a language model's training: targets are the next tokens, -100 where none is
/// asked for.
struct MicroBatch
{
    torch::Tensor ids;      ///< (B, T) int64
    torch::Tensor targets;  ///< (B, T) int64
    torch::Tensor segments; ///< (B, T) int64 or undefined: packed examples
};

struct TrainStepOptions
{
    double clip = 1.0; ///< largest global gradient norm; 0: no clipping
    double dropout = 0;
    bool checkpoint = false; ///< gradient checkpointing
    bool fused = true;
    bool bf16 = false; ///< autocast where the device has it
};

/// What one optimisation step did.
struct StepResult
{
    double loss = 0;           ///< mean over the counted tokens of all micro-batches, nats
    double gradNorm = 0;       ///< before clipping
    int64_t tokens = 0;        ///< counted tokens
    int64_t correctTokens = 0; ///< of those, predicted exactly
    bool finite = true; ///< false: loss or gradient was NaN or infinite, and nothing was updated
};

/// Where the first number that isn't finite was found.
struct NonFinite
{
    std::string name; ///< module or parameter, as in the state dict; "loss" when only the loss is
    std::string what; ///< "weight", "activation" or "gradient"
};

/// One optimisation step of next-token training: forward, loss and backward of each micro-batch,
/// clipping, update.
class TrainStep
{
public:
    TrainStep(Transformer model, AdamW& optimizer, TrainStepOptions options);

    /// The token mean is taken over all micro-batches together, so accumulation changes nothing but
    /// memory.
    StepResult run(const std::vector<MicroBatch>& batches, double learningRate);
    /// The loss alone, without gradients (validation): sums over the batch, not means.
    struct Evaluation
    {
        double lossSum = 0;
        int64_t tokens = 0;
        int64_t correct = 0;
    };
    Evaluation evaluate(const MicroBatch& batch);
    /// Runs the batches again with checks, after a step that wasn't finite; the weights are those
    /// before that step.
    std::optional<NonFinite> firstNonFinite(const std::vector<MicroBatch>& batches);

private:
    ForwardOptions forwardOptions(const MicroBatch& batch, bool training) const;

    Transformer m_model;
    AdamW& m_optimizer;
    TrainStepOptions m_options;
};

} // namespace espalier
