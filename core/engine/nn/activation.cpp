#include "core/base/error.h"
#include "core/engine/nn/compat.h"
#include "core/engine/nn/functions.h"
#include "core/engine/nn/linear.h"
#include "core/engine/nn/parallel.h"
#include "core/engine/nn/product.h"

namespace espalier {

namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

constexpr int64_t kGrain = 16384;

kernels::Pointwise pointwise(int64_t kind)
{
    return static_cast<kernels::Pointwise>(kind);
}
static_assert(static_cast<int>(Activation::Silu) == static_cast<int>(kernels::Pointwise::Silu));
static_assert(static_cast<int>(Activation::Gelu) == static_cast<int>(kernels::Pointwise::Gelu));

Tensor activated(const Tensor& x, kernels::Pointwise kind)
{
    Tensor y = torch::empty_like(x);
    overRange(x.numel(), kGrain, [&](int64_t begin, int64_t end) {
        kernels::table().activate(
            kind, end - begin, x.data_ptr<float>() + begin, y.data_ptr<float>() + begin);
    });
    return y;
}

/// dx = dy f'(x); dx may be dy.
void activationGradient(
    const Tensor& x, kernels::Pointwise kind, const Tensor& dy, const Tensor& dx)
{
    overRange(x.numel(), kGrain, [&](int64_t begin, int64_t end) {
        kernels::table().activateBackward(
            kind,
            end - begin,
            x.data_ptr<float>() + begin,
            dy.data_ptr<float>() + begin,
            dx.data_ptr<float>() + begin);
    });
}

struct Activate : torch::autograd::Function<Activate>
{
    static Tensor forward(AutogradContext* context, const Tensor& x, int64_t kind)
    {
        context->save_for_backward({x});
        context->saved_data["kind"] = kind;
        return activated(x, pointwise(kind));
    }

    static tensor_list backward(AutogradContext* context, tensor_list grads)
    {
        refuseSecondOrder("activate");
        const Tensor x = context->get_saved_variables()[0];
        Tensor dx = torch::empty_like(x);
        activationGradient(
            x, pointwise(context->saved_data["kind"].toInt()), grads[0].contiguous(), dx);
        return {dx, Tensor()};
    }
};

/// f(x) W + b that keeps x only: f(x) is formed again in the backward pass, which is cheaper than
/// keeping it.
struct ActivatedLinear : torch::autograd::Function<ActivatedLinear>
{
    static Tensor forward(
        AutogradContext* context,
        const Tensor& x, // (N, in)
        const Tensor& weight,
        const OptionalTensor& maybeBias,
        int64_t kind,
        bool inOut,
        bool inPlace)
    {
        const Tensor bias = orUndefined(maybeBias);
        context->save_for_backward({x, weight, bias});
        context->saved_data["kind"] = kind;
        context->saved_data["inOut"] = inOut;
        context->saved_data["inPlace"] = inPlace;
        const Tensor h = activated(x, pointwise(kind));
        const Tensor w = inOut ? weight : weight.t();
        return product(h, w, bias);
    }

    static tensor_list backward(AutogradContext* context, tensor_list grads)
    {
        refuseSecondOrder("activatedLinear");
        const auto saved = context->get_saved_variables();
        const auto kind = pointwise(context->saved_data["kind"].toInt());
        const auto found = linearGradients(
            activated(saved[0], kind),
            grads[0].contiguous(),
            saved[1],
            saved[2],
            context->saved_data["inOut"].toBool(),
            context->saved_data["inPlace"].toBool(),
            true);
        activationGradient(saved[0], kind, found.x, found.x);
        return {found.x, found.weight, found.bias, Tensor(), Tensor(), Tensor()};
    }
};

struct Gated : torch::autograd::Function<Gated>
{
    static Tensor
    forward(AutogradContext* context, const Tensor& gate, const Tensor& up, int64_t kind)
    {
        context->save_for_backward({gate, up});
        context->saved_data["kind"] = kind;
        Tensor y = torch::empty_like(gate);
        overRange(gate.numel(), kGrain, [&](int64_t begin, int64_t end) {
            kernels::table().gated(
                pointwise(kind),
                end - begin,
                gate.data_ptr<float>() + begin,
                up.data_ptr<float>() + begin,
                y.data_ptr<float>() + begin);
        });
        return y;
    }

    static tensor_list backward(AutogradContext* context, tensor_list grads)
    {
        refuseSecondOrder("gated");
        const auto saved = context->get_saved_variables();
        const Tensor dy = grads[0].contiguous();
        Tensor dgate = torch::empty_like(saved[0]);
        Tensor dup = torch::empty_like(saved[1]);
        const auto kind = pointwise(context->saved_data["kind"].toInt());
        overRange(dgate.numel(), kGrain, [&](int64_t begin, int64_t end) {
            kernels::table().gatedBackward(
                kind,
                end - begin,
                saved[0].data_ptr<float>() + begin,
                saved[1].data_ptr<float>() + begin,
                dy.data_ptr<float>() + begin,
                dgate.data_ptr<float>() + begin,
                dup.data_ptr<float>() + begin);
        });
        return {dgate, dup, Tensor()};
    }
};

Tensor plainActivation(const Tensor& x, Activation kind)
{
    switch (kind) {
    case Activation::GeluTanh:
        return 0.5 * x * (1 + torch::tanh(0.7978845608028654 * (x + 0.044715 * x.pow(3))));
    case Activation::Gelu:
        return 0.5 * x * (1 + torch::erf(x * 0.7071067811865476));
    case Activation::Relu:
        return torch::relu(x);
    case Activation::Silu:
        return x * torch::sigmoid(x);
    }
    TORCH_CHECK(false, "activation out of range");
}

} // namespace

Activation activationFromName(const std::string& name)
{
    if (name == "gelu_new" || name == "gelu_pytorch_tanh" || name == "gelu_fast") {
        return Activation::GeluTanh;
    }
    if (name == "gelu") {
        return Activation::Gelu;
    }
    if (name == "relu") {
        return Activation::Relu;
    }
    if (name == "silu" || name == "swish") {
        return Activation::Silu;
    }
    throw inputError(
        "The activation function “{}” is unknown; there are gelu_new, gelu_pytorch_tanh, gelu, "
        "relu "
        "and silu.",
        name);
}

Tensor activate(const Tensor& x, Activation kind, bool fused)
{
    if (!fused || !fusedApplies(x)) {
        return plainActivation(x, kind);
    }
    return Activate::apply(x.contiguous(), static_cast<int64_t>(kind));
}

Tensor activatedLinear(
    const Tensor& x,
    Activation kind,
    const Tensor& weight,
    const Tensor& bias,
    WeightLayout layout,
    bool fused,
    bool accumulateInPlace)
{
    if (!fused || !fusedApplies(x) || !fusedApplies(weight)) {
        return espalier::linear(
            activate(x, kind, fused), weight, bias, layout, fused, accumulateInPlace);
    }
    const bool inOut = layout == WeightLayout::InOut;
    auto shape = x.sizes().vec();
    const int64_t in = shape.back();
    TORCH_CHECK(weight.size(inOut ? 0 : 1) == in, "activatedLinear: input width ", in);
    shape.back() = weight.size(inOut ? 1 : 0);
    const Tensor y = ActivatedLinear::apply(
        x.reshape({-1, in}).contiguous(),
        weight,
        given(bias),
        static_cast<int64_t>(kind),
        inOut,
        accumulateInPlace && weight.requires_grad());
    return y.view(shape);
}

Tensor gated(const Tensor& gate, const Tensor& up, Activation kind, bool fused)
{
    TORCH_CHECK(gate.sizes() == up.sizes(), "gated: gate and up differ in shape");
    if (!fused || !fusedApplies(gate)) {
        return plainActivation(gate, kind) * up;
    }
    return Gated::apply(gate.contiguous(), up.contiguous(), static_cast<int64_t>(kind));
}

} // namespace espalier
