// LoRA (Hu et al. 2021): y = W x + s B A dropout(x), A (r, in) uniform, B (out, r) zero at first,
// so nothing changes; s = alpha / r, or alpha / sqrt(r) (rsLoRA, Kalajdzievski 2023). Biases that
// learn too (`bias`) are copies that stand in for the model's.

#include "core/engine/nn/functions.h"
#include "core/engine/peft/projection_adapter.h"
#include "core/engine/peft/random_weights.h"

#include <cmath>
#include <map>
#include <set>

namespace espalier {

namespace {

using torch::Tensor;

class LoraChange : public ProjectionChange
{
public:
    LoraChange(Tensor a, Tensor b, double scale, double dropout)
        : m_a(std::move(a))
        , m_b(std::move(b))
        , m_scale(scale)
        , m_dropout(dropout)
    {
    }
    Tensor
    output(const Tensor& x, const Tensor& y, bool training, const ComputeOptions& options) override
    {
        const Tensor in =
            training && m_dropout > 0 ? espalier::dropout(x, m_dropout, options.fused) : x;
        const Tensor narrow =
            linear(in, m_a, {}, WeightLayout::OutIn, options.fused, options.accumulateInPlace);
        const Tensor change =
            linear(narrow, m_b, {}, WeightLayout::OutIn, options.fused, options.accumulateInPlace);
        return torch::add(y, change, m_scale);
    }
    std::vector<Tensor> weights() const override { return {m_a, m_b}; }
    bool folds() const override { return true; }
    void fold(Tensor& weight, Tensor&) const override { weight.addmm_(m_b, m_a, 1.0, m_scale); }

private:
    Tensor m_a, m_b;
    double m_scale, m_dropout;
};

class Lora : public ProjectionAdapter
{
public:
    Lora(Transformer model, const AdapterConfig& config, uint64_t seed)
        : ProjectionAdapter(config)
    {
        const auto options = model->weightOptions();
        std::set<std::string> changed;
        for (auto& [name, projection] : targetsOf(model, config.targets)) {
            changed.insert(name);
            const double bound = 1 / std::sqrt(static_cast<double>(projection->in()));
            Tensor a = uniformWeights({config.rank, projection->in()}, bound, seed, name)
                           .to(options)
                           .requires_grad_();
            Tensor b = torch::zeros({projection->out(), config.rank}, options).requires_grad_();
            const std::string key = kPeftPrefix + name;
            add(projection,
                std::make_shared<LoraChange>(a, b, config.scale(), config.dropout),
                {{key + ".lora_A.weight", a}, {key + ".lora_B.weight", b}});
        }
        for (auto& [name, projection] : projections(model))
            if (projection->bias.defined() &&
                (config.bias == "all" || (config.bias == "lora_only" && changed.contains(name))))
                addBias(name, projection, changed.contains(name));
    }
    bool folds() const override { return true; }
    void load(const TensorMap& files, const std::string& place) override
    {
        TensorMap renamed = files;
        for (const auto& [older, name] : m_olderNames)
            if (auto found = renamed.extract(older)) {
                found.key() = name;
                renamed.insert(std::move(found));
            }
        ProjectionAdapter::load(renamed, place);
    }

private:
    void addBias(const std::string& name, const Projection& projection, bool changed)
    {
        // PEFT keeps a map that LoRA changes as the `base_layer` of what takes its place.
        std::string key = kPeftPrefix + name + ".bias";
        if (changed) {
            const std::string older = key;
            key = kPeftPrefix + name + ".base_layer.bias";
            m_olderNames[older] = key;
        }
        Tensor bias = projection->bias.detach().clone().requires_grad_();
        add(projection, std::make_shared<BiasChange>(bias), {{key, bias}});
    }

    std::map<std::string, std::string> m_olderNames; ///< of biases, without `base_layer`
};

} // namespace

std::unique_ptr<Adapter> makeLora(Transformer model, const AdapterConfig& config, uint64_t seed)
{
    return std::make_unique<Lora>(std::move(model), config, seed);
}

} // namespace espalier
