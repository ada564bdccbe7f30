#pragma once

#include "core/engine/nn/layers.h"

namespace espalier {

/// LoRA's weights at one linear map.
struct LoraWeights
{
    torch::Tensor a;         ///< (r, in)
    torch::Tensor b;         ///< (out, r)
    torch::Tensor startA;    ///< PiSSA: A as it began, else undefined; it doesn't learn
    torch::Tensor startB;    ///< PiSSA: B as it began
    torch::Tensor magnitude; ///< DoRA: (out), else undefined
};

/// What LoRA does to a linear map of weight W, with Z = B A, or of PiSSA B A - B0 A0:
/// y + s Z dropout(x), and with DoRA m * (W + s Z) x / ||W + s Z|| + bias, the norm of each row
/// taken as a constant. Of PiSSA's start nothing is dropped.
class LoraChange : public ProjectionChange
{
public:
    /// `map` must outlive it. With DoRA no change that isn't linear may stand before it, and none
    /// that scales.
    LoraChange(const ProjectionImpl& map, LoraWeights weights, double scale, double dropout)
        : m_map(map)
        , m_weights(std::move(weights))
        , m_scale(scale)
        , m_dropout(dropout)
    {
    }
    torch::Tensor output(
        const torch::Tensor& x,
        const torch::Tensor& y,
        bool training,
        const ComputeOptions& options) override;
    std::vector<torch::Tensor> weights() const override;
    bool folds() const override { return true; }
    void fold(torch::Tensor& weight, torch::Tensor& bias) const override;

    const LoraWeights& held() const { return m_weights; }
    /// ||W + s Z||, (out): DoRA's magnitude where it changes nothing.
    torch::Tensor norm() const;
    /// Begins as PiSSA does: A and B are the r largest singular directions of W, and what they give
    /// at first is taken away.
    void beginAsPissa();

private:
    torch::Tensor weightOutIn() const;
    torch::Tensor difference() const; ///< Z, (out, in)

    const ProjectionImpl& m_map;
    LoraWeights m_weights;
    double m_scale, m_dropout;
};

} // namespace espalier
