#pragma once

#include "core/engine/torch.h"

#include <string>
#include <utility>
#include <vector>

namespace espalier {

struct AdamWOptions
{
    double beta1 = 0.9;
    double beta2 = 0.95;
    double eps = 1e-8;
    double weightDecay = 0.1;
    bool decayEmbeddings =
        true;          ///< decay token and position tables too (the usual small-GPT practice)
    bool fused = true; ///< one pass over all weights (CPU, float32); false: plain tensor operations
};

/// AdamW (Loshchilov & Hutter 2019) with decay on matrices only: biases, norms and (by choice)
/// embeddings have none.
///
/// On construction the parameters become views of one flat buffer, their gradients views of another
/// (a tensor keeps its identity: modules and holders go on working). Weights that move device
/// afterwards need a new optimizer.
class AdamW
{
public:
    using Named = std::vector<std::pair<std::string, torch::Tensor>>;

    AdamW(Named parameters, AdamWOptions options);

    /// Global L2 norm of all gradients (double accumulation, fixed order).
    double gradientNorm() const;
    /// One update: gradients are multiplied by `gradientScale` (clipping) first. Gradients are zero
    /// afterwards.
    void step(double learningRate, double gradientScale = 1.0);
    void zeroGradients();
    /// The end of a training step whose loss was `loss`: gradients are cut to a global norm of at
    /// most `clip` (0: left as they are) and the weights move. Where loss or norm is not finite
    /// nothing moves and the gradients are dropped. Returns the norm before the cut, NaN where
    /// the loss was not finite.
    double clippedStep(double learningRate, double clip, double loss);

    int64_t steps() const { return m_steps; }
    const Named& parameters() const { return m_parameters; }
    const AdamWOptions& options() const { return m_options; }

    /// For an exact resume: {"step", "exp_avg", "exp_avg_sq"}, the last two flat, in the order of
    /// parameters().
    std::vector<std::pair<std::string, torch::Tensor>> state() const;
    /// The inverse of state(); throws Error where names or sizes differ.
    void load(const std::vector<std::pair<std::string, torch::Tensor>>& state);

private:
    void stepPlain(double learningRate, double gradientScale);
    void stepFused(double learningRate, double gradientScale);

    Named m_parameters;
    AdamWOptions m_options;
    struct Range
    {
        int64_t begin, end; ///< in the flat buffers
        bool decay;
    };
    std::vector<Range> m_ranges;
    torch::Tensor m_weights, m_gradients, m_mean, m_square; ///< flat
    int64_t m_steps = 0;
};

} // namespace espalier
