#pragma once

#include "core/engine/generate/decode_kernels.h"
#include "core/engine/nn/kernels.h"
#include "core/engine/nn/transformer.h"

#include <span>
#include <string>
#include <vector>

namespace espalier {

/// Weights that a thread reads next.
struct Upcoming
{
    const float* at = nullptr;
    int64_t floats = 0;
};

/// Pieces of the cache that are read after that, see decode::PanelProduct.
struct UpcomingPieces
{
    const float* from = nullptr;
    std::span<const int64_t> at;
};

/// A matrix (depth, columns) in panels of kernels::kPanel columns, and its bias.
class PackedMatrix
{
public:
    PackedMatrix() = default;
    /// weight by layout; bias (columns) or undefined. Packs into `to`, (size) contiguous.
    PackedMatrix(
        const torch::Tensor& weight,
        WeightLayout layout,
        const torch::Tensor& bias,
        torch::Tensor to);

    int64_t depth() const { return m_depth; }
    int64_t columns() const { return m_columns; }
    int64_t panels() const { return (m_columns + kernels::kPanel - 1) / kernels::kPanel; }
    /// Of a row's product: panels x depth.
    int64_t work() const { return panels() * m_depth; }
    Upcoming panel(int64_t index) const
    {
        return {m_packed.data_ptr<float>() + index * size(), size()};
    }
    /// y (rows, columns) = [y +] x (rows, depth) W + bias, for the columns of one panel.
    void apply(
        int64_t index,
        int64_t rows,
        const float* x,
        int64_t xStride,
        float* y,
        int64_t yStride,
        bool accumulate,
        Upcoming next,
        UpcomingPieces later) const;

private:
    int64_t size() const { return m_depth * kernels::kPanel; }

    int64_t m_depth = 0;
    int64_t m_columns = 0;
    torch::Tensor m_packed; ///< (panels, depth, kPanel), a part of its layer's memory
    torch::Tensor m_bias;
};

/// One block's weights, packed. Empty where the family lacks the part.
struct PackedLayer
{
    torch::Tensor beforeWeight, beforeBias, betweenWeight, betweenBias, qNorm, kNorm;
    std::vector<PackedMatrix> qkv; ///< GPT-2: one; Llama: q, k, v; outputs stand side by side
    PackedMatrix attentionOut;
    PackedMatrix gate, up, down;

    /// Of a row's products with queries, keys and values; with all of the layer's matrices.
    int64_t qkvWork() const;
    int64_t work() const;
};

/// A model's weights in the order in which decoding reads them.
struct PackedModel
{
    torch::Tensor tokens, positions;
    std::vector<PackedLayer> layers;
    torch::Tensor lastWeight, lastBias;
    PackedMatrix head;
};

PackedModel packModel(const Transformer& model);

} // namespace espalier
