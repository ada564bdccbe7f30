#include "core/engine/nn/dropout.h"

#include "core/engine/nn/functions.h"
#include "core/engine/nn/parallel.h"

#include <limits>

namespace espalier {

namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

/// y = x mask, row by row; the mask exists for no longer than it is used.
Tensor masked(const Tensor& x, double p, uint64_t seed)
{
    const int64_t width = x.size(-1);
    const int64_t rows = x.numel() / width;
    Tensor y = torch::empty_like(x);
    const float* from = x.data_ptr<float>();
    float* to = y.data_ptr<float>();
    const uint32_t threshold = kernels::maskThreshold(static_cast<float>(p));
    const auto kept = static_cast<float>(1.0 / (1.0 - p));
    overRange(rows, std::max<int64_t>(1, 16384 / width), [&](int64_t begin, int64_t end) {
        for (int64_t r = begin; r < end; ++r) {
            const uint32_t key = kernels::maskRow(seed, static_cast<uint64_t>(r));
            for (int64_t c = 0; c < width; ++c) {
                const bool drop = kernels::maskBits(key, static_cast<uint32_t>(c)) < threshold;
                to[r * width + c] = from[r * width + c] * (drop ? 0.0F : kept);
            }
        }
    });
    return y;
}

struct Dropout : torch::autograd::Function<Dropout>
{
    static Tensor forward(AutogradContext* context, const Tensor& x, double p, int64_t seed)
    {
        context->saved_data["p"] = p;
        context->saved_data["seed"] = seed;
        return masked(x, p, static_cast<uint64_t>(seed));
    }
    static tensor_list backward(AutogradContext* context, tensor_list grads)
    {
        refuseSecondOrder("dropout");
        return {
            masked(
                grads[0].contiguous(),
                context->saved_data["p"].toDouble(),
                static_cast<uint64_t>(context->saved_data["seed"].toInt())),
            Tensor(),
            Tensor()};
    }
};

} // namespace

uint64_t dropoutSeed()
{
    const Tensor drawn = torch::randint(std::numeric_limits<int64_t>::max(), {1}, torch::kInt64);
    return static_cast<uint64_t>(drawn.item<int64_t>());
}

Tensor
dropoutMask(uint64_t seed, int64_t rows, int64_t columns, double p, torch::TensorOptions options)
{
    // kernels::maskBits in 64-bit tensor arithmetic, cut to 32 bits after each product.
    std::vector<int64_t> keys(static_cast<size_t>(rows));
    for (int64_t r = 0; r < rows; ++r) {
        keys[static_cast<size_t>(r)] = kernels::maskRow(seed, static_cast<uint64_t>(r));
    }
    const auto integers = torch::TensorOptions(torch::kInt64).device(options.device());
    const auto low = [](const Tensor& t) { return t.bitwise_and(int64_t{0xffffffff}); };
    const auto fold = [](const Tensor& t, int64_t shift) {
        return t.bitwise_xor(t.div(int64_t{1} << shift, "floor"));
    };
    const Tensor row = torch::tensor(keys, torch::kInt64).to(options.device()).view({rows, 1});
    const Tensor column = torch::arange(columns, integers).view({1, columns});
    Tensor h = low(row + low(column * int64_t{0x9e3779b9}));
    h = low(fold(h, 16) * int64_t{0x85ebca6b});
    h = low(fold(h, 13) * int64_t{0xc2b2ae35});
    h = fold(h, 16);
    const auto threshold = static_cast<int64_t>(kernels::maskThreshold(static_cast<float>(p)));
    return h.ge(threshold).to(options) * static_cast<float>(1.0 / (1.0 - p));
}

Tensor dropout(const Tensor& x, double p, bool fused)
{
    TORCH_CHECK(p >= 0 && p < 1, "dropout: p = ", p);
    if (p == 0 || x.numel() == 0) {
        return x;
    }
    const uint64_t seed = dropoutSeed();
    if (fused && fusedApplies(x)) {
        return Dropout::apply(x.contiguous(), p, static_cast<int64_t>(seed));
    }
    const int64_t width = x.size(-1);
    return x * dropoutMask(seed, x.numel() / width, width, p, x.options().requires_grad(false))
                   .view(x.sizes());
}

} // namespace espalier
