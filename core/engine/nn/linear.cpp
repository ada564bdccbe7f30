#include "core/engine/nn/linear.h"

#include "core/engine/nn/compat.h"
#include "core/engine/nn/functions.h"
#include "core/engine/nn/parallel.h"
#include "core/engine/nn/product.h"

namespace espalier {

namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

/// Adds to an existing gradient and returns nothing, or returns the gradient.
bool takesInPlace(bool accumulateInPlace, const Tensor& parameter)
{
    return accumulateInPlace && parameter.defined() && parameter.requires_grad();
}

/// dbias (width) += the sums of dy's (rows, width) columns.
void addColumnSums(const Tensor& dy, Tensor& dbias)
{
    const int64_t width = dy.size(1);
    std::vector<float> partials(static_cast<size_t>(kernels::kRowChunks * width));
    overChunks(dy.size(0), [&](int64_t chunk, int64_t begin, int64_t end) {
        kernels::table().addColumnSums(
            end - begin,
            width,
            dy.data_ptr<float>() + begin * width,
            partials.data() + chunk * width);
    });
    addPartials(partials, width, dbias.data_ptr<float>());
}

struct Linear : torch::autograd::Function<Linear>
{
    static Tensor forward(
        AutogradContext* context,
        const Tensor& x, // (N, in)
        const Tensor& weight,
        const OptionalTensor& maybeBias,
        bool inOut,
        bool inPlace)
    {
        const Tensor bias = orUndefined(maybeBias);
        context->save_for_backward({x, weight, bias});
        context->saved_data["inOut"] = inOut;
        context->saved_data["inPlace"] = inPlace;
        const Tensor w = inOut ? weight : weight.t();
        return product(x, w, bias);
    }

    static tensor_list backward(AutogradContext* context, tensor_list grads)
    {
        refuseSecondOrder("linear");
        const auto saved = context->get_saved_variables();
        const Tensor& x = saved[0];
        const Tensor& weight = saved[1];
        const Tensor& bias = saved[2];
        const bool inOut = context->saved_data["inOut"].toBool();
        const auto found = linearGradients(
            x,
            grads[0].contiguous(),
            weight,
            bias,
            inOut,
            context->saved_data["inPlace"].toBool(),
            context->needs_input_grad(0));
        return {found.x, found.weight, found.bias, Tensor(), Tensor()};
    }
};

struct Embedding : torch::autograd::Function<Embedding>
{
    static Tensor
    forward(AutogradContext* context, const Tensor& table, const Tensor& ids, bool inPlace)
    {
        context->save_for_backward({table, ids});
        context->saved_data["inPlace"] = inPlace;
        return table.index_select(0, ids);
    }

    static tensor_list backward(AutogradContext* context, tensor_list grads)
    {
        refuseSecondOrder("embedding");
        const auto saved = context->get_saved_variables();
        const Tensor& table = saved[0];
        const Tensor& ids = saved[1];
        const bool inPlace = context->saved_data["inPlace"].toBool();
        const Tensor dy = grads[0].contiguous();
        Tensor dtable = inPlace ? table.grad() : torch::zeros_like(table);
        const int64_t width = table.size(1);
        const int64_t* id = ids.data_ptr<int64_t>();
        const float* from = dy.data_ptr<float>();
        float* to = dtable.data_ptr<float>();
        // Every thread walks all ids in order over its own columns: the same sums whatever the
        // thread count.
        overRange(width, 64, [&](int64_t begin, int64_t end) {
            for (int64_t row = 0; row < ids.size(0); ++row) {
                kernels::table().add(
                    end - begin, from + row * width + begin, to + id[row] * width + begin);
            }
        });
        return {inPlace ? Tensor() : dtable, Tensor(), Tensor()};
    }
};

} // namespace

LinearGradients linearGradients(
    const Tensor& x,
    const Tensor& dy,
    const Tensor& weight,
    const Tensor& bias,
    bool inOut,
    bool inPlace,
    bool inputWanted)
{
    LinearGradients found;
    if (inputWanted) {
        found.x = product(dy, inOut ? weight.t() : weight);
    }
    if (weight.requires_grad()) {
        const Tensor left = inOut ? x.t() : dy.t();
        const Tensor right = inOut ? dy : x;
        if (inPlace) {
            Tensor grad = weight.grad();
            productInto(grad, left, right, true);
        } else {
            found.weight = product(left, right);
        }
    }
    if (bias.defined() && bias.requires_grad()) {
        Tensor grad = inPlace ? bias.grad() : torch::zeros_like(bias);
        addColumnSums(dy, grad);
        found.bias = inPlace ? Tensor() : grad;
    }
    return found;
}

bool fusedApplies(const Tensor& x)
{
    return x.device().is_cpu() && x.scalar_type() == torch::kFloat32 && !autocastActive(x.device());
}

Tensor linear(
    const Tensor& x,
    const Tensor& weight,
    const Tensor& bias,
    WeightLayout layout,
    bool fused,
    bool accumulateInPlace)
{
    const bool inOut = layout == WeightLayout::InOut;
    const int64_t in = weight.size(inOut ? 0 : 1);
    TORCH_CHECK(x.size(-1) == in, "linear: input width ", x.size(-1), ", the weight wants ", in);
    if (!fused || !fusedApplies(x) || !fusedApplies(weight)) {
        const Tensor y = x.matmul(inOut ? weight : weight.t());
        return bias.defined() ? y + bias.to(y.scalar_type()) : y;
    }
    auto shape = x.sizes().vec();
    shape.back() = weight.size(inOut ? 1 : 0);
    const Tensor y = Linear::apply(
        x.reshape({-1, in}), weight, given(bias), inOut, takesInPlace(accumulateInPlace, weight));
    return y.view(shape);
}

Tensor embedding(const Tensor& table, const Tensor& ids, bool fused, bool accumulateInPlace)
{
    auto shape = ids.sizes().vec();
    shape.push_back(table.size(1));
    const Tensor flat = ids.reshape({-1});
    if (!fused || !fusedApplies(table)) {
        return table.index_select(0, flat).view(shape);
    }
    return Embedding::apply(table, flat, takesInPlace(accumulateInPlace, table)).view(shape);
}

} // namespace espalier
