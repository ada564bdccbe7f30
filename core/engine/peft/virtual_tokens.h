#pragma once

#include "core/engine/peft/adapter.h"

namespace espalier {

/// An adapter that puts learned tokens before every text.
class VirtualTokenAdapter : public Adapter
{
public:
    VirtualTokenAdapter(Transformer model, const AdapterConfig& config)
        : Adapter(config)
        , m_model(std::move(model))
    {
    }

protected:
    void attach() override { m_model->setVirtualTokens(m_tokens); }
    void detach() override { m_model->setVirtualTokens(nullptr); }

    Transformer m_model;
    std::shared_ptr<VirtualTokens> m_tokens = std::make_shared<VirtualTokens>();
};

/// `count` ids from a text, repeated or cut to fit; Error (input) where the text is empty.
std::vector<int64_t>
idsOfText(const std::string& text, const Tokenizer* tokenizer, int64_t count);

/// Throws Error (input) where so many virtual tokens leave a model no room for a text.
void checkRoom(const ModelConfig& model, int64_t virtualTokens);

} // namespace espalier
