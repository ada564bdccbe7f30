// LoRA (Hu et al. 2021): y = W x + s B A dropout(x), A (r, in), B (out, r); s = alpha / r, or
// alpha / sqrt(r) (rsLoRA, Kalajdzievski 2023); rank and alpha may differ from map to map. It
// begins as nothing: B is zero, A uniform or normal; or A and B are the largest directions of W and
// what they give at first is taken away (PiSSA, Meng et al. 2024). With DoRA (Liu et al. 2024) a
// magnitude of each row learns apart from its direction. The sums stand in lora_change. Biases that
// learn too (`bias`) are copies that stand in for the model's.

#include "core/base/error.h"
#include "core/engine/peft/lora_change.h"
#include "core/engine/peft/projection_adapter.h"
#include "core/engine/peft/random_weights.h"
#include "core/formats/adapter_modules.h"

#include <cmath>
#include <set>

namespace espalier {

namespace {

using torch::Tensor;

class Lora : public ProjectionAdapter
{
public:
    Lora(Transformer model, const AdapterConfig& config, uint64_t seed, AdapterWeights weights)
        : ProjectionAdapter(model, config)
    {
        std::set<std::string, std::less<>> changed;
        for (auto& [name, projection] : targetsOf(model, config.targets)) {
            changed.insert(name);
            addChange(name, projection, seed, weights);
        }
        for (const ModelWeight& bias : trainedBiases(config, model->config())) {
            // PEFT keeps a map that LoRA changes as the `base_layer` of what takes its place; of
            // such maps it leaves out the biases with `lora_only`, and older folders of ours those
            // of norms.
            const std::string key = kPeftPrefix + bias.name;
            if (changed.contains(bias.module()))
                learnCopy(
                    bias.name,
                    kPeftPrefix + std::string(bias.module()) + ".base_layer.bias",
                    InFiles::Maybe,
                    key);
            else
                learnCopy(bias.name, key, InFiles::Maybe);
        }
    }
    bool folds() const override { return true; }
    std::vector<Tensor> fixed() const override
    {
        std::vector<Tensor> all;
        for (const auto& [key, change] : m_byKey)
            if (const LoraWeights& held = change->held(); held.startA.defined())
                all.insert(all.end(), {held.startA, held.startB});
        return all;
    }

protected:
    /// PiSSA as the plain LoRA that it is on the model as it stands: [B, -B0] [A; A0].
    TensorMap weightFiles() const override
    {
        TensorMap all = ProjectionAdapter::weightFiles();
        if (m_config.start != "pissa")
            return all;
        for (const auto& [key, change] : m_byKey) {
            const LoraWeights& held = change->held();
            all[key + ".lora_A.weight"] = torch::cat({held.a.detach(), held.startA}, 0);
            all[key + ".lora_B.weight"] = torch::cat({held.b.detach(), -held.startB}, 1);
        }
        return all;
    }
    void loadWeights(const TensorMap& files, const std::string& place) override
    {
        const torch::NoGradGuard guard;
        TensorMap own = ProjectionAdapter::weightFiles(), given = files;
        std::erase_if(given, [](const auto& item) { return isLeftOver(item.first); });
        if (m_config.start == "pissa")
            for (const auto& [key, change] : m_byKey)
                takeStart(key, *change, own, given);
        copyOver(own, given, place);
    }

private:
    void addChange(
        const std::string& name,
        const Projection& projection,
        uint64_t seed,
        AdapterWeights weights)
    {
        if (m_config.dora && !projection->changes.empty())
            throw inputError(
                "DoRA takes the norm of the model's own weights, but another adapter changes `{}` "
                "already. Attach DoRA to the model under that one, or do without `use_dora`.",
                name);
        const auto options = m_model->weightOptions();
        const int64_t rank = m_config.rankOf(name);
        LoraWeights held;
        held.a = startOf(name, rank, projection->in(), seed).to(options).requires_grad_();
        held.b = torch::zeros({projection->out(), rank}, options).requires_grad_();
        const bool pissa = m_config.start == "pissa";
        if (pissa) {
            held.startA = torch::zeros({rank, projection->in()}, options);
            held.startB = torch::zeros({projection->out(), rank}, options);
        }
        if (m_config.dora)
            held.magnitude = torch::zeros({projection->out()}, options).requires_grad_();
        const auto change = std::make_shared<LoraChange>(
            *projection, held, m_config.scaleOf(name), m_config.dropout);
        if (weights == AdapterWeights::Fresh) {
            const torch::NoGradGuard guard;
            if (pissa)
                change->beginAsPissa();
            if (m_config.dora)
                held.magnitude.copy_(change->norm());
        }
        const std::string key = kPeftPrefix + name;
        NamedTensors named{{key + ".lora_A.weight", held.a}, {key + ".lora_B.weight", held.b}};
        if (m_config.dora)
            named.emplace_back(key + ".lora_magnitude_vector", held.magnitude);
        m_byKey.emplace_back(key, change);
        add(projection, change, std::move(named));
    }

    Tensor startOf(const std::string& name, int64_t rank, int64_t in, uint64_t seed) const
    {
        if (m_config.start == "gaussian")
            return normalWeights({rank, in}, 1.0 / static_cast<double>(rank), seed, name);
        return uniformWeights({rank, in}, 1 / std::sqrt(static_cast<double>(in)), seed, name);
    }

    /// Splits what a file has of PiSSA into weights and start. A file that PEFT didn't turn into a
    /// plain LoRA has weights alone: the start is then that of the model's own weights.
    static void
    takeStart(const std::string& key, LoraChange& change, TensorMap& own, TensorMap& given)
    {
        const std::string keyA = key + ".lora_A.weight", keyB = key + ".lora_B.weight";
        const LoraWeights& held = change.held();
        const int64_t rank = held.a.size(0);
        const auto a = given.find(keyA), b = given.find(keyB);
        if (a == given.end() || b == given.end() || a->second.dim() != 2 || b->second.dim() != 2)
            return; // copyOver says what is wrong
        if (a->second.size(0) == rank) {
            change.beginAsPissa();
        } else if (a->second.size(0) == 2 * rank && b->second.size(1) == 2 * rank) {
            own[key + ".start_A"] = held.startA;
            own[key + ".start_B"] = held.startB;
            given[key + ".start_A"] = a->second.narrow(0, rank, rank);
            given[key + ".start_B"] = -b->second.narrow(1, rank, rank);
            a->second = a->second.narrow(0, 0, rank);
            b->second = b->second.narrow(1, 0, rank);
        }
    }

    std::vector<std::pair<std::string, std::shared_ptr<LoraChange>>> m_byKey;
};

} // namespace

std::unique_ptr<Adapter>
makeLora(Transformer model, const AdapterConfig& config, uint64_t seed, AdapterWeights weights)
{
    return std::make_unique<Lora>(std::move(model), config, seed, weights);
}

} // namespace espalier
