// IA3 (Liu et al. 2022): learned factors on what leaves keys and values and on what enters the last
// map of the feed-forward part; all 1 at first, so nothing changes.

#include "core/engine/peft/projection_adapter.h"

namespace espalier {

namespace {

using torch::Tensor;

class Ia3Change : public ProjectionChange
{
public:
    Ia3Change(Tensor factors, bool feedForward)
        : m_factors(std::move(factors))
        , m_feedForward(feedForward)
    {
    }
    Tensor input(const Tensor& x, const ComputeOptions&) override
    {
        return m_feedForward ? x * m_factors.view({-1}) : x;
    }
    Tensor output(const Tensor&, const Tensor& y, bool, const ComputeOptions&) override
    {
        return m_feedForward ? y : y * m_factors.view({-1});
    }
    std::vector<Tensor> weights() const override { return {m_factors}; }
    bool folds() const override { return true; }
    void fold(Tensor& weight, Tensor& bias) const override
    {
        weight.mul_(m_factors); // (out, 1) scales rows, (1, in) columns
        if (!m_feedForward && bias.defined())
            bias.mul_(m_factors.view({-1}));
    }

private:
    Tensor m_factors; ///< (out, 1), or (1, in) at a feed-forward's end, as PEFT keeps them
    bool m_feedForward;
};

class Ia3 : public ProjectionAdapter
{
public:
    Ia3(Transformer model, const AdapterConfig& config)
        : ProjectionAdapter(model, config)
    {
        const auto options = model->weightOptions();
        for (auto& [name, projection] : targetsOf(model, config.targets)) {
            const bool feedForward = isTarget(name, config.feedForward);
            Tensor factors = (feedForward ? torch::ones({1, projection->in()}, options)
                                          : torch::ones({projection->out(), 1}, options))
                                 .requires_grad_();
            add(projection,
                std::make_shared<Ia3Change>(factors, feedForward),
                {{kPeftPrefix + name + ".ia3_l", factors}});
        }
    }
    bool folds() const override { return true; }
};

} // namespace

std::unique_ptr<Adapter> makeIa3(Transformer model, const AdapterConfig& config, uint64_t)
{
    return std::make_unique<Ia3>(std::move(model), config);
}

} // namespace espalier
