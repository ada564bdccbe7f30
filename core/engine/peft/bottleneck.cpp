// Bottleneck adapters: h + U f(D h), after attention and feed-forward (Houlsby et al. 2019) or after
// feed-forward alone (Pfeiffer et al. 2021), before the residual is added. U starts at zero, so
// nothing changes. Keys are AdapterHub's.

#include "core/base/error.h"
#include "core/engine/nn/functions.h"
#include "core/engine/peft/projection_adapter.h"
#include "core/engine/peft/random_weights.h"

namespace espalier {

namespace {

using torch::Tensor;

class BottleneckChange : public ProjectionChange
{
public:
    BottleneckChange(Tensor down, Tensor downBias, Tensor up, Tensor upBias, Activation kind)
        : m_down(std::move(down))
        , m_downBias(std::move(downBias))
        , m_up(std::move(up))
        , m_upBias(std::move(upBias))
        , m_kind(kind)
    {
    }
    Tensor output(const Tensor&, const Tensor& y, bool, const ComputeOptions& options) override
    {
        const Tensor narrow = linear(
            y, m_down, m_downBias, WeightLayout::OutIn, options.fused, options.accumulateInPlace);
        return y + activatedLinear(
                       narrow,
                       m_kind,
                       m_up,
                       m_upBias,
                       WeightLayout::OutIn,
                       options.fused,
                       options.accumulateInPlace);
    }
    std::vector<Tensor> weights() const override { return {m_down, m_downBias, m_up, m_upBias}; }

private:
    Tensor m_down, m_downBias, m_up, m_upBias;
    Activation m_kind;
};

/// "transformer.h.3.attention_adapters.adapters.default": where AdapterHub puts it.
std::string keyOf(const ModelConfig& model, const LinearMap& map)
{
    if (model.family == ModelFamily::Bert)
        return map.name.substr(0, map.name.size() - std::string("dense").size()) +
               "adapters.default";
    size_t end = 0; // after the block's number
    for (int parts = 0; parts < 3; ++parts)
        end = map.name.find('.', end + 1);
    return map.name.substr(0, end) +
           (map.endsAttention ? ".attention_adapters" : ".output_adapters") + ".adapters.default";
}

class Bottleneck : public ProjectionAdapter
{
public:
    Bottleneck(Transformer model, const AdapterConfig& config, uint64_t seed)
        : ProjectionAdapter(model, config)
    {
        const ModelConfig& shape = model->config();
        const int64_t width = shape.width;
        const int64_t inner = bottleneckWidth(config, shape);
        const auto options = model->weightOptions();
        const Activation kind = activationFromName(config.activation);
        std::map<std::string, Projection> byName;
        for (const auto& [name, projection] : projections(model))
            byName.emplace(name, projection);
        for (const LinearMap& map : linearMaps(shape)) {
            if (!(map.endsAttention && config.afterAttention) &&
                !(map.endsFeedForward && config.afterFeedForward))
                continue;
            const std::string key = keyOf(shape, map);
            Tensor down = normalWeights({inner, width}, 0.02, seed, key)
                              .to(options)
                              .requires_grad_();
            Tensor downBias = torch::zeros({inner}, options).requires_grad_();
            Tensor up = torch::zeros({width, inner}, options).requires_grad_();
            Tensor upBias = torch::zeros({width}, options).requires_grad_();
            add(byName.at(map.name),
                std::make_shared<BottleneckChange>(down, downBias, up, upBias, kind),
                {{key + ".adapter_down.0.weight", down},
                 {key + ".adapter_down.0.bias", downBias},
                 {key + ".adapter_up.weight", up},
                 {key + ".adapter_up.bias", upBias}});
        }
        if (changes() == 0)
            throw inputError("The adapter stands nowhere: let it follow attention, feed-forward or "
                             "both.");
    }
};

} // namespace

std::unique_ptr<Adapter>
makeBottleneck(Transformer model, const AdapterConfig& config, uint64_t seed)
{
    return std::make_unique<Bottleneck>(std::move(model), config, seed);
}

} // namespace espalier
