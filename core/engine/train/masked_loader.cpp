#include "core/engine/train/masked_loader.h"

#include "core/base/error.h"
#include "core/engine/nn/prediction.h"

#include <algorithm>
#include <cmath>

namespace espalier {

namespace {

BatchOrderParams withRows(
    BatchOrderParams order,
    int64_t rows,
    const MaskedWindows& windows,
    const std::vector<TextCut>& documents)
{
    order.rowsPerRank = rows;
    order.block = windows.textTokens();
    if (windows.documents) {
        if (documents.empty())
            throw inputError("All documents of the text are empty.");
        // What is put in order are documents, not tokens.
        order.block = 1;
        order.tokens = documents.size() + 1;
    }
    return order;
}

/// Rows of these cuts with gaps; `random(row)` makes a row's gaps. Our attention walks from a
/// segment's start to its end, so joined rows cost nothing for padding.
template <typename RandomOf>
MicroBatch maskedBatch(
    const TokenStore& tokens,
    const MaskedWindows& windows,
    const std::vector<TextCut>& cuts,
    const RandomOf& random,
    torch::Device device)
{
    const auto count = static_cast<int64_t>(cuts.size());
    const int64_t around = windows.block - windows.textTokens();
    int64_t longest = 0, total = 0;
    bool unequal = false;
    for (const TextCut& cut : cuts) {
        longest = std::max(longest, cut.length + around);
        total += cut.length + around;
        unequal = unequal || cut.length != cuts.front().length;
    }
    const bool joined = windows.joined && unequal;
    const auto shape =
        joined ? std::vector<int64_t>{1, total} : std::vector<int64_t>{count, longest};
    auto ids = torch::empty(shape, torch::kInt64);
    auto targets = torch::empty(shape, torch::kInt64);
    auto segments = torch::empty({1, joined ? total : 0}, torch::kInt64);
    auto lengths = torch::empty({count}, torch::kInt64);
    std::vector<int64_t> text;
    int64_t at = 0;
    for (int64_t row = 0; row < count; ++row) {
        const TextCut& cut = cuts[static_cast<size_t>(row)];
        text.resize(static_cast<size_t>(cut.length));
        tokens.copy(cut.start, std::span<int64_t>(text));
        const int64_t places = joined ? cut.length + around : longest;
        Random gaps = random(row);
        lengths[row] = windows.fill(
            text,
            {ids.data_ptr<int64_t>() + at, static_cast<size_t>(places)},
            {targets.data_ptr<int64_t>() + at, static_cast<size_t>(places)},
            gaps,
            0);
        if (joined)
            segments.narrow(1, at, places).fill_(row);
        at += places;
    }
    MicroBatch batch;
    batch.ids = ids.to(device);
    batch.targets = targets.to(device);
    if (joined)
        batch.segments = segments.to(device);
    else if (unequal)
        batch.lengths = lengths.to(device);
    return batch;
}

/// Tokens of text in so many rows; of documents on average.
int64_t tokensOf(int64_t rows, const MaskedWindows& windows, const std::vector<TextCut>& documents)
{
    if (!windows.documents)
        return rows * windows.textTokens();
    double tokens = 0;
    for (const TextCut& document : documents)
        tokens += static_cast<double>(document.length);
    return std::llround(tokens * static_cast<double>(rows) / static_cast<double>(documents.size()));
}

} // namespace

std::vector<TextCut> cutText(const TokenStore& tokens, const MaskedWindows& windows, int64_t most)
{
    std::vector<TextCut> cuts;
    const auto length = static_cast<uint64_t>(windows.textTokens());
    const auto full = [&] { return most > 0 && static_cast<int64_t>(cuts.size()) >= most; };
    const auto cut = [&](uint64_t start, uint64_t end) {
        for (; start < end && !full(); start += length)
            cuts.push_back({start, static_cast<int64_t>(std::min(length, end - start))});
    };
    if (!windows.documents) {
        cut(0, tokens.size());
        return cuts;
    }
    const uint64_t apart = tokens.separator() ? 1 : 0;
    for (uint64_t i = 0; i < tokens.documents() && !full(); ++i) {
        const uint64_t next =
            i + 1 < tokens.documents() ? tokens.documentStart(i + 1) : tokens.size();
        cut(tokens.documentStart(i), next - apart);
    }
    return cuts;
}

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
    , m_documents(m_windows.documents ? cutText(tokens, m_windows) : std::vector<TextCut>())
    , m_params(withRows(order, batch * accumulation, m_windows, m_documents))
    , m_order(m_params)
    , m_batch(batch)
    , m_accumulation(accumulation)
    , m_tokensPerStep(tokensOf(batch * accumulation, m_windows, m_documents))
    , m_device(device)
{
}

TextCut MaskedLoader::window(int64_t step, int64_t row) const
{
    const uint64_t start = m_order.start(static_cast<uint64_t>(step), row);
    return m_windows.documents ? m_documents[start] : TextCut{start, m_windows.textTokens()};
}

std::vector<MicroBatch> MaskedLoader::load(int64_t step) const
{
    std::vector<MicroBatch> batches;
    for (int64_t micro = 0; micro < m_accumulation; ++micro) {
        const int64_t first = micro * m_batch;
        std::vector<TextCut> cuts;
        for (int64_t row = 0; row < m_batch; ++row)
            cuts.push_back(window(step, first + row));
        const int64_t global =
            (step * m_params.worldSize + m_params.rank) * m_params.rowsPerRank + first;
        const auto random = [&](int64_t row) {
            return Random(m_params.seed, "mask", static_cast<uint64_t>(global + row));
        };
        batches.push_back(maskedBatch(m_tokens, m_windows, cuts, random, m_device));
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
    const std::vector<TextCut> cuts = cutText(tokens, windows, maxWindows);
    const auto count = static_cast<int64_t>(cuts.size());
    MaskedLoss loss;
    for (int64_t first = 0; first < count && go(); first += batch) {
        const std::vector<TextCut> some(
            cuts.begin() + first, cuts.begin() + std::min(first + batch, count));
        const auto random = [&](int64_t row) {
            return Random(0, "mask of a validation", static_cast<uint64_t>(first + row));
        };
        const MicroBatch rows = maskedBatch(tokens, windows, some, random, model->device());
        ForwardOptions options;
        options.lengths = rows.lengths;
        options.segments = rows.segments;
        const auto found = predictionLoss(
            model, model->forward(rows.ids, options), rows.targets, {.entropy = true});
        loss.nats += found.sum.item<double>();
        loss.tokens += found.counted;
        loss.correct += found.correct;
        loss.entropy += found.entropy;
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
                targets.to(model->device()),
                {.entropy = true});
            const auto nats = scores.logProbs.neg().to(torch::kFloat64);
            loss.nats += nats.sum().item<double>();
            loss.squares += nats.square().sum().item<double>();
            loss.correct += scores.correct.sum().item<int64_t>();
            loss.entropy += scores.entropy.sum(torch::kFloat64).item<double>();
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
