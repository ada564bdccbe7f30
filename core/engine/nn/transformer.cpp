#include "core/engine/nn/transformer.h"

#include "core/engine/nn/checkpoint.h"
#include "core/engine/nn/transformer_parts.h"

#include <cmath>

namespace espalier {

using torch::Tensor;

TransformerImpl::Context
TransformerImpl::prepare(int64_t batch, int64_t tokens, const ForwardOptions& options) const
{
    Context context;
    context.options = options;
    int64_t virtualKeys = 0;
    if (m_virtual && m_virtual->prefix) {
        TORCH_CHECK(
            !options.segments.defined() && !options.starts.defined(),
            "Transformer: a tuned prefix stands before a whole row: no packing, no padding on the "
            "left");
        if (options.cache == nullptr) {
            context.prefix = m_virtual->prefix();
            virtualKeys = context.prefix.size(1);
        } else if (options.cache->length() == 0) {
            const Tensor prefix = m_virtual->prefix();
            for (int64_t i = 0; i < m_config.layers; ++i) {
                options.cache->append(
                    i,
                    prefix.select(0, 2 * i).unsqueeze(0),
                    prefix.select(0, 2 * i + 1).unsqueeze(0));
            }
            options.cache->advance(prefix.size(1));
        }
    }
    TORCH_CHECK(
        !options.spread.defined() || (options.positions.defined() && options.cache == nullptr &&
                                      !options.segments.defined() && !options.starts.defined() &&
                                      !m_config.bidirectional() && !m_virtual),
        "Transformer: shared beginnings need given positions, and neither packing nor a cache, "
        "padding on the left, learned tokens nor a bidirectional model");
    context.offset = options.cache != nullptr ? options.cache->length() : virtualKeys;
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
        if (m_config.bidirectional()) {
            // The first change after a place ends its segment.
            Tensor last = torch::full({batch, tokens}, tokens, integers);
            if (tokens > 1) {
                const Tensor next = places.narrow(1, 1, tokens - 1);
                const Tensor changed =
                    segments.narrow(1, 1, tokens - 1).ne(segments.narrow(1, 0, tokens - 1));
                last.narrow(1, 0, tokens - 1)
                    .copy_(torch::where(changed, next, torch::full_like(next, tokens)));
                last = std::get<0>(last.flip(1).cummin(1)).flip(1);
            }
            context.ends = last;
        }
    }
    if (m_config.bidirectional()) {
        TORCH_CHECK(options.cache == nullptr, "Transformer: a bidirectional model reads no cache");
        if (context.ends.defined()) {
            context.ends = context.ends + virtualKeys;
        }
        if (options.lengths.defined()) {
            const Tensor lengths =
                options.lengths.view({batch, 1}).expand({batch, tokens}) + virtualKeys;
            context.ends = context.ends.defined() ? torch::minimum(context.ends, lengths)
                                                  : lengths.contiguous();
        } else if (!context.ends.defined()) {
            context.ends = torch::full({batch, tokens}, tokens + virtualKeys, integers);
        }
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
    const Tensor x = embed(ids, options);
    const bool begins = options.cache == nullptr || options.cache->length() == 0;
    if (!m_virtual || !m_virtual->prompt || !begins) {
        return forwardEmbeddings(x, options);
    }
    TORCH_CHECK(
        !options.segments.defined() && !options.starts.defined(),
        "Transformer: a tuned prompt stands before a whole row: no packing, no padding on the "
        "left");
    const Tensor prompt = m_virtual->prompt(); // (P, width)
    const int64_t count = prompt.size(0);
    ForwardOptions longer = options;
    if (options.lengths.defined()) {
        longer.lengths = options.lengths + count;
    }
    if (options.types.defined()) {
        longer.types = torch::cat(
            {torch::zeros({ids.size(0), count}, options.types.options()), options.types}, 1);
    }
    const Tensor all = torch::cat({prompt.unsqueeze(0).expand({ids.size(0), -1, -1}), x}, 1);
    return forwardEmbeddings(all, longer).narrow(1, count, ids.size(1)).contiguous();
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
        // Of packed examples each counts its own.
        const int64_t longest = options.segments.defined()
                                    ? context.positions.max().item<int64_t>() + 1
                                    : context.offset + x.size(1);
        TORCH_CHECK(
            longest <= m_config.positions || options.positions.defined(),
            "Transformer: ",
            longest,
            " tokens, the model has ",
            m_config.positions,
            " positions");
        added = m_positions->forward(
            context.positions.expand({x.size(0), x.size(1)}), options); // (B, T, C)
    }
    if (m_config.family == ModelFamily::Bert) {
        const Tensor types = options.types.defined()
                                 ? options.types
                                 : torch::zeros({1, 1}, context.positions.options());
        const Tensor words = x + m_types->forward(types, {options.fused, false});
        const Tensor hidden = espalier::dropout(
            m_firstNorm->addAndNorm(words, added, options)[0], context.dropout, options.fused);
        context.observe("bert.embeddings", hidden);
        return run(hidden, {}, context);
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
    if (!m_lastNorm) { // BERT's blocks end in their own norm
        return stream[0];
    }
    Tensor hidden = m_lastNorm->addAndNorm(stream[0], stream[1], context.options)[0];
    context.observe(m_config.usesRope() ? "model.norm" : "transformer.ln_f", hidden);
    return hidden;
}

TransformerImpl::Stream
TransformerImpl::block(int64_t index, const Stream& stream, const Context& context)
{
    if (m_config.family == ModelFamily::Bert) {
        return bertBlock(index, stream[0], context);
    }
    Layer& layer = *m_layers[static_cast<size_t>(index)];
    const auto& options = context.options;
    auto [normed, x] = layer.before->addAndNorm(stream[0], stream[1], options);
    Tensor attended = m_config.usesRope() ? separateAttention(index, normed, context)
                                          : gpt2Attention(index, normed, context);
    attended = espalier::dropout(attended, context.dropout, options.fused);
    context.observe(layer.name + (m_config.usesRope() ? ".self_attn" : ".attn"), attended);
    auto [again, sum] = layer.between->addAndNorm(x, attended, options);
    const Tensor fed =
        espalier::dropout(feedForward(index, again, context), context.dropout, options.fused);
    context.observe(layer.name + ".mlp", fed);
    return {sum, fed};
}

/// Norms stand after the sums (Devlin et al. 2018, as in Vaswani et al. 2017).
TransformerImpl::Stream
TransformerImpl::bertBlock(int64_t index, const Tensor& x, const Context& context)
{
    Layer& layer = *m_layers[static_cast<size_t>(index)];
    const auto& options = context.options;
    const Tensor attended =
        espalier::dropout(separateAttention(index, x, context), context.dropout, options.fused);
    context.observe(layer.name + ".attention", attended);
    const Tensor middle = layer.before->addAndNorm(x, attended, options)[0];
    const Tensor fed =
        espalier::dropout(feedForward(index, middle, context), context.dropout, options.fused);
    context.observe(layer.name + ".output", fed);
    return {layer.between->addAndNorm(middle, fed, options)[0], Tensor()};
}

TransformerImpl::Stream
TransformerImpl::checkpointed(int64_t index, const Stream& stream, const Context& context)
{
    std::vector<Tensor> parameters = learnedIn(*m_layers[static_cast<size_t>(index)]);
    if (context.prefix.defined() && context.prefix.requires_grad()) {
        parameters.push_back(context.prefix);
    }
    const auto out = recomputed(
        {stream[0], stream[1]},
        parameters,
        [this, index, context](const std::vector<Tensor>& in) -> std::vector<Tensor> {
            const Stream result = block(index, {in[0], in[1]}, context);
            return result[1].defined() ? std::vector<Tensor>{result[0], result[1]}
                                       : std::vector<Tensor>{result[0]};
        });
    return {out[0], out.size() > 1 ? out[1] : Tensor()};
}

AttentionOptions TransformerImpl::attentionOptions(int64_t index, const Context& context) const
{
    AttentionOptions options;
    options.scale = 1.0 / std::sqrt(static_cast<double>(m_config.headDim));
    if (m_config.scaleByLayer) {
        options.scale /= static_cast<double>(index + 1);
    }
    options.starts = context.starts;
    options.ends = context.ends;
    options.window = m_config.slidingWindow;
    options.offset = context.offset;
    options.dropout = context.dropout;
    options.fused = context.options.fused;
    return options;
}

namespace {

/// x (1, M, ...) at `places` (B, T) of its tokens: (B, T, ...); x itself where places are
/// undefined.
Tensor tokensAt(const Tensor& places, const Tensor& x, bool fused)
{
    if (!places.defined()) {
        return x;
    }
    const Tensor rows = embedding(x.reshape({x.size(1), -1}), places, fused);
    std::vector<int64_t> shape = places.sizes().vec();
    const auto rest = x.sizes().slice(2);
    shape.insert(shape.end(), rest.begin(), rest.end());
    return rows.view(shape);
}

/// What attention found for rows (B, T, width), of each token once: (1, M, width).
Tensor tokensOnce(const Tensor& mixed, const ForwardOptions& options)
{
    return options.kept.defined() ? tokensAt(
                                        options.kept.unsqueeze(0),
                                        mixed.reshape({1, -1, mixed.size(2)}),
                                        options.fused)
                                  : mixed;
}

} // namespace

Tensor TransformerImpl::attend(
    int64_t index, const Tensor& q, const Tensor& k, const Tensor& v, const Context& context)
{
    const AttentionOptions options = attentionOptions(index, context);
    const int64_t width = q.size(2) * q.size(3);
    if (context.options.cache != nullptr) {
        const auto [keys, values] = context.options.cache->append(index, k, v);
        return attention(q, keys, values, options).reshape({q.size(0), q.size(1), width});
    }
    if (context.prefix.defined()) {
        const auto before = [&](int64_t which, const Tensor& own) {
            const Tensor part = context.prefix.select(0, 2 * index + which).unsqueeze(0);
            return torch::cat({part.expand({own.size(0), -1, -1, -1}), own}, 1);
        };
        return attention(q, before(0, k), before(1, v), options)
            .reshape({q.size(0), q.size(1), width});
    }
    return attention(q, k, v, options).reshape({q.size(0), q.size(1), width});
}

Tensor TransformerImpl::gpt2Attention(int64_t index, const Tensor& x, const Context& context)
{
    Layer& layer = *m_layers[static_cast<size_t>(index)];
    const auto& options = context.options;
    const Tensor qkv =
        tokensAt(options.spread, layer.qkv->forward(x, options), options.fused); // (B, T, 3C)
    Tensor mixed;
    if (context.options.cache == nullptr && !context.prefix.defined()) {
        mixed = packedAttention(qkv, m_config.heads, attentionOptions(index, context));
    } else {
        const Tensor parts =
            qkv.view({qkv.size(0), qkv.size(1), 3, m_config.heads, m_config.headDim});
        mixed = attend(index, parts.select(2, 0), parts.select(2, 1), parts.select(2, 2), context);
    }
    return layer.attentionOut->forward(tokensOnce(mixed, options), options);
}

Tensor TransformerImpl::separateAttention(int64_t index, const Tensor& x, const Context& context)
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
    if (m_config.usesRope()) {
        q = rotate(q, context.cos, context.sin, options.fused);
        k = rotate(k, context.cos, context.sin, options.fused);
    }
    const auto rows = [&](const Tensor& t) { return tokensAt(options.spread, t, options.fused); };
    const Tensor mixed = attend(index, rows(q), rows(k), rows(v), context);
    return layer.attentionOut->forward(tokensOnce(mixed, options), options);
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

torch::Device TransformerImpl::device() const
{
    return m_tokens->weight.device();
}

} // namespace espalier
