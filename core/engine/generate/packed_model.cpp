#include "core/engine/generate/packed_model.h"

#include "core/engine/generate/large_pages.h"

#include <map>

namespace espalier {

PackedMatrix::PackedMatrix(
    const torch::Tensor& weight, WeightLayout layout, const torch::Tensor& bias, torch::Tensor to)
    : m_packed(std::move(to))
{
    const bool inOut = layout == WeightLayout::InOut;
    const torch::Tensor dense = weight.detach().contiguous();
    m_depth = dense.size(inOut ? 0 : 1);
    m_columns = dense.size(inOut ? 1 : 0);
    kernels::packPanels(
        m_depth,
        m_columns,
        dense.data_ptr<float>(),
        inOut ? m_columns : 1,
        inOut ? 1 : m_depth,
        m_packed.data_ptr<float>());
    m_bias = bias.defined() ? bias.detach().clone() : bias;
}

void PackedMatrix::apply(
    int64_t index,
    int64_t rows,
    const float* x,
    int64_t xStride,
    float* y,
    int64_t yStride,
    bool accumulate,
    Upcoming next,
    UpcomingPieces later) const
{
    const int64_t first = index * kernels::kPanel;
    decode::kernels().panel(
        {.rows = rows,
         .depth = m_depth,
         .x = x,
         .xStride = xStride,
         .weights = panel(index).at,
         .bias = m_bias.defined() ? m_bias.data_ptr<float>() + first : nullptr,
         .y = y + first,
         .yStride = yStride,
         .columns = std::min(kernels::kPanel, m_columns - first),
         .accumulate = accumulate,
         .ahead = next.at,
         .aheadFloats = next.floats,
         .later = later.from,
         .laterAt = later.at.data(),
         .laterCount = static_cast<int64_t>(later.at.size())});
}

int64_t PackedLayer::qkvWork() const
{
    int64_t work = 0;
    for (const PackedMatrix& part : qkv) {
        work += part.work();
    }
    return work;
}

int64_t PackedLayer::work() const
{
    return qkvWork() + attentionOut.work() + gate.work() + up.work() + down.work();
}

PackedModel packModel(const Transformer& model)
{
    const auto weights = model->weightsInUse();
    const auto tensor = [&](const std::string& name) {
        const auto found = weights.find(name);
        return found == weights.end() ? torch::Tensor() : found->second.detach().clone();
    };
    std::map<std::string, Projection> maps;
    for (const auto& [name, projection] : projections(model)) {
        maps.emplace(name, projection);
    }
    PackedModel packed;
    const bool rope = model->config().usesRope();
    const std::string root = rope ? "model." : "transformer.";
    packed.tokens = weights.at(root + (rope ? "embed_tokens.weight" : "wte.weight")).detach();
    packed.positions = rope ? torch::Tensor() : tensor("transformer.wpe.weight");
    packed.layers.resize(static_cast<size_t>(model->config().layers));
    at::parallel_for(0, model->config().layers, 1, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) {
            PackedLayer& layer = packed.layers[static_cast<size_t>(i)];
            const std::string at = root + (rope ? "layers." : "h.") + std::to_string(i) + ".";
            // One piece of memory for all of a layer's matrices.
            int64_t floats = 0;
            for (const auto& [name, map] : maps) {
                floats += name.starts_with(at) ? kernels::packedSize(map->in(), map->out()) : 0;
            }
            torch::Tensor free = largePages(floats);
            // With what adapters change in them: such a model decodes as fast as one without.
            const auto matrix = [&](const std::string& name) {
                const Projection& map = maps.at(at + name);
                const auto [weight, bias] = map->folded();
                const int64_t size = kernels::packedSize(map->in(), map->out());
                PackedMatrix made(weight, map->layout(), bias, free.narrow(0, 0, size));
                free = free.narrow(0, size, free.size(0) - size);
                return made;
            };
            if (rope) {
                layer.beforeWeight = tensor(at + "input_layernorm.weight");
                layer.betweenWeight = tensor(at + "post_attention_layernorm.weight");
                layer.qNorm = tensor(at + "self_attn.q_norm.weight");
                layer.kNorm = tensor(at + "self_attn.k_norm.weight");
                for (const char* part : {"q_proj", "k_proj", "v_proj"}) {
                    layer.qkv.push_back(matrix(std::string("self_attn.") + part));
                }
                layer.attentionOut = matrix("self_attn.o_proj");
                layer.gate = matrix("mlp.gate_proj");
                layer.up = matrix("mlp.up_proj");
                layer.down = matrix("mlp.down_proj");
            } else {
                layer.beforeWeight = tensor(at + "ln_1.weight");
                layer.beforeBias = tensor(at + "ln_1.bias");
                layer.betweenWeight = tensor(at + "ln_2.weight");
                layer.betweenBias = tensor(at + "ln_2.bias");
                layer.qkv.push_back(matrix("attn.c_attn"));
                layer.attentionOut = matrix("attn.c_proj");
                layer.up = matrix("mlp.c_fc");
                layer.down = matrix("mlp.c_proj");
            }
        }
    });
    packed.lastWeight = tensor(root + (rope ? "norm.weight" : "ln_f.weight"));
    packed.lastBias = rope ? torch::Tensor() : tensor("transformer.ln_f.bias");
    const torch::Tensor head = model->headWeight();
    packed.head = PackedMatrix(
        head, WeightLayout::OutIn, {}, largePages(kernels::packedSize(head.size(1), head.size(0))));
    return packed;
}

} // namespace espalier
