#include "core/engine/nn/loss.h"

#include "core/engine/nn/compat.h"
#include "core/engine/nn/logit_chunks.h"
#include "core/engine/nn/parallel.h"

namespace espalier {

namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

struct HeadSum : torch::autograd::Function<HeadSum>
{
    /// Writes the number of correct tokens into `correct` (1) and, where it is defined, the sum of
    /// their entropies into `entropy` (1).
    static Tensor forward(
        AutogradContext* context,
        const Tensor& hidden,
        const Tensor& weight,
        const OptionalTensor& maybeBias,
        const Tensor& targets,
        const OptionalTensor& maybeWeights,
        Tensor correct,
        const OptionalTensor& maybeEntropy,
        double scale,
        bool gradientsWanted,
        bool inPlace,
        int64_t chunkRows,
        int64_t ignore)
    {
        const Tensor bias = orUndefined(maybeBias);
        const Tensor weights = orUndefined(maybeWeights); // of the tokens
        Tensor entropy = orUndefined(maybeEntropy);
        Tensor dhidden;
        Tensor dweight;
        Tensor dbias;
        Tensor slopes;
        if (gradientsWanted) {
            slopes = torch::full({hidden.size(0)}, scale, hidden.options().dtype(torch::kFloat32));
            if (weights.defined()) {
                slopes.mul_(weights);
            }
            if (bias.defined() && bias.requires_grad()) {
                dbias = inPlace ? bias.grad() : torch::zeros_like(bias);
            }
            if (hidden.requires_grad()) {
                dhidden = torch::empty_like(hidden);
            }
            if (weight.requires_grad()) {
                dweight = inPlace ? weight.grad() : torch::zeros_like(weight);
            }
        }
        Tensor total = torch::zeros({}, hidden.options().dtype(torch::kFloat64));
        correct.zero_();
        overLogits(
            hidden,
            weight,
            targets,
            bias,
            1.0,
            slopes,
            chunkRows,
            ignore,
            entropy.defined(),
            [&](int64_t first, int64_t rows, const ChunkScores& scores, const Tensor& slope) {
                total +=
                    weights.defined()
                        ? (scores.logProbs * weights.narrow(0, first, rows)).sum(torch::kFloat64)
                        : scores.logProbs.sum(torch::kFloat64);
                correct += scores.correct.sum();
                if (entropy.defined()) {
                    entropy += scores.entropy.sum(torch::kFloat64);
                }
                if (gradientsWanted) {
                    addHeadGradients(
                        slope,
                        hidden.narrow(0, first, rows),
                        weight,
                        dhidden.defined() ? dhidden.narrow(0, first, rows) : Tensor(),
                        dweight);
                    if (dbias.defined()) {
                        dbias.add_(slope.sum(0));
                    }
                }
            });
        Tensor none;
        context->save_for_backward({dhidden, inPlace ? none : dweight, inPlace ? none : dbias});
        context->saved_data["inPlace"] = inPlace;
        return (total * -scale).to(torch::kFloat32);
    }

    static tensor_list backward(AutogradContext* context, tensor_list grads)
    {
        refuseSecondOrder("headLoss");
        const auto saved = context->get_saved_variables();
        const bool one = grads[0].item<float>() == 1.0F;
        TORCH_CHECK(
            one || !context->saved_data["inPlace"].toBool(),
            "headLoss: with accumulateInPlace its gradient must be 1; use `scale` instead");
        const auto times = [&](const Tensor& t) { return one || !t.defined() ? t : t * grads[0]; };
        Tensor none;
        return {
            times(saved[0]),
            times(saved[1]),
            times(saved[2]),
            none,
            none,
            none,
            none,
            none,
            none,
            none,
            none,
            none};
    }
};

struct TargetLogProbs : torch::autograd::Function<TargetLogProbs>
{
    /// Writes which targets were the most likely token into `correct` (N), and the entropies into
    /// `entropy` (N) where it is defined.
    static Tensor forward(
        AutogradContext* context,
        const Tensor& hidden,
        const Tensor& weight,
        const OptionalTensor& maybeBias,
        const Tensor& targets,
        Tensor correct,
        const OptionalTensor& maybeEntropy,
        double temperature,
        int64_t chunkRows,
        int64_t ignore)
    {
        Tensor logProbs = torch::empty(
            {hidden.size(0)}, hidden.options().dtype(torch::kFloat32).requires_grad(false));
        const Tensor bias = orUndefined(maybeBias);
        const Tensor entropy = orUndefined(maybeEntropy);
        overLogits(
            hidden,
            weight,
            targets,
            bias,
            temperature,
            {},
            chunkRows,
            ignore,
            entropy.defined(),
            [&](int64_t first, int64_t rows, const ChunkScores& scores, const Tensor&) {
                logProbs.narrow(0, first, rows).copy_(scores.logProbs);
                correct.narrow(0, first, rows).copy_(scores.correct);
                if (entropy.defined()) {
                    entropy.narrow(0, first, rows).copy_(scores.entropy);
                }
            });
        context->save_for_backward({hidden, weight, targets, bias});
        context->saved_data["temperature"] = temperature;
        context->saved_data["chunkRows"] = chunkRows;
        context->saved_data["ignore"] = ignore;
        return logProbs;
    }

    static tensor_list backward(AutogradContext* context, tensor_list grads)
    {
        refuseSecondOrder("targetLogProbs");
        const auto saved = context->get_saved_variables();
        const Tensor& hidden = saved[0];
        const Tensor& weight = saved[1];
        const double temperature = context->saved_data["temperature"].toDouble();
        Tensor dhidden = torch::empty_like(hidden);
        Tensor dweight = weight.requires_grad() ? torch::zeros_like(weight) : Tensor();
        // d logProb / d logits = (onehot - softmax) / temperature
        const Tensor slopes = grads[0].to(torch::kFloat32).mul(-1.0 / temperature).contiguous();
        overLogits(
            hidden,
            weight,
            saved[2],
            saved[3],
            temperature,
            slopes,
            context->saved_data["chunkRows"].toInt(),
            context->saved_data["ignore"].toInt(),
            false,
            [&](int64_t first, int64_t rows, const ChunkScores&, const Tensor& slope) {
                addHeadGradients(
                    slope,
                    hidden.narrow(0, first, rows),
                    weight,
                    dhidden.narrow(0, first, rows),
                    dweight);
            });
        Tensor none;
        return {dhidden, dweight, none, none, none, none, none, none, none};
    }
};

void checkShapes(const Tensor& hidden, const Tensor& weight, const Tensor& targets)
{
    TORCH_CHECK(
        hidden.dim() == 2 && weight.dim() == 2 && hidden.size(1) == weight.size(1) &&
            targets.dim() == 1 && targets.size(0) == hidden.size(0),
        "head: hidden ",
        hidden.sizes(),
        ", weight ",
        weight.sizes(),
        ", targets ",
        targets.sizes());
}

/// All logits at once, in operations that differentiate any number of times.
TargetScores plainScores(
    const Tensor& hidden, const Tensor& weight, const Tensor& targets, const HeadOptions& options)
{
    Tensor logits =
        hidden.matmul(weight.t())
            .to(hidden.scalar_type() == torch::kFloat64 ? torch::kFloat64 : torch::kFloat32);
    if (options.bias.defined()) {
        logits = logits + options.bias;
    }
    const Tensor all = torch::log_softmax(logits / options.temperature, 1);
    const Tensor counted = targets.ne(options.ignore);
    const Tensor safe = targets.where(counted, torch::zeros_like(targets)).unsqueeze(1);
    const Tensor chosen = all.gather(1, safe).squeeze(1);
    TargetScores scores{
        torch::where(counted, chosen, torch::zeros_like(chosen)),
        chosen.ge(std::get<0>(all.max(1))).logical_and(counted),
        Tensor()};
    if (options.entropy) {
        const Tensor known = all.detach();
        scores.entropy = (known.exp() * known).sum(1).neg() * counted;
    }
    return scores;
}

} // namespace

HeadLoss headLoss(
    const Tensor& hidden,
    const Tensor& headWeight,
    const Tensor& targets,
    const HeadOptions& options)
{
    checkShapes(hidden, headWeight, targets);
    HeadLoss loss;
    loss.counted = targets.ne(options.ignore).sum().item<int64_t>();
    if (!options.fused) {
        const auto scores = plainScores(hidden, headWeight, targets, options);
        const Tensor weighted =
            options.weights.defined() ? scores.logProbs * options.weights : scores.logProbs;
        loss.sum = weighted.sum() * -options.scale;
        loss.correct = scores.correct.sum().item<int64_t>();
        if (options.entropy) {
            loss.entropy = scores.entropy.sum(torch::kFloat64).item<double>();
        }
        return loss;
    }
    const bool wanted =
        torch::GradMode::is_enabled() && (hidden.requires_grad() || headWeight.requires_grad());
    Tensor correct = torch::zeros({}, targets.options());
    const Tensor entropy =
        options.entropy ? torch::zeros({}, hidden.options().dtype(torch::kFloat64)) : Tensor();
    loss.sum = HeadSum::apply(
        hidden.contiguous(),
        headWeight,
        given(options.bias),
        targets.contiguous(),
        given(options.weights.defined() ? options.weights.contiguous() : Tensor()),
        correct,
        given(entropy),
        options.scale,
        wanted,
        options.accumulateInPlace,
        options.chunkRows,
        options.ignore);
    loss.correct = correct.item<int64_t>();
    if (entropy.defined()) {
        loss.entropy = entropy.item<double>();
    }
    return loss;
}

TargetScores targetLogProbs(
    const Tensor& hidden,
    const Tensor& headWeight,
    const Tensor& targets,
    const HeadOptions& options)
{
    checkShapes(hidden, headWeight, targets);
    if (!options.fused) {
        return plainScores(hidden, headWeight, targets, options);
    }
    Tensor correct = torch::zeros(targets.sizes(), targets.options().dtype(torch::kBool));
    const Tensor entropy =
        options.entropy
            ? torch::zeros(
                  targets.sizes(), hidden.options().dtype(torch::kFloat32).requires_grad(false))
            : Tensor();
    const Tensor logProbs = TargetLogProbs::apply(
        hidden.contiguous(),
        headWeight,
        given(options.bias),
        targets.contiguous(),
        correct,
        given(entropy),
        options.temperature,
        options.chunkRows,
        options.ignore);
    return {logProbs, correct, entropy};
}

} // namespace espalier
