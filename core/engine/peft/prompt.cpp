// Prompt tuning (Lester et al. 2021): learned vectors before the token vectors.

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/engine/peft/random_weights.h"
#include "core/engine/peft/virtual_tokens.h"

namespace espalier {

namespace {

using torch::Tensor;

class Prompt : public VirtualTokenAdapter
{
public:
    Prompt(
        Transformer model, const AdapterConfig& config, uint64_t seed, const Tokenizer* tokenizer)
        : VirtualTokenAdapter(model, config)
    {
        const torch::NoGradGuard guard;
        const int64_t count = config.virtualTokens;
        checkRoom(model->config(), count);
        const auto options = model->weightOptions();
        if (config.init == "random") {
            m_weight = normalWeights(
                {count, model->config().width}, model->config().initStd, seed, "prompt");
        } else {
            std::vector<int64_t> ids;
            if (config.init == "text") {
                ids = idsOfText(config.initText, tokenizer, count);
            } else {
                Random random(seed, "adapter/prompt");
                const auto vocab = static_cast<uint64_t>(model->config().vocabSize);
                for (int64_t i = 0; i < count; ++i)
                    ids.push_back(static_cast<int64_t>(random.below(vocab)));
            }
            m_weight = model->embed(torch::tensor(ids, torch::kInt64).to(model->device())).clone();
        }
        m_weight = m_weight.to(options).detach();
        m_weight.requires_grad_();
        m_tokens->count = count;
        m_tokens->prompt = [weight = m_weight] { return weight; };
    }

protected:
    NamedTensors weights() const override { return {{"prompt_embeddings", m_weight}}; }

private:
    Tensor m_weight; ///< (P, width)
};

} // namespace

std::vector<int64_t>
idsOfText(const std::string& text, const Tokenizer* tokenizer, int64_t count)
{
    if (tokenizer == nullptr) // only the shape is wanted
        return std::vector<int64_t>(static_cast<size_t>(count), 0);
    const auto ids = tokenizer->encode(text);
    if (ids.empty())
        throw inputError("The virtual tokens should begin as a text, but none is given; set "
                         "`init_text`.");
    std::vector<int64_t> all;
    for (int64_t i = 0; i < count; ++i)
        all.push_back(ids[static_cast<size_t>(i) % ids.size()]);
    return all;
}

void checkRoom(const ModelConfig& model, int64_t virtualTokens)
{
    if (virtualTokens >= model.positions)
        throw inputError(
            "{} virtual tokens leave no room for a text in the model's {} positions.",
            virtualTokens,
            model.positions);
}

std::unique_ptr<Adapter> makePrompt(
    Transformer model, const AdapterConfig& config, uint64_t seed, const Tokenizer* tokenizer)
{
    return std::make_unique<Prompt>(std::move(model), config, seed, tokenizer);
}

} // namespace espalier
