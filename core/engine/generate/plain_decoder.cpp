#include "core/engine/generate/decoder.h"

#include <vector>

namespace espalier {

namespace {

class PlainDecoder : public Decoder
{
public:
    PlainDecoder(Transformer model, bool fused)
        : m_model(std::move(model))
        , m_fused(fused)
    {
    }

    void prepare(int64_t places, int64_t capacity) override
    {
        m_caches.clear();
        const auto options = m_model->headWeight().options().requires_grad(false);
        for (int64_t i = 0; i < places; ++i) {
            m_caches.emplace_back(
                m_model->config(), 1, capacity + m_model->virtualTokens(), options);
        }
    }

    void clear(int64_t place) override { m_caches[static_cast<size_t>(place)].truncate(0); }

    void feed(std::span<const Feed> feeds, float* logits) override
    {
        const torch::NoGradGuard guard;
        const bool training = m_model->is_training();
        m_model->eval();
        const int64_t vocab = m_model->config().vocabSize;
        for (const Feed& feed : feeds) {
            const torch::Tensor ids =
                torch::tensor(at::ArrayRef<int64_t>(feed.ids.data(), feed.ids.size()));
            ForwardOptions options;
            options.fused = m_fused;
            options.cache = &m_caches[static_cast<size_t>(feed.place)];
            const torch::Tensor hidden =
                m_model->forward(ids.to(m_model->device()).unsqueeze(0), options);
            const torch::Tensor row =
                m_model->logits(hidden.narrow(1, hidden.size(1) - 1, 1), options);
            torch::from_blob(logits, {vocab}, torch::kFloat32).copy_(row.view({vocab}));
            logits += vocab;
        }
        m_model->train(training);
    }

    void refresh() override {}

private:
    Transformer m_model;
    bool m_fused;
    std::vector<KvCache> m_caches;
};

} // namespace

std::unique_ptr<Decoder> makePlainDecoder(Transformer model, bool fused)
{
    return std::make_unique<PlainDecoder>(std::move(model), fused);
}

} // namespace espalier
