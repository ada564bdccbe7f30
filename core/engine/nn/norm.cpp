#include "core/engine/nn/norm.h"

#include "core/engine/nn/compat.h"
#include "core/engine/nn/functions.h"
#include "core/engine/nn/parallel.h"

namespace espalier {

namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

/// Grain of row-wise work: about 16 thousand floats.
int64_t rowGrain(int64_t width)
{
    return std::max<int64_t>(1, 16384 / std::max<int64_t>(1, width));
}

struct FusedNorm : torch::autograd::Function<FusedNorm>
{
    /// x and added (N, width); added and bias may be undefined. Returns {y} or {y, x + added}.
    static tensor_list forward(
        AutogradContext* context,
        const Tensor& x,
        const OptionalTensor& maybeAdded,
        const Tensor& weight,
        const OptionalTensor& maybeBias,
        bool rms,
        double eps,
        bool inPlace)
    {
        const Tensor added = orUndefined(maybeAdded);
        const Tensor bias = orUndefined(maybeBias);
        const int64_t rows = x.size(0);
        const int64_t width = x.size(1);
        Tensor y = torch::empty_like(x);
        Tensor sum = added.defined() ? torch::empty_like(x) : Tensor();
        Tensor mean = torch::empty({rows}, x.options());
        Tensor rstd = torch::empty({rows}, x.options());
        const float* shift = bias.defined() ? bias.data_ptr<float>() : nullptr;
        overRange(rows, rowGrain(width), [&](int64_t begin, int64_t end) {
            const int64_t at = begin * width;
            kernels::table().normForward(
                {rms,
                 end - begin,
                 width,
                 static_cast<float>(eps),
                 x.data_ptr<float>() + at,
                 added.defined() ? added.data_ptr<float>() + at : nullptr,
                 weight.data_ptr<float>(),
                 shift,
                 added.defined() ? sum.data_ptr<float>() + at : nullptr,
                 y.data_ptr<float>() + at,
                 mean.data_ptr<float>() + begin,
                 rstd.data_ptr<float>() + begin});
        });
        context->set_materialize_grads(false);
        context->save_for_backward({added.defined() ? sum : x, weight, bias, mean, rstd});
        context->saved_data["rms"] = rms;
        context->saved_data["added"] = added.defined();
        context->saved_data["inPlace"] = inPlace;
        return added.defined() ? tensor_list{y, sum} : tensor_list{y};
    }

    static tensor_list backward(AutogradContext* context, tensor_list grads)
    {
        refuseSecondOrder("norm");
        const auto saved = context->get_saved_variables();
        const Tensor& x = saved[0];
        const Tensor& weight = saved[1];
        const Tensor& bias = saved[2];
        const bool inPlace = context->saved_data["inPlace"].toBool();
        const bool hadAdded = context->saved_data["added"].toBool();
        const int64_t rows = x.size(0);
        const int64_t width = x.size(1);
        const Tensor dy = grads[0].defined() ? grads[0].contiguous() : torch::zeros_like(x);
        const Tensor dsum = hadAdded && grads[1].defined() ? grads[1].contiguous() : Tensor();
        Tensor dx = torch::empty_like(x);
        const size_t partial = static_cast<size_t>(kernels::kRowChunks * width);
        std::vector<float> dweights(partial);
        std::vector<float> dbiases(bias.defined() ? partial : 0);
        overChunks(rows, [&](int64_t chunk, int64_t begin, int64_t end) {
            const int64_t at = begin * width;
            kernels::table().normBackward(
                {context->saved_data["rms"].toBool(),
                 end - begin,
                 width,
                 dy.data_ptr<float>() + at,
                 dsum.defined() ? dsum.data_ptr<float>() + at : nullptr,
                 x.data_ptr<float>() + at,
                 weight.data_ptr<float>(),
                 saved[3].data_ptr<float>() + begin,
                 saved[4].data_ptr<float>() + begin,
                 dx.data_ptr<float>() + at,
                 dweights.data() + chunk * width,
                 bias.defined() ? dbiases.data() + chunk * width : nullptr});
        });
        Tensor dweight = gradientOf(weight, dweights, inPlace);
        Tensor dbias = gradientOf(bias, dbiases, inPlace);
        return {dx, hadAdded ? dx : Tensor(), dweight, dbias, Tensor(), Tensor(), Tensor()};
    }

    static Tensor
    gradientOf(const Tensor& parameter, const std::vector<float>& partials, bool inPlace)
    {
        if (!parameter.defined() || !parameter.requires_grad()) {
            return {};
        }
        Tensor grad = inPlace ? parameter.grad() : torch::zeros_like(parameter);
        addPartials(partials, parameter.size(0), grad.data_ptr<float>());
        return inPlace ? Tensor() : grad;
    }
};

Tensor plainNorm(const Tensor& x, const Tensor& weight, const Tensor& bias, double eps, bool rms)
{
    // In float whatever the type in force: the squares of bfloat16 lose too much.
    const Tensor wide = x.scalar_type() == torch::kFloat64 ? x : x.to(torch::kFloat32);
    const Tensor centred = rms ? wide : wide - wide.mean(-1, true);
    const Tensor normed = centred * (centred.pow(2).mean(-1, true) + eps).rsqrt();
    const Tensor y = normed * weight;
    return (bias.defined() ? y + bias : y).to(x.scalar_type());
}

} // namespace

std::array<Tensor, 2> addAndNorm(
    const Tensor& x,
    const Tensor& added,
    const Tensor& weight,
    const Tensor& bias,
    double eps,
    bool rms,
    bool fused,
    bool accumulateInPlace)
{
    TORCH_CHECK(
        x.size(-1) == weight.size(0), "norm: width ", x.size(-1), ", weight ", weight.size(0));
    if (!fused || !fusedApplies(x) || !fusedApplies(weight) || x.numel() == 0) {
        const Tensor sum = added.defined() ? x + added : x;
        return {plainNorm(sum, weight, bias, eps, rms), sum};
    }
    const int64_t width = x.size(-1);
    const Tensor flat = x.reshape({-1, width}).contiguous();
    const Tensor flatAdded = added.defined() ? added.reshape({-1, width}).contiguous() : Tensor();
    const bool inPlace = accumulateInPlace && weight.requires_grad();
    const auto out =
        FusedNorm::apply(flat, given(flatAdded), weight, given(bias), rms, eps, inPlace);
    return {out[0].view(x.sizes()), added.defined() ? out[1].view(x.sizes()) : x};
}

Tensor layerNorm(
    const Tensor& x,
    const Tensor& weight,
    const Tensor& bias,
    double eps,
    bool fused,
    bool accumulateInPlace)
{
    return addAndNorm(x, {}, weight, bias, eps, false, fused, accumulateInPlace)[0];
}

Tensor
rmsNorm(const Tensor& x, const Tensor& weight, double eps, bool fused, bool accumulateInPlace)
{
    return addAndNorm(x, {}, weight, {}, eps, true, fused, accumulateInPlace)[0];
}

} // namespace espalier
