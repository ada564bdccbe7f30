#include "core/engine/nn/functions.h"
#include "core/engine/nn/parallel.h"
#include "core/engine/nn/transformer.h"

#include <cmath>
#include <numbers>

namespace espalier {

namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

/// x (B, T, H, D) with dense heads, cos and sin (B or 1, T, D/2) dense.
Tensor turned(const Tensor& x, const Tensor& cos, const Tensor& sin, float sign)
{
    const int64_t tokens = x.size(1);
    const int64_t heads = x.size(2);
    const int64_t dim = x.size(3);
    Tensor y = torch::empty(x.sizes(), x.options());
    const int64_t angles = cos.size(0) == 1 ? 0 : tokens * (dim / 2);
    const int64_t grain = std::max<int64_t>(1, 8192 / (heads * dim));
    overRange(x.size(0) * tokens, grain, [&](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row) {
            const int64_t b = row / tokens;
            const int64_t t = row % tokens;
            const int64_t angle = b * angles + t * (dim / 2);
            kernels::table().rotate(
                heads,
                dim,
                x.data_ptr<float>() + b * x.stride(0) + t * x.stride(1),
                x.stride(2),
                cos.data_ptr<float>() + angle,
                sin.data_ptr<float>() + angle,
                sign,
                y.data_ptr<float>() + row * heads * dim);
        }
    });
    return y;
}

struct Rotate : torch::autograd::Function<Rotate>
{
    static Tensor
    forward(AutogradContext* context, const Tensor& x, const Tensor& cos, const Tensor& sin)
    {
        context->save_for_backward({cos, sin});
        return turned(x, cos, sin, 1);
    }
    static tensor_list backward(AutogradContext* context, tensor_list grads)
    {
        refuseSecondOrder("rotate");
        const auto saved = context->get_saved_variables();
        return {turned(grads[0].contiguous(), saved[0], saved[1], -1), Tensor(), Tensor()};
    }
};

} // namespace

Tensor rotate(const Tensor& x, const Tensor& cos, const Tensor& sin, bool fused)
{
    TORCH_CHECK(
        x.size(3) % 2 == 0 && cos.size(-1) == x.size(3) / 2 && cos.size(1) == x.size(1),
        "rotate: x ",
        x.sizes(),
        ", angles ",
        cos.sizes());
    if (fused && fusedApplies(x)) {
        return Rotate::apply(
            x.stride(3) == 1 ? x : x.contiguous(), cos.contiguous(), sin.contiguous());
    }
    const Tensor c = cos.unsqueeze(2).to(x.scalar_type());
    const Tensor s = sin.unsqueeze(2).to(x.scalar_type());
    const auto halves = x.chunk(2, -1);
    return torch::cat({halves[0] * c - halves[1] * s, halves[1] * c + halves[0] * s}, -1);
}

std::vector<double> ropeFrequencies(const ModelConfig& config)
{
    const RopeConfig& rope = config.rope;
    std::vector<double> speeds;
    for (int64_t i = 0; i < config.headDim / 2; ++i) {
        double speed = std::pow(
            rope.theta, -2.0 * static_cast<double>(i) / static_cast<double>(config.headDim));
        if (rope.type == "linear") {
            speed /= rope.factor;
        } else if (rope.type == "llama3") {
            // Long waves are stretched by the factor, short ones stay, those between are blended.
            const double wavelength = 2 * std::numbers::pi / speed;
            const auto original = static_cast<double>(rope.originalMaxPositions);
            const double blend = (original / wavelength - rope.lowFreqFactor) /
                                 (rope.highFreqFactor - rope.lowFreqFactor);
            if (wavelength > original / rope.lowFreqFactor) {
                speed /= rope.factor;
            } else if (wavelength > original / rope.highFreqFactor) {
                speed = (1 - blend) * speed / rope.factor + blend * speed;
            }
        }
        speeds.push_back(speed);
    }
    return speeds;
}

} // namespace espalier
