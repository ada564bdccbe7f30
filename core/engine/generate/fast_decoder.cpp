#include "core/engine/generate/decode_cache.h"
#include "core/engine/generate/decoder.h"
#include "core/engine/generate/packed_model.h"
#include "core/engine/generate/team.h"

#include <omp.h>

namespace espalier {

namespace {

using kernels::kPanel;
using kernels::table;

/// Rows (ids of any sequences) computed together; longer prompts pass in several rounds.
constexpr int64_t kRows = 256;

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

/// A whole pass over the layers is one parallel region, see Team for its phases. While a thread
/// computes with one panel of weights, it fetches the one that it takes next and a
/// part of what the next attention reads.
class FastDecoder : public Decoder
{
public:
    explicit FastDecoder(Transformer model)
        : m_model(std::move(model))
        , m_config(m_model->config())
        , m_activation(
              static_cast<kernels::Pointwise>(activationFromName(m_model->config().activation)))
        , m_qWidth(m_config.heads * m_config.headDim)
        , m_kvWidth(m_config.kvHeads * m_config.headDim)
        , m_qkvWidth(m_qWidth + 2 * m_kvWidth)
        , m_cache(m_config)
    {
        refresh();
    }

    void refresh() override { m_packed = packModel(m_model); }
    void prepare(int64_t places, int64_t capacity) override;
    void clear(int64_t place) override { m_lengths[static_cast<size_t>(place)] = 0; }
    void feed(std::span<const Feed> feeds, float* logits) override;

private:
    using Wanted = std::vector<std::pair<int64_t, float*>>; ///< row, where its logits go
    void round(std::vector<Row> rows, const Wanted& wanted);
    void layer(TeamMember& member, size_t index);
    void headOf(TeamMember& member, const Wanted& wanted);
    void embed(int64_t row);
    void norm(int64_t row, const torch::Tensor& weight, const torch::Tensor& bias, float* to);
    void
    prepareHeads(float* heads, int64_t count, const torch::Tensor& weight, int64_t position) const;
    void attend(size_t layer, const Segment& segment, int64_t kvHead);
    /// The panel after `panel` in the thread's share of a matrix; the first one of `then` after the
    /// last.
    Upcoming after(
        const TeamMember& member,
        const PackedMatrix& matrix,
        int64_t panel,
        const PackedMatrix* then) const;

    /// Pieces of a layer's cache that one panel's product fetches: as large a part of them as the
    /// panel is of the work between two attentions, of which `before` is done before its matrix.
    UpcomingPieces
    piecesOf(size_t layer, const PackedMatrix& matrix, int64_t panel, int64_t before) const;

    Transformer m_model;
    ModelConfig m_config;
    kernels::Pointwise m_activation;
    int64_t m_qWidth, m_kvWidth, m_qkvWidth;
    PackedModel m_packed;
    DecodeCache m_cache;
    std::vector<int64_t> m_lengths;
    torch::Tensor m_cos, m_sin; ///< (capacity, D/2)

    std::vector<Row> m_rows;
    std::vector<Segment> m_segments;
    std::vector<int64_t> m_pieces; ///< of what the rows' attention reads, see DecodeCache
    torch::Tensor m_x, m_normed, m_qkv, m_mixed, m_gate, m_up, m_last; ///< (kRows, ...)
    Team m_team;
};

void FastDecoder::prepare(int64_t places, int64_t capacity)
{
    m_lengths.assign(static_cast<size_t>(places), 0);
    const int64_t before = m_cache.capacity();
    m_cache.prepare(places, capacity);
    if (m_cache.capacity() == before) {
        return;
    }
    if (m_config.usesRope()) {
        const torch::Tensor speeds = torch::tensor(ropeFrequencies(m_config), torch::kFloat64);
        const torch::Tensor angles =
            torch::arange(m_cache.capacity(), torch::kFloat64).unsqueeze(1) * speeds.unsqueeze(0);
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

void FastDecoder::feed(std::span<const Feed> feeds, float* logits)
{
    const torch::NoGradGuard guard;
    std::vector<Row> rows;
    Wanted wanted;
    for (const Feed& feed : feeds) {
        int64_t& length = m_lengths[static_cast<size_t>(feed.place)];
        TORCH_CHECK(
            length + static_cast<int64_t>(feed.ids.size()) <= m_cache.capacity(),
            "decoder: place is full");
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

void FastDecoder::round(std::vector<Row> rows, const Wanted& wanted)
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
    m_pieces.clear();
    if (static_cast<int64_t>(m_rows.size()) >
        decode::kRowsOfTile) { // with fewer the products fetch nothing
        for (const Segment& segment : m_segments) {
            const Row& first = m_rows[static_cast<size_t>(segment.first)];
            m_cache.addPieces(first.place, first.position, m_pieces);
        }
    }
    const int threads = at::get_num_threads();
    m_team.prepare(threads);
#pragma omp parallel num_threads(threads)
    {
        TeamMember member(m_team, omp_get_thread_num(), omp_get_num_threads());
        member.phase(static_cast<int64_t>(m_rows.size()), [&](int64_t r) { embed(r); });
        for (size_t i = 0; i < m_packed.layers.size(); ++i) {
            layer(member, i);
        }
        headOf(member, wanted);
    }
}

Upcoming FastDecoder::after(
    const TeamMember& member,
    const PackedMatrix& matrix,
    int64_t panel,
    const PackedMatrix* then) const
{
    if (panel + 1 != member.end(matrix.panels()) && panel + 1 < matrix.panels()) {
        return matrix.panel(panel + 1);
    }
    const bool found = then != nullptr && member.first(then->panels()) < then->panels();
    return found ? then->panel(member.first(then->panels())) : Upcoming{};
}

UpcomingPieces
FastDecoder::piecesOf(size_t layer, const PackedMatrix& matrix, int64_t panel, int64_t before) const
{
    if (layer == m_packed.layers.size()) {
        return {};
    }
    const int64_t between = m_packed.layers[layer].work();
    const auto count = static_cast<int64_t>(m_pieces.size());
    const auto upTo = [&](int64_t panels) {
        const int64_t done = before + panels * matrix.depth();
        return static_cast<size_t>(count * done / between);
    };
    const size_t from = upTo(panel);
    return {m_cache.data(layer), std::span(m_pieces).subspan(from, upTo(panel + 1) - from)};
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

void FastDecoder::layer(TeamMember& member, size_t index)
{
    const PackedLayer& packed = m_packed.layers[index];
    const bool last = index + 1 == m_packed.layers.size();
    const PackedMatrix& following = last ? m_packed.head : m_packed.layers[index + 1].qkv.front();
    const auto rows = static_cast<int64_t>(m_rows.size());
    const int64_t width = m_config.width;
    float* x = m_x.data_ptr<float>();
    float* normed = m_normed.data_ptr<float>();
    member.phase(rows, [&](int64_t r) {
        norm(r, packed.beforeWeight, packed.beforeBias, normed + r * width);
    });
    int64_t qkvPanels = 0;
    for (const PackedMatrix& part : packed.qkv) {
        qkvPanels += part.panels();
    }
    member.phase(qkvPanels, [&](int64_t panel) {
        float* to = m_qkv.data_ptr<float>();
        int64_t before = packed.work() - packed.qkvWork();
        for (const PackedMatrix& part : packed.qkv) {
            if (panel < part.panels()) {
                // Attention comes next: what it reads would push further weights out again.
                const bool more = panel + 1 < part.panels();
                const Upcoming next = more ? part.panel(panel + 1) : Upcoming{};
                const UpcomingPieces later = piecesOf(index, part, panel, before);
                part.apply(panel, rows, normed, width, to, m_qkvWidth, false, next, later);
                return;
            }
            panel -= part.panels();
            to += part.columns();
            before += part.work();
        }
    });
    const auto segments = static_cast<int64_t>(m_segments.size());
    member.phase(segments * m_config.kvHeads, [&](int64_t task) {
        attend(
            index,
            m_segments[static_cast<size_t>(task / m_config.kvHeads)],
            task % m_config.kvHeads);
    });
    const bool hasGate = packed.gate.depth() > 0;
    const PackedMatrix& out = packed.attentionOut;
    member.phase(out.panels(), [&](int64_t panel) {
        const Upcoming next = after(member, out, panel, &packed.up);
        const UpcomingPieces later = piecesOf(index + 1, out, panel, 0);
        out.apply(panel, rows, m_mixed.data_ptr<float>(), m_qWidth, x, width, true, next, later);
    });
    const int64_t beforeUp = out.work();
    const int64_t beforeDown = beforeUp + packed.up.work();
    member.phase(rows, [&](int64_t r) {
        norm(r, packed.betweenWeight, packed.betweenBias, normed + r * width);
    });
    const int64_t inner = m_config.inner;
    float* up = m_up.data_ptr<float>();
    member.phase(packed.up.panels(), [&](int64_t panel) {
        const Upcoming next = after(member, packed.up, panel, &packed.down);
        packed.up.apply(
            panel,
            rows,
            normed,
            width,
            up,
            inner,
            false,
            hasGate ? packed.gate.panel(panel) : next,
            piecesOf(index + 1, packed.up, panel, beforeUp));
        const int64_t first = panel * kPanel;
        const int64_t count = std::min(kPanel, inner - first);
        float* gate = m_gate.data_ptr<float>();
        if (hasGate) {
            const UpcomingPieces later =
                piecesOf(index + 1, packed.gate, panel, beforeDown + packed.down.work());
            packed.gate.apply(panel, rows, normed, width, gate, inner, false, next, later);
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
    member.phase(packed.down.panels(), [&](int64_t panel) {
        const Upcoming next = after(member, packed.down, panel, &following);
        const UpcomingPieces later = piecesOf(index + 1, packed.down, panel, beforeDown);
        packed.down.apply(panel, rows, up, inner, x, width, true, next, later);
    });
}

/// Heads of one id side by side: their norm where the family has one, and their rotation.
void FastDecoder::prepareHeads(
    float* heads, int64_t count, const torch::Tensor& weight, int64_t position) const
{
    const int64_t dim = m_config.headDim;
    for (int64_t h = 0; weight.defined() && h < count; ++h) {
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
    if (m_config.usesRope()) {
        const int64_t angle = position * (dim / 2);
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
}

/// One key-value head of consecutive rows: keeps their keys and values and reads them at once,
/// while they are at hand.
void FastDecoder::attend(size_t layer, const Segment& segment, int64_t kvHead)
{
    const PackedLayer& packed = m_packed.layers[layer];
    const int64_t group = m_config.heads / m_config.kvHeads;
    const int64_t dim = m_config.headDim;
    const Row& first = m_rows[static_cast<size_t>(segment.first)];
    float* qkv = m_qkv.data_ptr<float>() + segment.first * m_qkvWidth;
    float* q = qkv + kvHead * group * dim;
    float* k = qkv + m_qWidth + kvHead * dim;
    for (int64_t r = 0; r < segment.count; ++r) {
        const int64_t position = first.position + r;
        const int64_t at = r * m_qkvWidth;
        prepareHeads(q + at, group, packed.qNorm, position);
        prepareHeads(k + at, 1, packed.kNorm, position);
        m_cache.put(layer, first.place, kvHead, position, k + at, k + at + m_kvWidth);
    }
    m_cache.attend(
        {.layer = layer,
         .place = first.place,
         .head = kvHead,
         .position = first.position,
         .count = segment.count,
         .q = q,
         .qStride = m_qkvWidth,
         .out = m_mixed.data_ptr<float>() + segment.first * m_qWidth + kvHead * group * dim,
         .outStride = m_qWidth});
}

void FastDecoder::headOf(TeamMember& member, const Wanted& wanted)
{
    const auto count = static_cast<int64_t>(wanted.size());
    if (count == 0) {
        return;
    }
    const int64_t width = m_config.width;
    float* last = m_last.data_ptr<float>();
    member.phase(count, [&](int64_t i) {
        norm(
            wanted[static_cast<size_t>(i)].first,
            m_packed.lastWeight,
            m_packed.lastBias,
            last + i * width);
    });
    // The rows' logits stand one after another: those of consecutive feeds.
    const PackedMatrix& head = m_packed.head;
    member.phase(head.panels(), [&](int64_t panel) {
        const Upcoming next = after(member, head, panel, nullptr);
        head.apply(
            panel, count, last, width, wanted.front().second, m_config.vocabSize, false, next, {});
    });
}

} // namespace

std::unique_ptr<Decoder> makeFastDecoder(Transformer model)
{
    return std::make_unique<FastDecoder>(std::move(model));
}

} // namespace espalier
