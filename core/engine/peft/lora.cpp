// LoRA (Hu et al. 2021): y = W x + s B A dropout(x), A (r, in) uniform, B (out, r) zero at first, so
// nothing changes; s = alpha / r, or alpha / sqrt(r) (rsLoRA, Kalajdzievski 2023).

#include "core/engine/nn/functions.h"
#include "core/engine/peft/projection_adapter.h"
#include "core/engine/peft/random_weights.h"

#include <cmath>

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
    Tensor output(
        const Tensor& x, const Tensor& y, bool training, const ComputeOptions& options) override
    {
        const Tensor in =
            training && m_dropout > 0 ? espalier::dropout(x, m_dropout, options.fused) : x;
        const Tensor narrow = linear(
            in, m_a, {}, WeightLayout::OutIn, options.fused, options.accumulateInPlace);
        const Tensor change = linear(
            narrow, m_b, {}, WeightLayout::OutIn, options.fused, options.accumulateInPlace);
        return torch::add(y, change, m_scale);
    }
    std::vector<Tensor> weights() const override { return {m_a, m_b}; }
    bool folds() const override { return true; }
    void fold(Tensor& weight, Tensor&) const override
    {
        weight.addmm_(m_b, m_a, 1.0, m_scale);
    }

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
        for (auto& [name, projection] : targetsOf(model, config.targets)) {
            const double bound = 1 / std::sqrt(static_cast<double>(projection->in()));
            Tensor a = uniformWeights({config.rank, projection->in()}, bound, seed, name)
                           .to(options)
                           .requires_grad_();
            Tensor b = torch::zeros({projection->out(), config.rank}, options).requires_grad_();
            const std::string key = kPeftPrefix + name;
            NamedTensors own{{key + ".lora_A.weight", a}, {key + ".lora_B.weight", b}};
            if (config.bias == "lora_only" && projection->bias.defined())
                own.emplace_back(key + ".bias", projection->bias.requires_grad_());
            add(projection,
                std::make_shared<LoraChange>(a, b, config.scale(), config.dropout),
                std::move(own));
        }
        if (config.bias == "all")
            for (auto& [name, projection] : projections(model))
                if (projection->bias.defined())
                    m_biases.emplace_back(
                        kPeftPrefix + name + ".bias", projection->bias.requires_grad_());
    }
    NamedTensors trained() const override
    {
        auto all = ProjectionAdapter::trained();
        all.insert(all.end(), m_biases.begin(), m_biases.end());
        return all;
    }
    bool folds() const override { return true; }

private:
    NamedTensors m_biases;
};

} // namespace

std::unique_ptr<Adapter> makeLora(Transformer model, const AdapterConfig& config, uint64_t seed)
{
    return std::make_unique<Lora>(std::move(model), config, seed);
}

} // namespace espalier
