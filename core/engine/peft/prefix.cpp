// Prefix tuning (Li & Liang 2021): learned keys and values that every layer sees before its own;
// with `projection` they come out of a small network, which is kept in a file beside what it gives,
// so that learning can go on through it.

#include "core/base/error.h"
#include "core/engine/nn/functions.h"
#include "core/engine/peft/random_weights.h"
#include "core/engine/peft/virtual_tokens.h"

#include <cmath>

namespace espalier {

namespace {

using torch::Tensor;

class Prefix : public VirtualTokenAdapter
{
public:
    Prefix(
        Transformer model, const AdapterConfig& config, uint64_t seed, const Tokenizer* tokenizer)
        : VirtualTokenAdapter(model, config)
        , m_shape(model->config())
    {
        checkRoom(m_shape, config.virtualTokens);
        m_tokens->count = config.virtualTokens;
        m_tokens->prefix = [this] { return layered(rows()); };
        if (config.projection)
            makeProjection(seed);
        else
            m_rows = initial(seed, tokenizer).to(model->weightOptions()).requires_grad_();
    }

    /// The network and what goes into it, under the names that PEFT's own module has for them.
    TensorMap filesBeside() const override
    {
        return m_config.projection ? Adapter::weightFiles() : TensorMap{};
    }

protected:
    NamedTensors weights() const override
    {
        if (!m_config.projection)
            return {{kKey, m_rows}};
        return {
            {"embedding.weight", m_embedding},
            {"transform.0.weight", m_in},
            {"transform.0.bias", m_inBias},
            {"transform.2.weight", m_out},
            {"transform.2.bias", m_outBias}};
    }
    /// The learned rows alone, as PEFT does.
    TensorMap weightFiles() const override
    {
        const torch::NoGradGuard guard;
        return {{kKey, rows().detach()}};
    }
    /// With the network learning goes on through it; without, what it gave is taken as it stands.
    void loadWeights(const TensorMap& files, const std::string& place) override
    {
        const torch::NoGradGuard guard;
        TensorMap network = files, given;
        if (auto found = network.extract(kKey))
            given.insert(std::move(found));
        if (m_config.projection && !network.empty()) {
            copyOver(filesBeside(), network, place);
            checkAgreement(given, place);
            return;
        }
        if (m_config.projection) {
            m_config.projection = false;
            m_rows = torch::zeros({m_config.virtualTokens, rowWidth()}, m_model->weightOptions())
                         .requires_grad_();
        }
        VirtualTokenAdapter::loadWeights(files, place);
    }

private:
    static constexpr const char* kKey = "prompt_embeddings";

    int64_t rowWidth() const { return 2 * m_shape.layers * m_shape.kvHeads * m_shape.headDim; }

    /// (P, 2 layers Hkv D): for each virtual token key and value of layer 0, of layer 1, ...
    Tensor rows() const
    {
        if (!m_config.projection)
            return m_rows;
        const Tensor inner =
            linear(m_embedding, m_in, m_inBias, WeightLayout::OutIn, true, false).tanh();
        return linear(inner, m_out, m_outBias, WeightLayout::OutIn, true, false);
    }
    Tensor layered(const Tensor& rows) const
    {
        return rows.view({rows.size(0), 2 * m_shape.layers, m_shape.kvHeads, m_shape.headDim})
            .transpose(0, 1);
    }
    /// Throws where the file holds other rows than the network gives: another program trained them.
    void checkAgreement(const TensorMap& given, const std::string& place) const
    {
        const Tensor now = rows();
        const Tensor held = torch::empty_like(now);
        copyOver({{kKey, held}}, given, place);
        if (!torch::allclose(now, held, 1e-2, 1e-2, /*equal_nan=*/true))
            throw inputError(
                "{}: prefix_projection.safetensors doesn't give what adapter_model.safetensors "
                "holds; one of them was written later. Remove prefix_projection.safetensors to go "
                "on from the other.",
                place);
    }
    Tensor initial(uint64_t seed, const Tokenizer* tokenizer)
    {
        const torch::NoGradGuard guard;
        const int64_t count = m_config.virtualTokens;
        if (m_config.init == "zero")
            return torch::zeros({count, rowWidth()});
        if (m_config.init == "random")
            return normalWeights({count, rowWidth()}, m_shape.initStd, seed, "prefix");
        // The keys and values of words: of a text, or of ids drawn from the vocabulary.
        std::vector<int64_t> ids;
        if (m_config.init == "text") {
            ids = idsOfText(m_config.initText, tokenizer, count);
        } else {
            const Tensor drawn = uniformWeights({count}, 0.5, seed, "prefix");
            for (int64_t i = 0; i < count; ++i)
                ids.push_back(std::min<int64_t>(
                    m_shape.vocabSize - 1,
                    static_cast<int64_t>(
                        (drawn[i].item<double>() + 0.5) * static_cast<double>(m_shape.vocabSize))));
        }
        if (m_shape.bidirectional())
            throw inputError("A bert model's prefix can't begin as words; set `init` to random or "
                             "zero.");
        KvCache cache(m_shape, 1, count, m_model->weightOptions());
        ForwardOptions options;
        options.cache = &cache;
        const bool training = m_model->is_training();
        m_model->eval();
        m_model->forward(
            torch::tensor(ids, torch::kInt64).view({1, count}).to(m_model->device()), options);
        m_model->train(training);
        return cache.contents().squeeze(1).transpose(0, 1).reshape({count, rowWidth()}).clone();
    }
    void makeProjection(uint64_t seed)
    {
        const auto options = m_model->weightOptions();
        const int64_t width = m_shape.width;
        const int64_t inner = m_config.projectionWidth > 0 ? m_config.projectionWidth : width;
        const auto weight = [&](at::IntArrayRef sizes, const char* name) {
            const double bound = 1 / std::sqrt(static_cast<double>(sizes[1]));
            return uniformWeights(sizes, bound, seed, std::string("prefix/") + name)
                .to(options)
                .requires_grad_();
        };
        m_embedding = normalWeights({m_config.virtualTokens, width}, 1.0, seed, "prefix/embedding")
                          .to(options)
                          .requires_grad_();
        m_in = weight({inner, width}, "in");
        m_inBias = torch::zeros({inner}, options).requires_grad_();
        m_out = weight({rowWidth(), inner}, "out");
        m_outBias = torch::zeros({rowWidth()}, options).requires_grad_();
    }

    ModelConfig m_shape;
    Tensor m_rows;
    Tensor m_embedding, m_in, m_inBias, m_out, m_outBias;
};

} // namespace

std::unique_ptr<Adapter> makePrefix(
    Transformer model, const AdapterConfig& config, uint64_t seed, const Tokenizer* tokenizer)
{
    return std::make_unique<Prefix>(std::move(model), config, seed, tokenizer);
}

} // namespace espalier
