#pragma once

/// Pieces of a trust-region step, each a pure function: flat vectors over a list of weights,
/// conjugate gradients, a line search.

#include "core/engine/torch.h"

#include <functional>
#include <vector>

namespace espalier {

/// Weights as one vector, and back.
torch::Tensor flattened(const std::vector<torch::Tensor>& parts);
void assign(const std::vector<torch::Tensor>& weights, const torch::Tensor& flat);

/// v -> H v, H the Hessian of a scalar whose graph can be differentiated twice, plus damping v. The
/// scalar's gradient is formed once.
class CurvatureProduct
{
public:
    CurvatureProduct(
        const torch::Tensor& scalar, std::vector<torch::Tensor> weights, double damping);
    torch::Tensor operator()(const torch::Tensor& v) const;

private:
    std::vector<torch::Tensor> m_weights;
    torch::Tensor m_gradient; ///< with its graph
    double m_damping;
};

/// What conjugate gradients found.
struct ConjugateResult
{
    torch::Tensor x;
    double residual = 0; ///< |b - H x| / |b|
    int64_t iterations = 0;
};

/// Solves H x = b for a positive definite H (Hestenes & Stiefel 1952), at most so many iterations,
/// less where the residual falls below `tolerance` of b.
ConjugateResult conjugateGradients(
    const std::function<torch::Tensor(const torch::Tensor&)>& product,
    const torch::Tensor& b,
    int64_t iterations,
    double tolerance = 1e-5);

/// How a candidate step did.
struct Trial
{
    double surrogate = 0; ///< gain of the objective against the old policy
    double kl = 0;        ///< distance from the old policy
};

/// What the line search ended with.
struct LineSearch
{
    bool accepted = false;
    int64_t tries = 0; ///< steps tried; the last one is the accepted one
    double fraction = 0;
    Trial trial; ///< of the accepted step, or of the last one
};

/// Tries fractions 1, backtrack, backtrack^2, ... until KL <= limit and the surrogate gains;
/// `tryAt` puts a fraction of the step in place and measures it, 0 restores. Nothing is left
/// changed where no step is accepted.
LineSearch searchLine(
    const std::function<Trial(double)>& tryAt, double klLimit, double backtrack, int64_t tries);

} // namespace espalier
