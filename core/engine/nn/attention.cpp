#include "core/engine/nn/compat.h"
#include "core/engine/nn/dropout.h"
#include "core/engine/nn/functions.h"
#include "core/engine/nn/parallel.h"

#include <cmath>
#include <limits>

namespace espalier {

namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

/// The scalars of an attention in a form that a saved context can hold.
struct Settings
{
    double scale;
    double dropout;
    int64_t window, offset, seed;

    void keep(AutogradContext* context) const
    {
        context->saved_data["scale"] = scale;
        context->saved_data["dropout"] = dropout;
        context->saved_data["window"] = window;
        context->saved_data["offset"] = offset;
        context->saved_data["seed"] = seed;
    }
    static Settings from(AutogradContext* context)
    {
        const auto& data = context->saved_data;
        return {
            data.at("scale").toDouble(),
            data.at("dropout").toDouble(),
            data.at("window").toInt(),
            data.at("offset").toInt(),
            data.at("seed").toInt()};
    }
};

template <typename T>
kernels::Heads<T> heads(const Tensor& t)
{
    return {t.data_ptr<float>(), t.stride(0), t.stride(1), t.stride(2)};
}

/// Which keys a query sees, each (B, T) or undefined.
struct Ranges
{
    Tensor starts, ends;
};

const int64_t* numbersOf(const Tensor& t)
{
    return t.defined() ? t.data_ptr<int64_t>() : nullptr;
}

kernels::AttentionShape
shapeOf(const Tensor& q, const Tensor& k, const Ranges& ranges, const Settings& settings)
{
    return {
        .batch = q.size(0),
        .queries = q.size(1),
        .keys = k.size(1),
        .heads = q.size(2),
        .kvHeads = k.size(2),
        .headDim = q.size(3),
        .offset = settings.offset,
        .window = settings.window,
        .scale = static_cast<float>(settings.scale),
        .starts = numbersOf(ranges.starts),
        .ends = numbersOf(ranges.ends),
        .dropout = static_cast<float>(settings.dropout),
        .seed = static_cast<uint64_t>(settings.seed)};
}

/// Runs f(batch, kvHead, work) over all tasks.
template <typename F>
void overTasks(const kernels::AttentionShape& shape, bool backward, const F& f)
{
    const int64_t floats = kernels::table().attentionWork(shape, backward);
    overRange(shape.batch * shape.kvHeads, 1, [&](int64_t begin, int64_t end) {
        float* work = threadWork(floats);
        for (int64_t task = begin; task < end; ++task) {
            f(task / shape.kvHeads, task % shape.kvHeads, work);
        }
    });
}

/// out (B, T, H, D) and lse (B, H, T).
std::array<Tensor, 2> forwardKernel(
    const Tensor& q,
    const Tensor& k,
    const Tensor& v,
    const Ranges& ranges,
    const Settings& settings)
{
    const auto shape = shapeOf(q, k, ranges, settings);
    Tensor out =
        torch::empty({shape.batch, shape.queries, shape.heads, shape.headDim}, q.options());
    Tensor lse = torch::empty({shape.batch, shape.heads, shape.queries}, q.options());
    const kernels::AttentionForward args{
        shape,
        heads<const float>(q),
        heads<const float>(k),
        heads<const float>(v),
        heads<float>(out),
        lse.data_ptr<float>()};
    overTasks(shape, false, [&](int64_t batch, int64_t head, float* work) {
        kernels::table().attentionForward(args, batch, head, work);
    });
    return {out, lse};
}

void backwardKernel(
    const Tensor& q,
    const Tensor& k,
    const Tensor& v,
    const Tensor& out,
    const Tensor& lse,
    const Ranges& ranges,
    const Settings& settings,
    const Tensor& dout,
    const Tensor& dq,
    const Tensor& dk,
    const Tensor& dv)
{
    const auto shape = shapeOf(q, k, ranges, settings);
    const kernels::AttentionBackward args{
        shape,
        heads<const float>(q),
        heads<const float>(k),
        heads<const float>(v),
        heads<const float>(out),
        heads<const float>(dout),
        lse.data_ptr<float>(),
        heads<float>(dq),
        heads<float>(dk),
        heads<float>(dv)};
    overTasks(shape, true, [&](int64_t batch, int64_t head, float* work) {
        kernels::table().attentionBackward(args, batch, head, work);
    });
}

struct FusedAttention : torch::autograd::Function<FusedAttention>
{
    static Tensor forward(
        AutogradContext* context,
        const Tensor& q,
        const Tensor& k,
        const Tensor& v,
        const OptionalTensor& starts,
        const OptionalTensor& ends,
        double scale,
        double dropout,
        int64_t window,
        int64_t offset,
        int64_t seed)
    {
        const Ranges ranges{orUndefined(starts), orUndefined(ends)};
        const Settings settings{scale, dropout, window, offset, seed};
        const auto [out, lse] = forwardKernel(q, k, v, ranges, settings);
        context->save_for_backward({q, k, v, out, lse, ranges.starts, ranges.ends});
        settings.keep(context);
        return out;
    }

    static tensor_list backward(AutogradContext* context, tensor_list grads)
    {
        refuseSecondOrder("attention");
        const auto saved = context->get_saved_variables();
        Tensor dq = torch::empty(saved[0].sizes(), saved[0].options());
        Tensor dk = torch::empty(saved[1].sizes(), saved[1].options());
        Tensor dv = torch::empty(saved[2].sizes(), saved[2].options());
        backwardKernel(
            saved[0],
            saved[1],
            saved[2],
            saved[3],
            saved[4],
            {saved[5], saved[6]},
            Settings::from(context),
            grads[0].contiguous(),
            dq,
            dk,
            dv);
        Tensor none;
        return {dq, dk, dv, none, none, none, none, none, none, none};
    }
};

/// Views of q, k and v in a packed (B, T, 3 H D) tensor.
std::array<Tensor, 3> unpack(const Tensor& qkv, int64_t heads)
{
    const Tensor parts = qkv.view({qkv.size(0), qkv.size(1), 3, heads, qkv.size(2) / 3 / heads});
    return {parts.select(2, 0), parts.select(2, 1), parts.select(2, 2)};
}

struct FusedPackedAttention : torch::autograd::Function<FusedPackedAttention>
{
    static Tensor forward(
        AutogradContext* context,
        const Tensor& qkv,
        const OptionalTensor& starts,
        const OptionalTensor& ends,
        int64_t heads,
        double scale,
        double dropout,
        int64_t window,
        int64_t offset,
        int64_t seed)
    {
        const Ranges ranges{orUndefined(starts), orUndefined(ends)};
        const Settings settings{scale, dropout, window, offset, seed};
        const auto [q, k, v] = unpack(qkv, heads);
        const auto [out, lse] = forwardKernel(q, k, v, ranges, settings);
        Tensor flat = out.view({qkv.size(0), qkv.size(1), -1});
        context->save_for_backward({qkv, flat, lse, ranges.starts, ranges.ends});
        context->saved_data["heads"] = heads;
        settings.keep(context);
        return flat;
    }

    static tensor_list backward(AutogradContext* context, tensor_list grads)
    {
        refuseSecondOrder("attention");
        const auto saved = context->get_saved_variables();
        const int64_t heads = context->saved_data["heads"].toInt();
        const auto [q, k, v] = unpack(saved[0], heads);
        Tensor dqkv = torch::empty_like(saved[0]);
        const auto [dq, dk, dv] = unpack(dqkv, heads);
        const Tensor dout = grads[0].contiguous();
        backwardKernel(
            q,
            k,
            v,
            saved[1].view(q.sizes()),
            saved[2],
            {saved[3], saved[4]},
            Settings::from(context),
            dout.view(q.sizes()),
            dq,
            dk,
            dv);
        Tensor none;
        return {dqkv, none, none, none, none, none, none, none, none};
    }
};

/// True where query t may see key s, (B or 1, 1, T, S).
Tensor visible(const AttentionOptions& options, int64_t queries, int64_t keys, torch::Device device)
{
    const auto integers = torch::TensorOptions(torch::kInt64).device(device);
    const Tensor key = torch::arange(keys, integers).view({1, 1, keys});
    const Tensor self = (torch::arange(queries, integers) + options.offset).view({1, queries, 1});
    Tensor first = torch::zeros({1, queries, 1}, integers);
    if (options.starts.defined()) {
        first = options.starts.to(device).view({-1, queries, 1});
    }
    if (options.window > 0) {
        first = torch::maximum(first, self + 1 - options.window);
    }
    const Tensor last =
        options.ends.defined() ? options.ends.to(device).clamp(1, keys).view({-1, queries, 1}) - 1
                               : self;
    first = torch::minimum(first.clamp_min(0), last);
    return key.le(last).logical_and(key.ge(first)).unsqueeze(1);
}

Tensor plainAttention(
    const Tensor& q,
    const Tensor& k,
    const Tensor& v,
    const AttentionOptions& options,
    double scale)
{
    const int64_t group = q.size(2) / k.size(2);
    const auto spread = [group](const Tensor& t) {
        const Tensor byHead = t.transpose(1, 2);
        return group == 1 ? byHead : byHead.repeat_interleave(group, 1);
    };
    const Tensor keys = spread(k);
    const Tensor values = spread(v);
    Tensor scores = torch::matmul(q.transpose(1, 2) * scale, keys.transpose(2, 3)); // (B, H, T, S)
    const Tensor allowed = visible(options, q.size(1), k.size(1), q.device());
    scores = scores.masked_fill(allowed.logical_not(), -std::numeric_limits<float>::infinity());
    Tensor p = torch::softmax(scores, -1);
    if (options.dropout > 0) {
        const int64_t rows = p.numel() / p.size(-1);
        p = p *
            dropoutMask(
                dropoutSeed(), rows, p.size(-1), options.dropout, p.options().requires_grad(false))
                .view(p.sizes());
    }
    return torch::matmul(p.to(values.scalar_type()), values).transpose(1, 2);
}

double scaleOf(const AttentionOptions& options, int64_t headDim)
{
    return options.scale != 0 ? options.scale : 1.0 / std::sqrt(static_cast<double>(headDim));
}

int64_t seedOf(const AttentionOptions& options)
{
    return options.dropout > 0 ? static_cast<int64_t>(dropoutSeed()) : 0;
}

OptionalTensor dense(const Tensor& range)
{
    return given(range.defined() ? range.contiguous() : Tensor());
}

} // namespace

Tensor attention(const Tensor& q, const Tensor& k, const Tensor& v, const AttentionOptions& options)
{
    TORCH_CHECK(
        k.sizes() == v.sizes() && q.size(3) == k.size(3) && q.size(2) % k.size(2) == 0 &&
            k.size(1) == options.offset + q.size(1),
        "attention: q ",
        q.sizes(),
        ", k ",
        k.sizes(),
        ", v ",
        v.sizes(),
        ", offset ",
        options.offset);
    const double scale = scaleOf(options, q.size(3));
    if (!options.fused || !fusedApplies(q) || !fusedApplies(k) || !fusedApplies(v)) {
        return plainAttention(q, k, v, options, scale);
    }
    const auto denseRows = [](const Tensor& t) { return t.stride(3) == 1 ? t : t.contiguous(); };
    return FusedAttention::apply(
        denseRows(q),
        denseRows(k),
        denseRows(v),
        dense(options.starts),
        dense(options.ends),
        scale,
        options.dropout,
        options.window,
        options.offset,
        seedOf(options));
}

Tensor packedAttention(const Tensor& qkv, int64_t heads, const AttentionOptions& options)
{
    TORCH_CHECK(
        qkv.size(2) % (3 * heads) == 0 && options.offset == 0,
        "packedAttention: qkv ",
        qkv.sizes(),
        ", heads ",
        heads);
    const double scale = scaleOf(options, qkv.size(2) / 3 / heads);
    if (!options.fused || !fusedApplies(qkv)) {
        const auto [q, k, v] = unpack(qkv.contiguous(), heads);
        return plainAttention(q, k, v, options, scale).reshape({qkv.size(0), qkv.size(1), -1});
    }
    return FusedPackedAttention::apply(
        qkv.contiguous(),
        dense(options.starts),
        dense(options.ends),
        heads,
        scale,
        options.dropout,
        options.window,
        options.offset,
        seedOf(options));
}

} // namespace espalier
