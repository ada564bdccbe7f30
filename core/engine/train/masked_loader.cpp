#include "core/engine/train/masked_loader.h"

#include "core/engine/nn/prediction.h"

#include <algorithm>

namespace espalier {

namespace {

BatchOrderParams withRows(BatchOrderParams order, int64_t rows, const MaskedWindows& windows)
{
    order.rowsPerRank = rows;
    order.block = windows.textTokens();
    return order;
}

} // namespace

int64_t MaskedWindows::fill(
    std::span<const int64_t> text,
    std::span<int64_t> ids,
    std::span<int64_t> targets,
    Random& random,
    int64_t padId) const
{
    size_t at = 0;
    if (cls)
        ids[at++] = *cls;
    for (const int64_t id : text)
        ids[at++] = id;
    if (sep)
        ids[at++] = *sep;
    maskTokens(ids.first(at), targets.first(at), masking, random);
    for (size_t i = at; i < ids.size(); ++i) {
        ids[i] = padId;
        targets[i] = -100;
    }
    return static_cast<int64_t>(at);
}

MaskedLoader::MaskedLoader(
    const TokenStore& tokens,
    MaskedWindows windows,
    BatchOrderParams order,
    int64_t batch,
    int64_t accumulation,
    torch::Device device)
    : m_tokens(tokens)
    , m_windows(std::move(windows))
    , m_params(withRows(order, batch * accumulation, m_windows))
    , m_order(m_params)
    , m_batch(batch)
    , m_accumulation(accumulation)
    , m_device(device)
{
}

std::vector<MicroBatch> MaskedLoader::load(int64_t step) const
{
    const auto block = static_cast<size_t>(m_windows.block);
    std::vector<int64_t> text(static_cast<size_t>(m_windows.textTokens()));
    std::vector<MicroBatch> batches;
    for (int64_t micro = 0; micro < m_accumulation; ++micro) {
        auto ids = torch::empty({m_batch, m_windows.block}, torch::kInt64);
        auto targets = torch::empty({m_batch, m_windows.block}, torch::kInt64);
        for (int64_t row = 0; row < m_batch; ++row) {
            const int64_t number = micro * m_batch + row;
            m_tokens.copy(
                m_order.start(static_cast<uint64_t>(step), number), std::span<int64_t>(text));
            const int64_t global =
                (step * m_params.worldSize + m_params.rank) * m_params.rowsPerRank + number;
            Random random(m_params.seed, "mask", static_cast<uint64_t>(global));
            m_windows.fill(
                text,
                {ids.data_ptr<int64_t>() + row * m_windows.block, block},
                {targets.data_ptr<int64_t>() + row * m_windows.block, block},
                random,
                0);
        }
        MicroBatch batch;
        batch.ids = ids.to(m_device);
        batch.targets = targets.to(m_device);
        batches.push_back(std::move(batch));
    }
    return batches;
}

MaskedLoss maskedLoss(
    Transformer model,
    const TokenStore& tokens,
    const MaskedWindows& windows,
    int64_t batch,
    int64_t maxWindows,
    const std::function<bool()>& go)
{
    const torch::NoGradGuard guard;
    const int64_t length = windows.textTokens();
    const auto size = static_cast<int64_t>(tokens.size());
    int64_t count = (size + length - 1) / length;
    if (maxWindows > 0)
        count = std::min(count, maxWindows);
    const auto block = static_cast<size_t>(windows.block);
    MaskedLoss loss;
    for (int64_t first = 0; first < count && go(); first += batch) {
        const int64_t rows = std::min(batch, count - first);
        auto ids = torch::empty({rows, windows.block}, torch::kInt64);
        auto targets = torch::empty({rows, windows.block}, torch::kInt64);
        auto lengths = torch::empty({rows}, torch::kInt64);
        for (int64_t row = 0; row < rows; ++row) {
            const int64_t start = (first + row) * length;
            std::vector<int64_t> text(static_cast<size_t>(std::min(length, size - start)));
            tokens.copy(static_cast<uint64_t>(start), std::span<int64_t>(text));
            Random random(0, "mask of a validation", static_cast<uint64_t>(first + row));
            lengths[row] = windows.fill(
                text,
                {ids.data_ptr<int64_t>() + row * windows.block, block},
                {targets.data_ptr<int64_t>() + row * windows.block, block},
                random,
                0);
        }
        ForwardOptions options;
        options.lengths = lengths.to(model->device());
        const auto found = predictionLoss(
            model,
            model->forward(ids.to(model->device()), options),
            targets.to(model->device()));
        loss.nats += found.sum.item<double>();
        loss.tokens += found.counted;
        loss.correct += found.correct;
    }
    return loss;
}

PseudoLoss pseudoLoss(
    Transformer model,
    const TokenStore& tokens,
    const MaskedWindows& windows,
    int64_t batch,
    int64_t maxTokens,
    const std::function<bool(int64_t, int64_t)>& progress)
{
    const torch::NoGradGuard guard;
    model->eval();
    const int64_t length = windows.textTokens();
    const auto size = static_cast<int64_t>(tokens.size());
    const int64_t all = (size + length - 1) / length;
    const int64_t count = maxTokens > 0 ? std::clamp<int64_t>(maxTokens / length, 1, all) : all;
    const int64_t total = maxTokens > 0 ? count * length : size;
    PseudoLoss loss;
    for (int64_t k = 0; k < count; ++k) {
        const int64_t start = k * all / count * length;
        std::vector<int64_t> ids;
        if (windows.cls)
            ids.push_back(*windows.cls);
        const auto first = static_cast<int64_t>(ids.size());
        std::vector<int64_t> text(static_cast<size_t>(std::min(length, size - start)));
        tokens.copy(static_cast<uint64_t>(start), std::span<int64_t>(text));
        ids.insert(ids.end(), text.begin(), text.end());
        if (windows.sep)
            ids.push_back(*windows.sep);
        const auto row = torch::tensor(ids, torch::kInt64);
        const auto end = first + static_cast<int64_t>(text.size());
        for (int64_t from = first; from < end; from += batch) {
            const int64_t rows = std::min(batch, end - from);
            auto hidden = row.unsqueeze(0).repeat({rows, 1});
            auto targets = torch::full_like(hidden, -100);
            for (int64_t r = 0; r < rows; ++r) {
                targets[r][from + r] = ids[static_cast<size_t>(from + r)];
                hidden[r][from + r] = windows.masking.maskId;
            }
            const auto scores = predictionScores(
                model,
                model->forward(hidden.to(model->device())),
                targets.to(model->device()));
            const auto nats = scores.logProbs.neg().to(torch::kFloat64);
            loss.nats += nats.sum().item<double>();
            loss.squares += nats.square().sum().item<double>();
            loss.correct += scores.correct.sum().item<int64_t>();
            loss.tokens += rows;
            if (!progress(loss.tokens, total))
                return loss;
        }
    }
    loss.textBytes = static_cast<double>(tokens.textBytes()) * static_cast<double>(loss.tokens) /
                     static_cast<double>(std::max<int64_t>(size, 1));
    return loss;
}

} // namespace espalier
