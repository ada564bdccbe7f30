#pragma once

#include "core/engine/nn/transformer.h"
#include "core/engine/train/optimizer.h"

#include <optional>
#include <string>
#include <vector>

namespace espalier {

/// One micro-batch: a language model's targets are the next tokens (causal) or the tokens that were
/// hidden (masked), -100 where none is asked for; a model that sorts texts has labels.
struct MicroBatch
{
    torch::Tensor ids;      ///< (B, T) int64
    torch::Tensor targets;  ///< (B, T) int64; undefined with labels
    torch::Tensor segments; ///< (B, T) int64 or undefined: packed examples
    torch::Tensor lengths;  ///< (B) int64 or undefined: tokens before the padding of each row
    torch::Tensor types;    ///< (B, T) int64 or undefined: BERT's segment types
    torch::Tensor labels;   ///< (B) int64 or undefined: the class of each row
    torch::Tensor weights;  ///< (B, T), or (B) with labels, float32, or undefined: weight of a loss

    /// How much a mean is taken over: the weights of what is asked for, or their number.
    double weight() const;
    int64_t asked() const;
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
    double loss = 0;           ///< mean over the counted tokens (rows with labels), nats
    double gradNorm = 0;       ///< before clipping
    int64_t tokens = 0;        ///< counted tokens, or rows with labels
    int64_t correctTokens = 0; ///< of those, predicted exactly
    bool finite = true; ///< false: loss or gradient was NaN or infinite, and nothing was updated
    bool last = false;  ///< the training has reached what it was to reach, and ends here
    /// Further points of this step's curves, by name; for losses that have more to tell. Of a
    /// TrainStep over words: `entropy`, the mean of the distributions at the counted tokens, where
    /// our kernels form the loss and it costs nothing.
    std::vector<std::pair<std::string, double>> curves;
};

/// Where the first number that isn't finite was found.
struct NonFinite
{
    std::string name; ///< module or parameter, as in the state dict; "loss" when only the loss is
    std::string what; ///< "weight", "activation" or "gradient"
};

/// One optimisation step of a model with its own head: forward, loss and backward of each
/// micro-batch, clipping, update.
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
        double lossSum = 0; ///< weighted
        double weight = 0;  ///< what a mean divides by
        int64_t tokens = 0;
        int64_t correct = 0;
    };
    Evaluation evaluate(const MicroBatch& batch);
    /// Runs the batches again with checks, after a step that wasn't finite; the weights are those
    /// before that step.
    std::optional<NonFinite> firstNonFinite(const std::vector<MicroBatch>& batches);

private:
    struct Loss
    {
        torch::Tensor sum; ///< times scale
        int64_t correct = 0;
        double entropy = 0; ///< summed over the counted tokens, see tellsEntropy()
    };
    bool tellsEntropy(const MicroBatch& batch) const;
    Loss loss(const MicroBatch& batch, const ForwardOptions& options, double scale);
    ForwardOptions forwardOptions(const MicroBatch& batch, bool training) const;

    Transformer m_model;
    AdamW& m_optimizer;
    TrainStepOptions m_options;
};

} // namespace espalier
