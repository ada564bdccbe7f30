#pragma once

#include "core/engine/peft/adapter.h"

namespace espalier {

/// A bias that a map computes with instead of its own.
class BiasChange : public ProjectionChange
{
public:
    explicit BiasChange(torch::Tensor bias)
        : m_bias(std::move(bias))
    {
    }
    const torch::Tensor& bias() const { return m_bias; }
    std::vector<torch::Tensor> weights() const override { return {m_bias}; }
    bool folds() const override { return true; } // folding begins with the bias in use

private:
    torch::Tensor m_bias; ///< (out)
};

/// Lets a map compute with the bias of the last BiasChange on it, or with its own where there is
/// none.
void chooseBias(ProjectionImpl& projection);

/// An adapter that changes linear maps, each by a ProjectionChange of its own.
class ProjectionAdapter : public Adapter
{
public:
    using Adapter::Adapter;
    NamedTensors trained() const override { return m_weights; }

protected:
    void attach() override;
    void detach() override;
    /// Puts a change on a linear map; its weights under their file keys.
    void add(Projection projection, std::shared_ptr<ProjectionChange> change, NamedTensors weights);
    size_t changes() const { return m_changes.size(); }

private:
    std::vector<std::pair<Projection, std::shared_ptr<ProjectionChange>>> m_changes;
    NamedTensors m_weights;
};

/// The linear maps of a model that are named by `targets`; see targetMaps.
std::vector<std::pair<std::string, Projection>>
targetsOf(const Transformer& model, const std::vector<std::string>& targets);

/// PEFT's prefix of every key.
constexpr const char* kPeftPrefix = "base_model.model.";

} // namespace espalier
