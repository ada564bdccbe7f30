#include "core/engine/peft/lora_change.h"

namespace espalier {

namespace {

using torch::Tensor;

/// b (a x)
Tensor throughBoth(const Tensor& x, const Tensor& a, const Tensor& b, const ComputeOptions& options)
{
    const auto [fused, inPlace] = std::pair(options.fused, options.accumulateInPlace);
    const Tensor narrow = linear(x, a, {}, WeightLayout::OutIn, fused, inPlace);
    return linear(narrow, b, {}, WeightLayout::OutIn, fused, inPlace);
}

Tensor rowNorms(const Tensor& weight)
{
    return weight.pow(2).sum(1).sqrt();
}

/// m / ||.||, where a row of zeros has no direction.
Tensor overNorm(const Tensor& magnitude, const Tensor& norm)
{
    return magnitude / norm.clamp_min(1e-30);
}

} // namespace

Tensor
LoraChange::output(const Tensor& x, const Tensor& y, bool training, const ComputeOptions& options)
{
    const auto& [a, b, startA, startB, magnitude] = m_weights;
    const Tensor in =
        training && m_dropout > 0 ? espalier::dropout(x, m_dropout, options.fused) : x;
    Tensor change = throughBoth(in, a, b, options);
    if (startA.defined())
        change = change - throughBoth(x, startA, startB, options);
    if (!magnitude.defined())
        return torch::add(y, change, m_scale);
    const Tensor factor = overNorm(magnitude, norm());
    const Tensor product = m_map.bias.defined() ? y - m_map.bias : y;
    return y + (factor - 1) * product + factor * (change * m_scale);
}

std::vector<Tensor> LoraChange::weights() const
{
    if (m_weights.magnitude.defined())
        return {m_weights.a, m_weights.b, m_weights.magnitude};
    return {m_weights.a, m_weights.b};
}

void LoraChange::fold(Tensor& weight, Tensor&) const
{
    weight.add_(difference(), m_scale);
    if (m_weights.magnitude.defined())
        weight.mul_(overNorm(m_weights.magnitude, rowNorms(weight)).unsqueeze(1));
}

Tensor LoraChange::weightOutIn() const
{
    const Tensor weight = m_map.weight.detach();
    return m_map.layout() == WeightLayout::InOut ? weight.t() : weight;
}

Tensor LoraChange::difference() const
{
    const torch::NoGradGuard guard;
    Tensor product = m_weights.b.mm(m_weights.a);
    if (m_weights.startA.defined())
        product.sub_(m_weights.startB.mm(m_weights.startA));
    return product;
}

Tensor LoraChange::norm() const
{
    const torch::NoGradGuard guard;
    return rowNorms(torch::add(weightOutIn(), difference(), m_scale));
}

void LoraChange::beginAsPissa()
{
    const torch::NoGradGuard guard;
    const int64_t rank = m_weights.a.size(0);
    const auto [u, s, vh] = at::linalg_svd(weightOutIn().to(torch::kFloat32), false);
    const Tensor root = (s.narrow(0, 0, rank) / m_scale).sqrt();
    m_weights.startA.copy_(root.unsqueeze(1) * vh.narrow(0, 0, rank));
    m_weights.startB.copy_(u.narrow(1, 0, rank) * root);
    m_weights.a.copy_(m_weights.startA);
    m_weights.b.copy_(m_weights.startB);
}

} // namespace espalier
