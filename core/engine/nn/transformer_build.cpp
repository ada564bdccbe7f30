// The modules of each family under the names of Hugging Face's state dicts.

#include "core/engine/nn/transformer_parts.h"

namespace espalier {

TransformerImpl::TransformerImpl(const ModelConfig& config)
    : m_config(config)
    , m_activation(activationFromName(config.activation))
    , m_root(std::make_shared<torch::nn::Module>())
{
    TORCH_CHECK(
        config.heads > 0 && config.kvHeads > 0 && config.heads % config.kvHeads == 0,
        "Transformer: ",
        config.heads,
        " heads over ",
        config.kvHeads,
        " key-value heads");
    if (config.family == ModelFamily::Gpt2) {
        TORCH_CHECK(
            config.heads * config.headDim == config.width && config.kvHeads == config.heads,
            "Transformer: GPT-2 wants heads x head width = width");
        buildGpt2();
    } else if (config.family == ModelFamily::Bert) {
        TORCH_CHECK(
            config.heads * config.headDim == config.width && config.kvHeads == config.heads,
            "Transformer: BERT wants heads x head width = width");
        buildBert();
    } else {
        buildLlama();
    }
    buildHead();
}

Projection TransformerImpl::project(
    torch::nn::Module& parent, const char* name, int64_t in, int64_t out, bool bias) const
{
    const bool conv = m_config.family == ModelFamily::Gpt2 && &parent != this;
    return parent.register_module(
        name, Projection(in, out, bias, conv ? WeightLayout::InOut : WeightLayout::OutIn));
}

void TransformerImpl::buildGpt2()
{
    const ModelConfig& c = m_config;
    register_module("transformer", m_root);
    m_tokens = m_root->register_module("wte", Table(c.vocabSize, c.width));
    m_positions = m_root->register_module("wpe", Table(c.positions, c.width));
    const auto blocks = m_root->register_module("h", std::make_shared<torch::nn::Module>());
    const auto norm = [&] { return Norm(NormImpl::Kind::Layer, c.width, c.normEps); };
    for (int64_t i = 0; i < c.layers; ++i) {
        auto layer = std::make_shared<Layer>();
        layer->name = "transformer.h." + std::to_string(i);
        layer->module =
            blocks->register_module(std::to_string(i), std::make_shared<torch::nn::Module>());
        layer->before = layer->module->register_module("ln_1", norm());
        const auto attn =
            layer->module->register_module("attn", std::make_shared<torch::nn::Module>());
        layer->qkv = project(*attn, "c_attn", c.width, 3 * c.width, c.bias);
        layer->attentionOut = project(*attn, "c_proj", c.width, c.width, c.bias);
        layer->between = layer->module->register_module("ln_2", norm());
        const auto mlp =
            layer->module->register_module("mlp", std::make_shared<torch::nn::Module>());
        layer->up = project(*mlp, "c_fc", c.width, c.inner, c.bias);
        layer->down = project(*mlp, "c_proj", c.inner, c.width, c.bias);
        m_layers.push_back(layer);
    }
    m_lastNorm = m_root->register_module("ln_f", norm());
}

void TransformerImpl::buildLlama()
{
    const ModelConfig& c = m_config;
    register_module("model", m_root);
    m_tokens = m_root->register_module("embed_tokens", Table(c.vocabSize, c.width));
    const auto blocks = m_root->register_module("layers", std::make_shared<torch::nn::Module>());
    const auto norm = [&](int64_t width) { return Norm(NormImpl::Kind::Rms, width, c.normEps); };
    const int64_t qWidth = c.heads * c.headDim;
    const int64_t kvWidth = c.kvHeads * c.headDim;
    const bool qkvBias = c.attentionBias || c.qkvBias;
    for (int64_t i = 0; i < c.layers; ++i) {
        auto layer = std::make_shared<Layer>();
        layer->name = "model.layers." + std::to_string(i);
        layer->module =
            blocks->register_module(std::to_string(i), std::make_shared<torch::nn::Module>());
        const auto attn =
            layer->module->register_module("self_attn", std::make_shared<torch::nn::Module>());
        layer->q = project(*attn, "q_proj", c.width, qWidth, qkvBias);
        layer->k = project(*attn, "k_proj", c.width, kvWidth, qkvBias);
        layer->v = project(*attn, "v_proj", c.width, kvWidth, qkvBias);
        layer->attentionOut = project(*attn, "o_proj", qWidth, c.width, c.attentionBias);
        if (c.qkNorm) {
            layer->qNorm = attn->register_module("q_norm", norm(c.headDim));
            layer->kNorm = attn->register_module("k_norm", norm(c.headDim));
        }
        const auto mlp =
            layer->module->register_module("mlp", std::make_shared<torch::nn::Module>());
        layer->gate = project(*mlp, "gate_proj", c.width, c.inner, c.mlpBias);
        layer->up = project(*mlp, "up_proj", c.width, c.inner, c.mlpBias);
        layer->down = project(*mlp, "down_proj", c.inner, c.width, c.mlpBias);
        layer->before = layer->module->register_module("input_layernorm", norm(c.width));
        layer->between = layer->module->register_module("post_attention_layernorm", norm(c.width));
        m_layers.push_back(layer);
    }
    m_lastNorm = m_root->register_module("norm", norm(c.width));
}

void TransformerImpl::buildBert()
{
    const ModelConfig& c = m_config;
    const auto part = [](torch::nn::Module& parent, const std::string& name) {
        return parent.register_module(name, std::make_shared<torch::nn::Module>());
    };
    const auto norm = [&] { return Norm(NormImpl::Kind::Layer, c.width, c.normEps); };
    register_module("bert", m_root);
    const auto embeddings = part(*m_root, "embeddings");
    m_tokens = embeddings->register_module("word_embeddings", Table(c.vocabSize, c.width));
    m_positions = embeddings->register_module("position_embeddings", Table(c.positions, c.width));
    m_types = embeddings->register_module("token_type_embeddings", Table(c.segmentTypes, c.width));
    m_firstNorm = embeddings->register_module("LayerNorm", norm());
    const auto blocks = part(*part(*m_root, "encoder"), "layer");
    for (int64_t i = 0; i < c.layers; ++i) {
        auto layer = std::make_shared<Layer>();
        layer->name = "bert.encoder.layer." + std::to_string(i);
        layer->module = part(*blocks, std::to_string(i));
        const auto attention = part(*layer->module, "attention");
        const auto self = part(*attention, "self");
        layer->q = project(*self, "query", c.width, c.width, true);
        layer->k = project(*self, "key", c.width, c.width, true);
        layer->v = project(*self, "value", c.width, c.width, true);
        const auto attended = part(*attention, "output");
        layer->attentionOut = project(*attended, "dense", c.width, c.width, true);
        layer->before = attended->register_module("LayerNorm", norm());
        layer->up = project(*part(*layer->module, "intermediate"), "dense", c.width, c.inner, true);
        const auto fed = part(*layer->module, "output");
        layer->down = project(*fed, "dense", c.inner, c.width, true);
        layer->between = fed->register_module("LayerNorm", norm());
        m_layers.push_back(layer);
    }
}

/// The head's weights under the names of Hugging Face's ...LMHeadModel, ...ForCausalLM,
/// BertForMaskedLM and ...ForSequenceClassification.
void TransformerImpl::buildHead()
{
    const ModelConfig& c = m_config;
    const bool bert = c.family == ModelFamily::Bert;
    const auto labels = static_cast<int64_t>(c.labels.size());
    if (c.classifies()) {
        if (bert) {
            const auto pooler =
                m_root->register_module("pooler", std::make_shared<torch::nn::Module>());
            m_pooler = project(*pooler, "dense", c.width, c.width, true);
        }
        m_classifier = project(*this, bert ? "classifier" : "score", c.width, labels, bert);
        return;
    }
    if (!bert) {
        if (!c.tiedHead) {
            m_head = project(*this, "lm_head", c.width, c.vocabSize, false);
        }
        return;
    }
    const auto head = register_module("cls", std::make_shared<torch::nn::Module>())
                          ->register_module("predictions", std::make_shared<torch::nn::Module>());
    const auto transform =
        head->register_module("transform", std::make_shared<torch::nn::Module>());
    m_transform = project(*transform, "dense", c.width, c.width, true);
    m_transformNorm = transform->register_module(
        "LayerNorm", Norm(NormImpl::Kind::Layer, c.width, c.normEps));
    m_headBias = head->register_parameter("bias", torch::zeros({c.vocabSize}));
    if (!c.tiedHead) {
        m_head = project(*head, "decoder", c.width, c.vocabSize, false);
    }
}

bool TransformerImpl::folds() const
{
    for (const auto& part : modules()) {
        const auto* projection = part->as<ProjectionImpl>();
        if (projection != nullptr && !projection->folds()) {
            return false;
        }
    }
    return !m_virtual;
}

std::vector<std::pair<std::string, Projection>> projections(const Transformer& model)
{
    std::vector<std::pair<std::string, Projection>> found;
    for (const auto& item : model->named_modules("", false)) {
        if (auto projection = std::dynamic_pointer_cast<ProjectionImpl>(item.value())) {
            found.emplace_back(item.key(), Projection(projection));
        }
    }
    return found;
}

} // namespace espalier
