#include "core/engine/generate/decoder.h"
#include "core/engine/generate/packed_model.h"
#include "core/engine/nn/parallel.h"

#include <atomic>
#include <cmath>
#include <omp.h>

namespace espalier {

namespace {

using kernels::kCacheWidth;
using kernels::kPanel;
using kernels::table;

/// Rows (ids of any sequences) computed together; longer prompts pass in several rounds.
constexpr int64_t kRows = 256;

int64_t roundUp(int64_t n, int64_t to)
{
    return (n + to - 1) / to * to;
}

/// One id on its way through the model.
struct Row
{
    int64_t place, position, id;
};

/// Consecutive rows of one sequence.
struct Segment
{
    int64_t first, count;
};

/// A whole pass over the layers is one parallel region; between its phases every thread waits for
/// the others. Work inside a phase is handed out piece by piece, which changes who computes a piece
/// but not how.
class FastDecoder : public Decoder
{
public:
    explicit FastDecoder(Transformer model)
        : m_model(std::move(model))
        , m_config(m_model->config())
        , m_activation(
              static_cast<kernels::Pointwise>(activationFromName(m_model->config().activation)))
        , m_padded(roundUp(m_config.headDim, kCacheWidth))
        , m_qWidth(m_config.heads * m_config.headDim)
        , m_kvWidth(m_config.kvHeads * m_config.headDim)
        , m_qkvWidth(m_qWidth + 2 * m_kvWidth)
    {
        refresh();
    }

    void refresh() override { m_packed = packModel(m_model); }
    void prepare(int64_t places, int64_t capacity) override;
    void clear(int64_t place) override { m_lengths[static_cast<size_t>(place)] = 0; }
    void feed(std::span<const Feed> feeds, float* logits) override;

private:
    float* keys(size_t layer, int64_t place, int64_t head) const;
    float* values(size_t layer, int64_t place, int64_t head) const;
    void round(std::vector<Row> rows, const std::vector<std::pair<int64_t, float*>>& wanted);
    void layer(size_t index);
    void headOf(const std::vector<std::pair<int64_t, float*>>& wanted);
    void embed(int64_t row);
    void norm(int64_t row, const torch::Tensor& weight, const torch::Tensor& bias, float* to);
    void placeKeys(size_t layer, int64_t row);
    void attend(size_t layer, const Segment& segment, int64_t kvHead);

    /// f(i) for i in [0, n), shared among the threads of the region, then a barrier.
    template <typename F>
    void phase(int64_t n, const F& f)
    {
        // Counters in turn: the next one is reset while nobody can be using it.
        const int at = m_phase[static_cast<size_t>(omp_get_thread_num())].turn++ % 3;
        m_next[static_cast<size_t>((at + 1) % 3)].store(0, std::memory_order_relaxed);
        for (int64_t i = m_next[static_cast<size_t>(at)].fetch_add(1); i < n;
             i = m_next[static_cast<size_t>(at)].fetch_add(1)) {
            f(i);
        }
#pragma omp barrier
    }

    Transformer m_model;
    ModelConfig m_config;
    kernels::Pointwise m_activation;
    int64_t m_padded, m_qWidth, m_kvWidth, m_qkvWidth;
    PackedModel m_packed;
    int64_t m_places = 0;
    int64_t m_capacity = 0;                      ///< a multiple of kPanel
    std::vector<torch::Tensor> m_keys, m_values; ///< by layer: (place, kvHead, capacity x width)
    std::vector<int64_t> m_lengths;
    torch::Tensor m_cos, m_sin; ///< (capacity, D/2)

    std::vector<Row> m_rows;
    std::vector<Segment> m_segments;
    torch::Tensor m_x, m_normed, m_qkv, m_mixed, m_gate, m_up, m_last; ///< (kRows, ...)
    struct alignas(64) Turn
    {
        int turn = 0;
    };
    std::vector<Turn> m_phase;
    std::array<std::atomic<int64_t>, 3> m_next{};
};

void FastDecoder::prepare(int64_t places, int64_t capacity)
{
    const int64_t rounded = roundUp(capacity, kPanel);
    m_lengths.assign(static_cast<size_t>(places), 0);
    if (m_places >= places && m_capacity >= rounded) {
        return;
    }
    m_places = places;
    m_capacity = rounded;
    m_keys.clear();
    m_values.clear();
    for (int64_t i = 0; i < m_config.layers; ++i) {
        m_keys.push_back(torch::empty({places * m_config.kvHeads * rounded * m_config.headDim}));
        m_values.push_back(torch::zeros({places * m_config.kvHeads * rounded * m_padded}));
    }
    if (m_config.usesRope()) {
        const torch::Tensor speeds = torch::tensor(ropeFrequencies(m_config), torch::kFloat64);
        const torch::Tensor angles =
            torch::arange(rounded, torch::kFloat64).unsqueeze(1) * speeds.unsqueeze(0);
        m_cos = angles.cos().to(torch::kFloat32).contiguous();
        m_sin = angles.sin().to(torch::kFloat32).contiguous();
    }
    const auto rowsOf = [](int64_t width) { return torch::empty({kRows, width}); };
    m_x = rowsOf(m_config.width);
    m_normed = rowsOf(m_config.width);
    m_last = rowsOf(m_config.width);
    m_qkv = rowsOf(m_qkvWidth);
    m_mixed = rowsOf(m_qWidth);
    m_up = rowsOf(m_config.inner);
    m_gate = rowsOf(
        m_packed.layers.empty() || m_packed.layers[0].gate.depth() == 0 ? 1 : m_config.inner);
}

float* FastDecoder::keys(size_t layer, int64_t place, int64_t head) const
{
    return m_keys[layer].data_ptr<float>() +
           (place * m_config.kvHeads + head) * m_capacity * m_config.headDim;
}

float* FastDecoder::values(size_t layer, int64_t place, int64_t head) const
{
    return m_values[layer].data_ptr<float>() +
           (place * m_config.kvHeads + head) * m_capacity * m_padded;
}

void FastDecoder::feed(std::span<const Feed> feeds, float* logits)
{
    const torch::NoGradGuard guard;
    std::vector<Row> rows;
    std::vector<std::pair<int64_t, float*>> wanted; // row in this round, where its logits go
    for (const Feed& feed : feeds) {
        int64_t& length = m_lengths[static_cast<size_t>(feed.place)];
        TORCH_CHECK(
            length + static_cast<int64_t>(feed.ids.size()) <= m_capacity, "decoder: place is full");
        for (size_t i = 0; i < feed.ids.size(); ++i) {
            rows.push_back({feed.place, length++, feed.ids[i]});
            if (i + 1 == feed.ids.size()) {
                wanted.emplace_back(static_cast<int64_t>(rows.size()) - 1, logits);
                logits += m_config.vocabSize;
            }
            if (static_cast<int64_t>(rows.size()) == kRows) {
                round(std::move(rows), wanted);
                rows.clear();
                wanted.clear();
            }
        }
    }
    if (!rows.empty()) {
        round(std::move(rows), wanted);
    }
}

void FastDecoder::round(
    std::vector<Row> rows, const std::vector<std::pair<int64_t, float*>>& wanted)
{
    m_rows = std::move(rows);
    m_segments.clear();
    for (int64_t r = 0; r < static_cast<int64_t>(m_rows.size()); ++r) {
        const bool joins = r > 0 && m_rows[static_cast<size_t>(r)].place ==
                                        m_rows[static_cast<size_t>(r - 1)].place;
        if (joins) {
            ++m_segments.back().count;
        } else {
            m_segments.push_back({r, 1});
        }
    }
    const int threads = at::get_num_threads();
    m_phase.assign(static_cast<size_t>(threads), Turn{});
    for (auto& next : m_next) {
        next = 0;
    }
#pragma omp parallel num_threads(threads)
    {
        phase(static_cast<int64_t>(m_rows.size()), [&](int64_t r) { embed(r); });
        for (size_t i = 0; i < m_packed.layers.size(); ++i) {
            layer(i);
        }
        headOf(wanted);
    }
}

void FastDecoder::embed(int64_t r)
{
    const Row& row = m_rows[static_cast<size_t>(r)];
    const int64_t width = m_config.width;
    float* x = m_x.data_ptr<float>() + r * width;
    const float* token = m_packed.tokens.data_ptr<float>() + row.id * width;
    std::copy(token, token + width, x);
    if (m_packed.positions.defined()) {
        table().add(width, m_packed.positions.data_ptr<float>() + row.position * width, x);
    }
}

void FastDecoder::norm(int64_t r, const torch::Tensor& weight, const torch::Tensor& bias, float* to)
{
    float mean = 0;
    float rstd = 0;
    table().normForward(
        {.rms = m_config.usesRope(),
         .rows = 1,
         .width = m_config.width,
         .eps = static_cast<float>(m_config.normEps),
         .x = m_x.data_ptr<float>() + r * m_config.width,
         .added = nullptr,
         .weight = weight.data_ptr<float>(),
         .bias = bias.defined() ? bias.data_ptr<float>() : nullptr,
         .sum = nullptr,
         .y = to,
         .mean = &mean,
         .rstd = &rstd});
}

void FastDecoder::layer(size_t index)
{
    const PackedLayer& packed = m_packed.layers[index];
    const auto rows = static_cast<int64_t>(m_rows.size());
    const int64_t width = m_config.width;
    float* x = m_x.data_ptr<float>();
    float* normed = m_normed.data_ptr<float>();
    phase(rows, [&](int64_t r) {
        norm(r, packed.beforeWeight, packed.beforeBias, normed + r * width);
    });
    int64_t qkvPanels = 0;
    for (const PackedMatrix& part : packed.qkv) {
        qkvPanels += part.panels();
    }
    phase(qkvPanels, [&](int64_t panel) {
        float* to = m_qkv.data_ptr<float>();
        for (const PackedMatrix& part : packed.qkv) {
            if (panel < part.panels()) {
                part.apply(panel, rows, normed, width, to, m_qkvWidth, false);
                return;
            }
            panel -= part.panels();
            to += part.columns();
        }
    });
    phase(rows, [&](int64_t r) { placeKeys(index, r); });
    const auto segments = static_cast<int64_t>(m_segments.size());
    phase(segments * m_config.kvHeads, [&](int64_t task) {
        attend(
            index,
            m_segments[static_cast<size_t>(task / m_config.kvHeads)],
            task % m_config.kvHeads);
    });
    phase(packed.attentionOut.panels(), [&](int64_t panel) {
        packed.attentionOut.apply(panel, rows, m_mixed.data_ptr<float>(), m_qWidth, x, width, true);
    });
    phase(rows, [&](int64_t r) {
        norm(r, packed.betweenWeight, packed.betweenBias, normed + r * width);
    });
    const bool hasGate = packed.gate.depth() > 0;
    const int64_t inner = m_config.inner;
    float* up = m_up.data_ptr<float>();
    phase(packed.up.panels(), [&](int64_t panel) {
        packed.up.apply(panel, rows, normed, width, up, inner, false);
        const int64_t first = panel * kPanel;
        const int64_t count = std::min(kPanel, inner - first);
        float* gate = m_gate.data_ptr<float>();
        if (hasGate) {
            packed.gate.apply(panel, rows, normed, width, gate, inner, false);
        }
        for (int64_t r = 0; r < rows; ++r) {
            float* at = up + r * inner + first;
            if (hasGate) {
                table().gated(m_activation, count, gate + r * inner + first, at, at);
            } else {
                table().activate(m_activation, count, at, at);
            }
        }
    });
    phase(packed.down.panels(), [&](int64_t panel) {
        packed.down.apply(panel, rows, up, inner, x, width, true);
    });
}

void FastDecoder::placeKeys(size_t layer, int64_t r)
{
    const Row& row = m_rows[static_cast<size_t>(r)];
    const int64_t dim = m_config.headDim;
    float* qkv = m_qkv.data_ptr<float>() + r * m_qkvWidth;
    const PackedLayer& packed = m_packed.layers[layer];
    const auto prepareHeads = [&](float* heads, int64_t count, const torch::Tensor& weight) {
        if (weight.defined()) {
            for (int64_t h = 0; h < count; ++h) {
                float mean = 0;
                float rstd = 0;
                float* at = heads + h * dim;
                table().normForward(
                    {.rms = true,
                     .rows = 1,
                     .width = dim,
                     .eps = static_cast<float>(m_config.normEps),
                     .x = at,
                     .added = nullptr,
                     .weight = weight.data_ptr<float>(),
                     .bias = nullptr,
                     .sum = nullptr,
                     .y = at,
                     .mean = &mean,
                     .rstd = &rstd});
            }
        }
        if (m_config.usesRope()) {
            const int64_t angle = row.position * (dim / 2);
            table().rotate(
                count,
                dim,
                heads,
                dim,
                m_cos.data_ptr<float>() + angle,
                m_sin.data_ptr<float>() + angle,
                1,
                heads);
        }
    };
    prepareHeads(qkv, m_config.heads, packed.qNorm);
    prepareHeads(qkv + m_qWidth, m_config.kvHeads, packed.kNorm);
    for (int64_t h = 0; h < m_config.kvHeads; ++h) {
        const float* k = qkv + m_qWidth + h * dim;
        const float* v = qkv + m_qWidth + m_kvWidth + h * dim;
        float* to = keys(layer, row.place, h) + row.position / kPanel * kPanel * dim +
                    row.position % kPanel;
        for (int64_t d = 0; d < dim; ++d) {
            to[d * kPanel] = k[d];
        }
        std::copy(v, v + dim, values(layer, row.place, h) + row.position * m_padded);
    }
}

void FastDecoder::attend(size_t layer, const Segment& segment, int64_t kvHead)
{
    const int64_t group = m_config.heads / m_config.kvHeads;
    const Row& first = m_rows[static_cast<size_t>(segment.first)];
    const int64_t dim = m_config.headDim;
    double scale = 1.0 / std::sqrt(static_cast<double>(dim));
    if (m_config.scaleByLayer) {
        scale /= static_cast<double>(layer + 1);
    }
    const int64_t rows = segment.count * group;
    const int64_t visible = first.position + 1;
    table().attendCached(
        {.rows = rows,
         .group = group,
         .dim = dim,
         .padded = m_padded,
         .visible = visible,
         .window = m_config.slidingWindow,
         .scale = static_cast<float>(scale),
         .q = m_qkv.data_ptr<float>() + segment.first * m_qkvWidth + kvHead * group * dim,
         .qToken = m_qkvWidth,
         .keys = keys(layer, first.place, kvHead),
         .values = values(layer, first.place, kvHead),
         .scores = threadWork(8 * roundUp(visible + segment.count, kPanel)),
         .out = m_mixed.data_ptr<float>() + segment.first * m_qWidth + kvHead * group * dim,
         .outToken = m_qWidth});
}

void FastDecoder::headOf(const std::vector<std::pair<int64_t, float*>>& wanted)
{
    const auto count = static_cast<int64_t>(wanted.size());
    if (count == 0) {
        return;
    }
    const int64_t width = m_config.width;
    float* last = m_last.data_ptr<float>();
    phase(count, [&](int64_t i) {
        norm(
            wanted[static_cast<size_t>(i)].first,
            m_packed.lastWeight,
            m_packed.lastBias,
            last + i * width);
    });
    // The rows' logits stand one after another: those of consecutive feeds.
    phase(m_packed.head.panels(), [&](int64_t panel) {
        m_packed.head.apply(
            panel, count, last, width, wanted.front().second, m_config.vocabSize, false);
    });
}

} // namespace

std::unique_ptr<Decoder> makeFastDecoder(Transformer model)
{
    return std::make_unique<FastDecoder>(std::move(model));
}

} // namespace espalier
