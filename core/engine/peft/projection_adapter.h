#pragma once

#include "core/engine/peft/adapter.h"

namespace espalier {

/// An adapter that changes linear maps, each by a ProjectionChange of its own.
class ProjectionAdapter : public Adapter
{
public:
    using Adapter::Adapter;

protected:
    NamedTensors weights() const override { return m_weights; }
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

} // namespace espalier
