#pragma once

#include "core/engine/peft/adapter.h"

namespace espalier {

/// An adapter that puts learned tokens before every text. A model has room for those of one: the
/// last to be enabled.
class VirtualTokenAdapter : public Adapter
{
public:
    VirtualTokenAdapter(Transformer model, const AdapterConfig& config)
        : Adapter(std::move(model), config)
    {
    }

protected:
    void attach() override
    {
        auto given = std::make_shared<const VirtualTokens>(*m_tokens);
        m_given = given;
        m_model->setVirtualTokens(std::move(given));
    }
    void detach() override
    {
        if (!m_given.expired()) // else another adapter's stand there by now
            m_model->setVirtualTokens(nullptr);
    }

    std::shared_ptr<VirtualTokens> m_tokens = std::make_shared<VirtualTokens>();

private:
    std::weak_ptr<const VirtualTokens> m_given; ///< what the model alone holds
};

/// `count` ids from a text, repeated or cut to fit; Error (input) where the text is empty.
std::vector<int64_t> idsOfText(const std::string& text, const Tokenizer* tokenizer, int64_t count);

/// Throws Error (input) where so many virtual tokens leave a model no room for a text.
void checkRoom(const ModelConfig& model, int64_t virtualTokens);

} // namespace espalier
