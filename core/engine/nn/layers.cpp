#include "core/engine/nn/layers.h"

#include "core/engine/nn/norm.h"

#include <algorithm>

namespace espalier {

namespace {

/// Registers the parameter where there is one; torch warns about undefined ones.
torch::Tensor optionalParameter(torch::nn::Module& module, const char* name, torch::Tensor value)
{
    return value.defined() ? module.register_parameter(name, std::move(value)) : value;
}

} // namespace

ProjectionImpl::ProjectionImpl(int64_t in, int64_t out, bool withBias, WeightLayout layout)
    : m_in(in)
    , m_out(out)
    , m_layout(layout)
{
    const bool inOut = layout == WeightLayout::InOut;
    weight = register_parameter("weight", torch::zeros({inOut ? in : out, inOut ? out : in}));
    bias = optionalParameter(*this, "bias", withBias ? torch::zeros({out}) : torch::Tensor());
}

torch::Tensor ProjectionImpl::changed(const torch::Tensor& x, const ComputeOptions& options)
{
    // A change stands around those before it: what goes in passes the last one first.
    std::vector<torch::Tensor> given(changes.size() + 1, x);
    for (size_t i = changes.size(); i > 0; --i) {
        given[i - 1] = changes[i - 1]->input(given[i], options);
    }
    torch::Tensor y =
        linear(given[0], weight, bias, m_layout, options.fused, options.accumulateInPlace);
    for (size_t i = 0; i < changes.size(); ++i) {
        y = changes[i]->output(given[i + 1], y, is_training(), options);
    }
    return y;
}

bool ProjectionImpl::folds() const
{
    return std::all_of(
        changes.begin(), changes.end(), [](const auto& change) { return change->folds(); });
}

std::array<torch::Tensor, 2> ProjectionImpl::folded() const
{
    if (changes.empty()) {
        return {weight, bias};
    }
    const torch::NoGradGuard guard;
    const bool inOut = m_layout == WeightLayout::InOut;
    torch::Tensor w = (inOut ? weight.t() : weight).clone(at::MemoryFormat::Contiguous);
    torch::Tensor b = bias.defined() ? bias.clone() : bias;
    for (const auto& change : changes) {
        change->fold(w, b);
    }
    return {inOut ? w.t().contiguous() : w, b};
}

torch::Tensor ProjectionImpl::forward(const torch::Tensor& x, const ComputeOptions& options)
{
    if (!changes.empty()) {
        return changed(x, options);
    }
    return linear(x, weight, bias, m_layout, options.fused, options.accumulateInPlace);
}

torch::Tensor ProjectionImpl::forwardActivated(
    const torch::Tensor& x, Activation kind, const ComputeOptions& options)
{
    if (!changes.empty()) {
        return changed(activate(x, kind, options.fused), options);
    }
    return activatedLinear(
        x, kind, weight, bias, m_layout, options.fused, options.accumulateInPlace);
}

NormImpl::NormImpl(Kind kind, int64_t width, double eps)
    : m_kind(kind)
    , m_eps(eps)
{
    weight = register_parameter("weight", torch::ones({width}));
    bias = optionalParameter(
        *this, "bias", kind == Kind::Layer ? torch::zeros({width}) : torch::Tensor());
}

torch::Tensor NormImpl::forward(const torch::Tensor& x, const ComputeOptions& options)
{
    return addAndNorm(x, {}, options)[0];
}

std::array<torch::Tensor, 2> NormImpl::addAndNorm(
    const torch::Tensor& x, const torch::Tensor& added, const ComputeOptions& options)
{
    return espalier::addAndNorm(
        x,
        added,
        weight,
        bias,
        m_eps,
        m_kind == Kind::Rms,
        options.fused,
        options.accumulateInPlace);
}

TableImpl::TableImpl(int64_t rows, int64_t width)
{
    weight = register_parameter("weight", torch::zeros({rows, width}));
}

torch::Tensor TableImpl::forward(const torch::Tensor& ids, const ComputeOptions& options)
{
    return espalier::embedding(weight, ids, options.fused, options.accumulateInPlace);
}

} // namespace espalier
