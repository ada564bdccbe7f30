#include "core/engine/align/trust_region.h"

#include <cmath>

namespace espalier {

using torch::Tensor;

Tensor flattened(const std::vector<Tensor>& parts)
{
    std::vector<Tensor> flat;
    flat.reserve(parts.size());
    for (const Tensor& part : parts)
        flat.push_back(part.reshape({-1}));
    return torch::cat(flat);
}

void assign(const std::vector<Tensor>& weights, const Tensor& flat)
{
    const torch::NoGradGuard guard;
    int64_t at = 0;
    for (Tensor weight : weights) {
        weight.copy_(flat.narrow(0, at, weight.numel()).view_as(weight));
        at += weight.numel();
    }
}

namespace {

/// Gradients of a scalar; zeros for weights that it does not depend on.
std::vector<Tensor>
gradientsOf(const Tensor& scalar, const std::vector<Tensor>& weights, bool again)
{
    auto found = torch::autograd::grad({scalar}, weights, {}, true, again, true);
    for (size_t i = 0; i < found.size(); ++i)
        if (!found[i].defined())
            found[i] = torch::zeros_like(weights[i]);
    return found;
}

} // namespace

CurvatureProduct::CurvatureProduct(
    const Tensor& scalar, std::vector<Tensor> weights, double damping)
    : m_weights(std::move(weights))
    , m_gradient(flattened(gradientsOf(scalar, m_weights, true)))
    , m_damping(damping)
{
}

Tensor CurvatureProduct::operator()(const Tensor& v) const
{
    return flattened(gradientsOf((m_gradient * v).sum(), m_weights, false)) + m_damping * v;
}

ConjugateResult conjugateGradients(
    const std::function<Tensor(const Tensor&)>& product,
    const Tensor& b,
    int64_t iterations,
    double tolerance)
{
    ConjugateResult result;
    result.x = torch::zeros_like(b);
    const double size = b.norm().item<double>();
    Tensor residual = b.clone();
    Tensor direction = b.clone();
    double squared = residual.dot(residual).item<double>();
    while (result.iterations < iterations && std::sqrt(squared) > tolerance * size) {
        const Tensor curved = product(direction);
        const double along = direction.dot(curved).item<double>();
        if (!(along > 0)) // flat or not positive: no use going on
            break;
        const double step = squared / along;
        result.x += step * direction;
        residual -= step * curved;
        const double next = residual.dot(residual).item<double>();
        direction = residual + (next / squared) * direction;
        squared = next;
        ++result.iterations;
    }
    result.residual = size > 0 ? std::sqrt(squared) / size : 0;
    return result;
}

LineSearch searchLine(
    const std::function<Trial(double)>& tryAt, double klLimit, double backtrack, int64_t tries)
{
    LineSearch search;
    double fraction = 1;
    for (int64_t i = 0; i < tries; ++i, fraction *= backtrack) {
        search.trial = tryAt(fraction);
        search.tries = i + 1;
        search.fraction = fraction;
        if (std::isfinite(search.trial.surrogate) && std::isfinite(search.trial.kl) &&
            search.trial.kl <= klLimit && search.trial.surrogate > 0) {
            search.accepted = true;
            return search;
        }
    }
    tryAt(0);
    search.fraction = 0;
    return search;
}

} // namespace espalier
