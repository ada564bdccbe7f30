#include "core/engine/nn/transformer.h"

#include "core/engine/nn/checkpoint.h"

#include <cmath>

namespace espalier {

using torch::Tensor;

/// One block's parts; those that the family lacks are empty.
struct TransformerImpl::Layer
{
    std::string name; ///< "transformer.h.0" or "model.layers.0"
    std::shared_ptr<torch::nn::Module> module;
    Norm before{nullptr}, between{nullptr};
    Projection qkv{nullptr};                       // GPT-2: packed
    Projection q{nullptr}, k{nullptr}, v{nullptr}; // Llama
    Norm qNorm{nullptr}, kNorm{nullptr};           // Qwen3
    Projection attentionOut{nullptr};
    Projection gate{nullptr}, up{nullptr}, down{nullptr}; // GPT-2 has no gate
};

/// What every block of one forward pass shares.
struct TransformerImpl::Context
{
    ForwardOptions options;
    int64_t offset = 0;
    Tensor starts;    ///< (B, T) first key a query sees, or undefined
    Tensor positions; ///< (B or 1, T)
    Tensor cos, sin;  ///< (B or 1, T, D/2), Llama
    double dropout = 0;

    void observe(const std::string& name, const Tensor& output) const
    {
        if (options.observe) {
            options.observe(name, output);
        }
    }
};

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
    } else {
        buildLlama();
    }
    if (!config.tiedHead) {
        m_head = project(*this, "lm_head", config.width, config.vocabSize, false);
    }
}

Projection TransformerImpl::project(
    torch::nn::Module& parent, const char* name, int64_t in, int64_t out, bool bias) const
{
    const bool conv = m_config.family == ModelFamily::Gpt2 && std::string(name) != "lm_head";
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

TransformerImpl::Context
TransformerImpl::prepare(int64_t batch, int64_t tokens, const ForwardOptions& options) const
{
    Context context;
    context.options = options;
    context.offset = options.cache != nullptr ? options.cache->length() : 0;
    context.dropout = is_training() ? options.dropout : 0;
    const auto integers = torch::TensorOptions(torch::kInt64).device(device());
    const Tensor places = (torch::arange(tokens, integers) + context.offset).unsqueeze(0); // (1, T)
    if (options.segments.defined()) {
        TORCH_CHECK(
            context.offset == 0, "Transformer: segments and a filled cache don't go together");
        const Tensor& segments = options.segments;
        Tensor first = torch::zeros({batch, tokens}, integers);
        if (tokens > 1) {
            const Tensor changed =
                segments.narrow(1, 1, tokens - 1).ne(segments.narrow(1, 0, tokens - 1));
            first.narrow(1, 1, tokens - 1).copy_(changed * places.narrow(1, 1, tokens - 1));
            first = std::get<0>(first.cummax(1));
        }
        context.starts = first;
    }
    if (options.starts.defined()) {
        const Tensor padded = options.starts.view({batch, 1}).expand({batch, tokens});
        context.starts =
            context.starts.defined() ? torch::maximum(context.starts, padded) : padded.contiguous();
    }
    context.positions = places;
    if (options.positions.defined()) {
        context.positions = options.positions;
    } else if (context.starts.defined()) {
        context.positions = (places - context.starts).clamp_min(0);
    }
    if (m_config.usesRope()) {
        const Tensor speeds =
            torch::tensor(ropeFrequencies(m_config), torch::kFloat64).to(device());
        const Tensor angles = context.positions.to(torch::kFloat64).unsqueeze(-1) * speeds;
        context.cos = angles.cos().to(torch::kFloat32);
        context.sin = angles.sin().to(torch::kFloat32);
    }
    return context;
}

Tensor TransformerImpl::embed(const Tensor& ids, const ComputeOptions& options)
{
    return m_tokens->forward(ids, options);
}

Tensor TransformerImpl::forward(const Tensor& ids, const ForwardOptions& options)
{
    TORCH_CHECK(ids.dim() == 2, "Transformer: ids (B, T), got ", ids.sizes());
    return forwardEmbeddings(embed(ids, options), options);
}

Tensor TransformerImpl::forwardEmbeddings(const Tensor& x, const ForwardOptions& options)
{
    TORCH_CHECK(
        x.dim() == 3 && x.size(2) == m_config.width,
        "Transformer: input ",
        x.sizes(),
        ", width ",
        m_config.width);
    const Context context = prepare(x.size(0), x.size(1), options);
    Tensor added;
    if (m_positions) {
        TORCH_CHECK(
            context.offset + x.size(1) <= m_config.positions || options.positions.defined(),
            "Transformer: ",
            context.offset + x.size(1),
            " tokens, the model has ",
            m_config.positions,
            " positions");
        added = m_positions->forward(
            context.positions.expand({x.size(0), x.size(1)}), options); // (B, T, C)
    }
    context.observe(m_config.usesRope() ? "model.embed_tokens" : "transformer.wte", x);
    if (context.dropout > 0) {
        return run(
            espalier::dropout(added.defined() ? x + added : x, context.dropout, options.fused),
            {},
            context);
    }
    return run(x, added, context);
}

Tensor TransformerImpl::run(const Tensor& x, const Tensor& positions, const Context& context)
{
    Stream stream{x, positions};
    const bool again = context.options.checkpoint && torch::GradMode::is_enabled();
    for (int64_t i = 0; i < m_config.layers; ++i) {
        stream = again ? checkpointed(i, stream, context) : block(i, stream, context);
    }
    if (context.options.cache != nullptr) {
        context.options.cache->advance(x.size(1));
    }
    Tensor hidden = m_lastNorm->addAndNorm(stream[0], stream[1], context.options)[0];
    context.observe(m_config.usesRope() ? "model.norm" : "transformer.ln_f", hidden);
    return hidden;
}

TransformerImpl::Stream
TransformerImpl::block(int64_t index, const Stream& stream, const Context& context)
{
    Layer& layer = *m_layers[static_cast<size_t>(index)];
    const auto& options = context.options;
    auto [normed, x] = layer.before->addAndNorm(stream[0], stream[1], options);
    Tensor attended = m_config.usesRope() ? llamaAttention(index, normed, context)
                                          : gpt2Attention(index, normed, context);
    attended = espalier::dropout(attended, context.dropout, options.fused);
    context.observe(layer.name + (m_config.usesRope() ? ".self_attn" : ".attn"), attended);
    auto [again, sum] = layer.between->addAndNorm(x, attended, options);
    const Tensor fed =
        espalier::dropout(feedForward(index, again, context), context.dropout, options.fused);
    context.observe(layer.name + ".mlp", fed);
    return {sum, fed};
}

TransformerImpl::Stream
TransformerImpl::checkpointed(int64_t index, const Stream& stream, const Context& context)
{
    std::vector<Tensor> parameters;
    for (const Tensor& parameter : m_layers[static_cast<size_t>(index)]->module->parameters()) {
        if (parameter.requires_grad()) {
            parameters.push_back(parameter);
        }
    }
    const auto out = recomputed(
        {stream[0], stream[1]},
        parameters,
        [this, index, context](const std::vector<Tensor>& in) -> std::vector<Tensor> {
            const Stream result = block(index, {in[0], in[1]}, context);
            return {result[0], result[1]};
        });
    return {out[0], out[1]};
}

AttentionOptions TransformerImpl::attentionOptions(int64_t index, const Context& context) const
{
    AttentionOptions options;
    options.scale = 1.0 / std::sqrt(static_cast<double>(m_config.headDim));
    if (m_config.scaleByLayer) {
        options.scale /= static_cast<double>(index + 1);
    }
    options.starts = context.starts;
    options.window = m_config.slidingWindow;
    options.offset = context.offset;
    options.dropout = context.dropout;
    options.fused = context.options.fused;
    return options;
}

Tensor TransformerImpl::attend(
    int64_t index, const Tensor& q, const Tensor& k, const Tensor& v, const Context& context)
{
    const AttentionOptions options = attentionOptions(index, context);
    const int64_t width = q.size(2) * q.size(3);
    if (context.options.cache != nullptr) {
        const auto [keys, values] = context.options.cache->append(index, k, v);
        return attention(q, keys, values, options).reshape({q.size(0), q.size(1), width});
    }
    return attention(q, k, v, options).reshape({q.size(0), q.size(1), width});
}

Tensor TransformerImpl::gpt2Attention(int64_t index, const Tensor& x, const Context& context)
{
    Layer& layer = *m_layers[static_cast<size_t>(index)];
    const Tensor qkv = layer.qkv->forward(x, context.options); // (B, T, 3C)
    Tensor mixed;
    if (context.options.cache == nullptr) {
        mixed = packedAttention(qkv, m_config.heads, attentionOptions(index, context));
    } else {
        const Tensor parts = qkv.view({x.size(0), x.size(1), 3, m_config.heads, m_config.headDim});
        mixed = attend(index, parts.select(2, 0), parts.select(2, 1), parts.select(2, 2), context);
    }
    return layer.attentionOut->forward(mixed, context.options);
}

Tensor TransformerImpl::llamaAttention(int64_t index, const Tensor& x, const Context& context)
{
    Layer& layer = *m_layers[static_cast<size_t>(index)];
    const auto& options = context.options;
    const auto split = [&](const Tensor& t, int64_t heads) {
        return t.view({x.size(0), x.size(1), heads, m_config.headDim});
    };
    Tensor q = split(layer.q->forward(x, options), m_config.heads);
    Tensor k = split(layer.k->forward(x, options), m_config.kvHeads);
    const Tensor v = split(layer.v->forward(x, options), m_config.kvHeads);
    if (layer.qNorm) {
        q = layer.qNorm->forward(q, options);
        k = layer.kNorm->forward(k, options);
    }
    q = rotate(q, context.cos, context.sin, options.fused);
    k = rotate(k, context.cos, context.sin, options.fused);
    return layer.attentionOut->forward(attend(index, q, k, v, context), options);
}

Tensor TransformerImpl::feedForward(int64_t index, const Tensor& x, const Context& context)
{
    Layer& layer = *m_layers[static_cast<size_t>(index)];
    const auto& options = context.options;
    if (!layer.gate) {
        return layer.down->forwardActivated(layer.up->forward(x, options), m_activation, options);
    }
    const Tensor gate = layer.gate->forward(x, options);
    return layer.down->forward(
        gated(gate, layer.up->forward(x, options), m_activation, options.fused), options);
}

Tensor TransformerImpl::logits(const Tensor& hidden, const ComputeOptions& options)
{
    return linear(
        hidden, headWeight(), {}, WeightLayout::OutIn, options.fused, options.accumulateInPlace);
}

Tensor TransformerImpl::headWeight() const
{
    return m_head ? m_head->weight : m_tokens->weight;
}

torch::Device TransformerImpl::device() const
{
    return m_tokens->weight.device();
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
