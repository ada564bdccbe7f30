#pragma once

/// Differentiable operations of a transformer. Each has two twins, chosen by its argument `fused`:
/// our own CPU kernels (float32; run-time dispatch over baseline, AVX2 and AVX-512), and plain
/// tensor operations for every other device and type, for reference, and for gradients of
/// gradients. A fused operation falls back to its plain twin where its kernels don't apply. Its
/// backward throws when a graph of the gradients is asked for (create_graph): use fused = false.

#include "core/engine/torch.h"

#include <array>
#include <cstdint>
#include <string>

namespace espalier {

/// How a linear weight lies in memory: y = x W (GPT-2's Conv1D) or y = x W^T (everybody else).
enum class WeightLayout { InOut, OutIn };

/// Feed-forward non-linearities; GeluTanh is "gelu_new" and "gelu_pytorch_tanh", Gelu is the exact
/// (erf) one.
enum class Activation { GeluTanh, Gelu, Relu, Silu };

/// From config.json's name; throws an input error naming those that exist.
Activation activationFromName(const std::string& name);

/// True when the kernels of `fused` take this tensor: CPU, float32, no autocast in force.
bool fusedApplies(const torch::Tensor& x);

/// y = x W + b. x (..., in), weight by layout, bias (out) or undefined. With accumulateInPlace the
/// backward adds to weight.grad / bias.grad (which must exist) and returns no gradient for them.
torch::Tensor linear(
    const torch::Tensor& x,
    const torch::Tensor& weight,
    const torch::Tensor& bias,
    WeightLayout layout,
    bool fused = true,
    bool accumulateInPlace = false);

/// Rows of `table` (rows, width) at `ids` (...). The backward is deterministic (ids in order, one
/// thread a column range).
torch::Tensor embedding(
    const torch::Tensor& table,
    const torch::Tensor& ids,
    bool fused = true,
    bool accumulateInPlace = false);

/// (x - mean) / sqrt(variance + eps) * weight + bias over the last dimension. Ba, Kiros & Hinton
/// 2016.
torch::Tensor layerNorm(
    const torch::Tensor& x,
    const torch::Tensor& weight,
    const torch::Tensor& bias,
    double eps,
    bool fused = true,
    bool accumulateInPlace = false);

/// x / sqrt(mean(x^2) + eps) * weight over the last dimension. Zhang & Sennrich 2019.
torch::Tensor rmsNorm(
    const torch::Tensor& x,
    const torch::Tensor& weight,
    double eps,
    bool fused = true,
    bool accumulateInPlace = false);

/// The activation, element by element.
torch::Tensor activate(const torch::Tensor& x, Activation kind, bool fused = true);

/// linear(activate(x), weight, bias) that keeps x alone for the backward pass.
torch::Tensor activatedLinear(
    const torch::Tensor& x,
    Activation kind,
    const torch::Tensor& weight,
    const torch::Tensor& bias,
    WeightLayout layout,
    bool fused = true,
    bool accumulateInPlace = false);

/// activation(gate) * up: the gated feed-forward (SwiGLU with Silu). Shazeer 2020.
torch::Tensor
gated(const torch::Tensor& gate, const torch::Tensor& up, Activation kind, bool fused = true);

/// Rotary positions, rotate-half: x (B, T, heads, D), cos and sin (B or 1, T, D/2) -> same shape as
/// x. Su et al. 2021.
torch::Tensor rotate(
    const torch::Tensor& x, const torch::Tensor& cos, const torch::Tensor& sin, bool fused = true);

/// What an attention may see, and how it scales.
struct AttentionOptions
{
    double scale = 0; ///< factor on the scores; 0: 1 / sqrt(D)
    torch::Tensor
        starts; ///< (B, T) int64: first key a query sees (document, padding); undefined: key 0
    /// (B, T) int64, at least 1: the key after the last one a query sees; undefined: causal, up to
    /// itself.
    torch::Tensor ends;
    int64_t window = 0; ///< a query sees at most this many keys up to itself; 0: all
    int64_t offset =
        0; ///< keys that precede the first query (cache): query t stands at key offset + t
    double dropout = 0; ///< on the attention weights
    bool fused = true;
};

/// Attention, causal unless `ends` says how far each query sees. q (B, T, H, D), k and v (B, S,
/// Hkv, D) with S = offset + T and H a multiple of Hkv; any of them may be a view whose last two
/// dimensions are dense. Returns (B, T, H, D). The fused twin never holds (B, H, T, S).
torch::Tensor attention(
    const torch::Tensor& q,
    const torch::Tensor& k,
    const torch::Tensor& v,
    const AttentionOptions& options);

/// The same over GPT-2's packed projection: qkv (B, T, 3 H D) -> (B, T, H D).
torch::Tensor
packedAttention(const torch::Tensor& qkv, int64_t heads, const AttentionOptions& options);

/// Zeroes each element with probability p and scales the rest by 1 / (1 - p). Draws from torch's
/// default generator.
torch::Tensor dropout(const torch::Tensor& x, double p, bool fused = true);

} // namespace espalier
