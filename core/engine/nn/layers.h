#pragma once

#include "core/engine/nn/functions.h"

#include <memory>
#include <string>
#include <vector>

namespace espalier {

/// How a layer computes: which twin of each kernel runs, and where weight gradients go.
struct ComputeOptions
{
    /// Fused kernels (CPU, float32) where they apply; false: plain tensor operations, which any
    /// device and type can run and which can be differentiated twice.
    bool fused = true;
    /// Weight gradients are added to the parameters' existing `.grad` inside the backward pass
    /// instead of being returned (saves a pass over all weights). For a training loop that owns the
    /// gradients; torch::autograd::grad sees none then.
    bool accumulateInPlace = false;
};

/// What an adapter does to a linear map: something to what goes in, something to what comes out.
class ProjectionChange
{
public:
    ProjectionChange() = default;
    virtual ~ProjectionChange() = default;
    ProjectionChange(const ProjectionChange&) = delete;
    ProjectionChange& operator=(const ProjectionChange&) = delete;

    /// What the map is given instead of x (..., in).
    virtual torch::Tensor input(const torch::Tensor& x, const ComputeOptions&) { return x; }
    /// What leaves instead of y (..., out); x is what came in, before input().
    virtual torch::Tensor output(
        const torch::Tensor& /*x*/,
        const torch::Tensor& y,
        bool /*training*/,
        const ComputeOptions&)
    {
        return y;
    }
    /// Its own weights.
    virtual std::vector<torch::Tensor> weights() const = 0;
    /// Whether the changed map is again linear, so that it can be folded into one weight.
    virtual bool folds() const { return false; }
    /// weight (out, in) and bias (out, or undefined) of the changed map from those of the map.
    virtual void fold(torch::Tensor& /*weight*/, torch::Tensor& /*bias*/) const {}
};

/// A linear map y = x W + b over the last dimension, with what adapters change in it.
///
/// The weight is kept as the family's files keep it: GPT-2's "Conv1D" as (in, out), every other
/// family as (out, in).
class ProjectionImpl : public torch::nn::Module
{
public:
    ProjectionImpl(int64_t in, int64_t out, bool bias, WeightLayout layout);
    torch::Tensor
    forward(const torch::Tensor& x, const ComputeOptions& options = {}); // (..., in) -> (..., out)

    /// The map of activation(x), which keeps x alone for the backward pass.
    torch::Tensor
    forwardActivated(const torch::Tensor& x, Activation kind, const ComputeOptions& options = {});

    int64_t in() const { return m_in; }
    int64_t out() const { return m_out; }
    WeightLayout layout() const { return m_layout; }

    /// Weight (by layout) and bias of the map with its changes folded in, as new tensors; those of
    /// the map itself where it has none. All of them must fold.
    std::array<torch::Tensor, 2> folded() const;
    bool folds() const;

    torch::Tensor weight; ///< (in, out) or (out, in), see layout()
    torch::Tensor bias;   ///< (out) or undefined
    std::vector<std::shared_ptr<ProjectionChange>> changes; ///< in the order of their effect

private:
    torch::Tensor changed(const torch::Tensor& x, const ComputeOptions& options);

    int64_t m_in;
    int64_t m_out;
    WeightLayout m_layout;
};
TORCH_MODULE(Projection);

/// LayerNorm (with bias) or RMSNorm (without) over the last dimension.
class NormImpl : public torch::nn::Module
{
public:
    enum class Kind { Layer, Rms };

    NormImpl(Kind kind, int64_t width, double eps);
    torch::Tensor
    forward(const torch::Tensor& x, const ComputeOptions& options = {}); // (..., width) -> same
    /// The residual stream's step: sum = x + added; returns {norm(sum), sum}.
    std::array<torch::Tensor, 2> addAndNorm(
        const torch::Tensor& x, const torch::Tensor& added, const ComputeOptions& options = {});

    Kind kind() const { return m_kind; }
    double eps() const { return m_eps; }

    torch::Tensor weight; ///< (width)
    torch::Tensor bias;   ///< (width), LayerNorm only

private:
    Kind m_kind;
    double m_eps;
};
TORCH_MODULE(Norm);

/// A table of vectors. `weight` is (rows, width).
class TableImpl : public torch::nn::Module
{
public:
    TableImpl(int64_t rows, int64_t width);
    torch::Tensor
    forward(const torch::Tensor& ids, const ComputeOptions& options = {}); // (...) -> (..., width)

    torch::Tensor weight;
};
TORCH_MODULE(Table);

} // namespace espalier
