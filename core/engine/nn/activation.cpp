#include "core/base/error.h"
#include "core/engine/nn/functions.h"
#include "core/engine/nn/parallel.h"

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

struct Activate : torch::autograd::Function<Activate>
{
    static Tensor forward(AutogradContext* context, const Tensor& x, int64_t kind)
    {
        context->save_for_backward({x});
        context->saved_data["kind"] = kind;
        Tensor y = torch::empty_like(x);
        overRange(x.numel(), kGrain, [&](int64_t begin, int64_t end) {
            kernels::table().activate(
                pointwise(kind),
                end - begin,
                x.data_ptr<float>() + begin,
                y.data_ptr<float>() + begin);
        });
        return y;
    }

    static tensor_list backward(AutogradContext* context, tensor_list grads)
    {
        refuseSecondOrder("activate");
        const Tensor x = context->get_saved_variables()[0];
        const Tensor dy = grads[0].contiguous();
        Tensor dx = torch::empty_like(x);
        const auto kind = pointwise(context->saved_data["kind"].toInt());
        overRange(x.numel(), kGrain, [&](int64_t begin, int64_t end) {
            kernels::table().activateBackward(
                kind,
                end - begin,
                x.data_ptr<float>() + begin,
                dy.data_ptr<float>() + begin,
                dx.data_ptr<float>() + begin);
        });
        return {dx, Tensor()};
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

Tensor gated(const Tensor& gate, const Tensor& up, Activation kind, bool fused)
{
    TORCH_CHECK(gate.sizes() == up.sizes(), "gated: gate and up differ in shape");
    if (!fused || !fusedApplies(gate)) {
        return plainActivation(gate, kind) * up;
    }
    return Gated::apply(gate.contiguous(), up.contiguous(), static_cast<int64_t>(kind));
}

} // namespace espalier
